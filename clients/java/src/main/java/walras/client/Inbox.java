package walras.client;

import io.grpc.Status.Code;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a server streams, two messages ahead of its reader, so that a wait can be interrupted while the stream lives on. The
 * next message is asked for on the thread that brings them: a reader that keeps up never wakes it for that.
 */
final class Inbox<Q, A> implements ClientResponseObserver<Q, A> {
    /** A message, or why there are no more. */
    private record Arrival<A>(@Nullable A message, @Nullable WalrasException end) {}

    /** A stream that the server has ended well. */
    static final String ENDED = "SESSION_CLOSED";

    private static final int AHEAD = 2; // messages

    private final AtomicInteger unread = new AtomicInteger();
    private final BlockingQueue<Arrival<A>> arrived = new LinkedBlockingQueue<>();
    private @Nullable ClientCallStreamObserver<Q> call;
    private @Nullable WalrasException end;

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> started) {
        started.disableAutoRequestWithInitial(1);
        call = started;
    }

    @Override
    public void onNext(A message) {
        arrived.add(new Arrival<>(message, null));
        if (unread.incrementAndGet() < AHEAD) {
            more();
        }
    }

    private void more() {
        if (call != null) {
            call.request(1);
        }
    }

    @Override
    public void onError(Throwable failed) {
        arrived.add(new Arrival<>(null, WalrasException.of(failed)));
    }

    @Override
    public void onCompleted() {
        arrived.add(new Arrival<>(null, WalrasException.notNow(ENDED, "the server has ended the stream")));
    }

    /** Ends the call; what the server still sends is lost. */
    void cancel() {
        if (call != null) {
            call.cancel("given up by this program", null);
        }
    }

    /** The next message; waits for it. Throws why there are no more. */
    A take() throws InterruptedException {
        return opened(end == null ? arrived.take() : new Arrival<>(null, end));
    }

    /** The next message, if it comes in time. */
    A take(Duration within) throws InterruptedException {
        Arrival<A> next = end == null ? arrived.poll(within.toNanos(), TimeUnit.NANOSECONDS) : new Arrival<>(null, end);
        return opened(Optional.ofNullable(next)
                .orElseThrow(() -> WalrasException.of(
                        Code.DEADLINE_EXCEEDED, "", "expected an answer within " + within + ", got none", null)));
    }

    private A opened(Arrival<A> next) {
        if (next.message() == null) {
            end = next.end();
            throw end == null ? WalrasException.unreadable("an empty message") : end;
        }
        if (unread.getAndDecrement() == AHEAD) {
            more();
        }
        return next.message();
    }
}
