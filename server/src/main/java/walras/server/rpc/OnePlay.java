package walras.server.rpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.caller.Caller;
import walras.server.wire.PlayIn;
import walras.server.wire.PlayOut;

/** A call that carries one play. */
final class OnePlay extends ServerCall.Listener<PlayIn> implements PlayCall {
    private final ServerCall<PlayIn, PlayOut> call;
    private final PlayHost host;
    private final Caller caller;
    private final PlayStream stream;

    OnePlay(ServerCall<PlayIn, PlayOut> call, PlayHost host, Caller caller) {
        this.call = call;
        this.host = host;
        this.caller = caller;
        stream = new PlayStream(new PlayWriter(this, host.failures()), host, caller);
    }

    @Override
    public void send(PlayOut message) {
        call.sendMessage(message);
    }

    @Override
    public boolean isReady() {
        return call.isReady();
    }

    @Override
    public void next() {
        long wait = caller.waitNanos();
        if (wait == 0) {
            call.request(1);
        } else { // who has worked more than its quota is not read, so its own sending waits
            CompletableFuture.delayedExecutor(wait, TimeUnit.NANOSECONDS).execute(() -> call.request(1));
        }
    }

    @Override
    public void close(@Nullable Throwable why) {
        close(call, why, host.failures());
    }

    static void close(ServerCall<?, ?> call, @Nullable Throwable why, Failures failures) {
        if (why == null) {
            call.close(Status.OK, new Metadata());
        } else {
            StatusRuntimeException status = failures.status(why);
            Metadata trailers = status.getTrailers();
            call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
        }
    }

    /** A message of it was not even read. */
    void refused(Problem why) {
        stream.refused(why);
    }

    @Override
    public void onMessage(PlayIn message) {
        caller.heard();
        stream.message(message);
    }

    @Override
    public void onHalfClose() {
        stream.halfClosed();
    }

    @Override
    public void onReady() {
        stream.ready();
    }

    @Override
    public void onCancel() {
        ended();
    }

    @Override
    public void onComplete() {
        ended();
    }

    private void ended() {
        stream.gone();
        host.metrics().streamEnded();
    }
}
