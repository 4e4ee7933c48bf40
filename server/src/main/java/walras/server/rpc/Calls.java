package walras.server.rpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import walras.server.caller.Caller;
import walras.server.session.work.LongWork;
import walras.server.session.work.Workers;

/** Answers calls, also those of other modules' services: the result, or what it failed with, exactly once. */
public final class Calls {
    private static final System.Logger LOG = System.getLogger("walras.server");

    private final Workers workers;
    private final Failures failures;

    Calls(Workers workers, Failures failures) {
        this.workers = workers;
        this.failures = failures;
    }

    /** Answers on this thread; for work that takes microseconds. */
    public <T> void answer(StreamObserver<T> response, Supplier<T> work) {
        T result;
        try {
            result = work.get();
        } catch (RuntimeException | Error thrown) {
            fail(response, thrown);
            return;
        }
        respond(response, result);
    }

    /** Answers when a result is there, or with why it is not. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the caller to have been told
    <T> void answerWhen(StreamObserver<T> response, CompletableFuture<T> result) {
        result.whenComplete((made, why) -> {
            if (why == null) {
                respond(response, made);
            } else {
                fail(response, why instanceof CompletionException && why.getCause() != null ? why.getCause() : why);
            }
        });
    }

    /** Answers when an exact solution is found, unless the caller goes before. */
    public <T> void answerSolved(StreamObserver<T> response, Supplier<T> work) {
        answerLong(workers.solving(), response, work, Function.identity(), late -> {});
    }

    /**
     * Answers when something is made, unless the caller goes before.
     *
     * @param unwanted is given what was made for a caller that is gone
     */
    public <M, T> void answerMade(
            StreamObserver<T> response, Supplier<M> work, Function<M, T> answer, Consumer<M> unwanted) {
        answerLong(workers.making(), response, work, answer, unwanted);
    }

    private <M, T> void answerLong(
            LongWork where, StreamObserver<T> response, Supplier<M> work, Function<M, T> answer, Consumer<M> unwanted) {
        guarded(response, () -> {
            Caller caller = CurrentCaller.get();
            caller.requireTime(); // spectators too, of whom other calls ask nothing
            LongWork.Pending pending = where.start(
                    caller.timed(work),
                    new LongWork.Outcome<>(
                            result -> answer(response, () -> answer.apply(result)),
                            why -> fail(response, why),
                            unwanted));
            ((ServerCallStreamObserver<T>) response).setOnCancelHandler(pending::giveUp);
        });
    }

    /** Runs work that answers by itself on a worker's thread. */
    void elsewhere(StreamObserver<?> response, Runnable work) {
        guarded(response, () -> workers.steps().runElsewhere(work));
    }

    /** Runs work that answers by itself, now or later, unless it cannot be begun. */
    public void guarded(StreamObserver<?> response, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error refused) {
            fail(response, refused);
        }
    }

    private static <T> void respond(StreamObserver<T> response, T result) {
        unlessGone(() -> {
            response.onNext(result);
            response.onCompleted();
        });
    }

    /** Ends a call with what a caller is told; counted. */
    public void fail(StreamObserver<?> response, Throwable thrown) {
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
