package walras.server.rpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import walras.server.session.StepExecutor;

/** Answers unary calls: the result, or what it failed with, exactly once. */
final class Calls {
    private static final System.Logger LOG = System.getLogger("walras.server");

    private final StepExecutor executor;
    private final Failures failures;

    Calls(StepExecutor executor, Failures failures) {
        this.executor = executor;
        this.failures = failures;
    }

    /** Answers on this thread; for work that takes microseconds. */
    <T> void answer(StreamObserver<T> response, Supplier<T> work) {
        T result;
        try {
            result = work.get();
        } catch (RuntimeException | Error thrown) {
            fail(response, thrown);
            return;
        }
        respond(response, result);
    }

    /** Answers on a worker's thread; for work that may take long. */
    <T> void answerElsewhere(StreamObserver<T> response, Supplier<T> work) {
        elsewhere(response, () -> answer(response, work));
    }

    /** Runs work that answers by itself on a worker's thread. */
    void elsewhere(StreamObserver<?> response, Runnable work) {
        try {
            executor.runElsewhere(work);
        } catch (RuntimeException overloaded) {
            fail(response, overloaded);
        }
    }

    private static <T> void respond(StreamObserver<T> response, T result) {
        unlessGone(() -> {
            response.onNext(result);
            response.onCompleted();
        });
    }

    void fail(StreamObserver<?> response, Throwable thrown) {
        unlessGone(() -> response.onError(failures.status(thrown)));
    }

    /** Whoever makes a turn must not stumble over a caller that did not wait for it. */
    private static void unlessGone(Runnable answering) {
        try {
            answering.run();
        } catch (StatusRuntimeException | IllegalStateException gone) {
            LOG.log(System.Logger.Level.DEBUG, "a caller is gone", gone);
        }
    }
}
