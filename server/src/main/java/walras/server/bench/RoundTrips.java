package walras.server.bench;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One stream that is played in lockstep: the next message goes out on the event loop that brought the last answer, as a
 * client would that computes nothing. Round trips are timed from before a message is handed over until its answer is.
 */
final class RoundTrips extends ClientCall.Listener<byte[]> implements AutoCloseable {
    private final ClientCall<byte[], byte[]> call;
    private CompletableFuture<byte[]> answer = new CompletableFuture<>(); // guarded by this

    // Of the measurement that runs; touched by the event loop, and by the caller before and after.
    private volatile @Nullable LongFunction<byte[]> requests;
    private long next;
    private long until;
    private long sent;
    private long[] nanos = new long[1 << 12]; // [count]
    private int count;

    RoundTrips(ManagedChannel channel, MethodDescriptor<byte[], byte[]> method) {
        call = channel.newCall(method, CallOptions.DEFAULT);
        call.start(this, new Metadata());
        call.request(1);
    }

    /** Sends a message and waits for its answer. */
    byte[] ask(byte[] message) throws InterruptedException, ExecutionException { // [bytes] -> [bytes]
        expect();
        call.sendMessage(message);
        return expected().get();
    }

    private synchronized void expect() {
        answer = new CompletableFuture<>();
    }

    private synchronized CompletableFuture<byte[]> expected() {
        return answer;
    }

    /**
     * Plays for a while.
     *
     * @param made the message of a step
     * @param from the first step's number
     * @return nanoseconds of every round trip, in ascending order
     */
    long[] play(LongFunction<byte[]> made, long from, long forNanos) throws InterruptedException, ExecutionException {
        begin(made, from, forNanos);
        return end();
    }

    /** Begins to play, and does not wait. */
    void begin(LongFunction<byte[]> made, long from, long forNanos) {
        count = 0;
        next = from;
        until = System.nanoTime() + forNanos;
        expect();
        requests = made;
        send(made);
    }

    /** Waits until what was begun is over; nanoseconds of every round trip, in ascending order. */
    long[] end() throws InterruptedException, ExecutionException {
        expected().get();
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private void send(LongFunction<byte[]> made) {
        byte[] message = made.apply(next++);
        sent = System.nanoTime();
        call.sendMessage(message);
    }

    @Override
    public void onMessage(byte[] message) { // [bytes]
        long now = System.nanoTime();
        LongFunction<byte[]> made = requests;
        call.request(1);
        if (made == null) {
            expected().complete(message);
            return;
        }
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = now - sent;
        if (now < until) {
            send(made);
        } else {
            requests = null;
            expected().complete(message);
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        expected().completeExceptionally(status.asRuntimeException(trailers));
    }

    @Override
    public void close() {
        call.cancel("measured", null);
    }
}
