package walras.tournament.service;

import com.google.protobuf.Message;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import walras.server.rpc.Calls;

/** Sends what is new of a tournament to a reader, as fast as it reads, until the tournament has ended. */
final class Feed<T extends Message> implements Runnable {
    private final Hosted hosted;
    private final ServerCallStreamObserver<T> call;
    private final Calls calls;
    private final Supplier<@Nullable T> next;
    private boolean over; // guarded by this

    private Feed(Hosted hosted, StreamObserver<T> response, Calls calls, Supplier<@Nullable T> next) {
        this.hosted = hosted;
        this.calls = calls;
        this.next = next;
        call = (ServerCallStreamObserver<T>) response;
    }

    /** @param next what is to be sent now; null for nothing new */
    static <T extends Message> void start(
            Hosted hosted, StreamObserver<T> response, Calls calls, Supplier<@Nullable T> next) {
        Feed<T> feed = new Feed<>(hosted, response, calls, next);
        feed.call.setOnReadyHandler(feed);
        feed.call.setOnCancelHandler(feed::end);
        hosted.watch(feed);
        feed.run();
    }

    private synchronized void end() {
        over = true;
        hosted.leave(this);
    }

    @Override
    public synchronized void run() {
        try {
            boolean running = hosted.running(); // before what is new is asked for, so that nothing is lost
            while (!over && call.isReady()) {
                T message = next.get();
                if (message != null) {
                    call.onNext(message);
                } else if (running) {
                    return;
                } else {
                    end();
                    call.onCompleted();
                }
            }
        } catch (RuntimeException failed) {
            end();
            calls.fail(call, failed);
        }
    }
}
