package walras.server.bench;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import walras.server.session.rollout.RolloutPace;
import walras.v1.SessionServiceGrpc;

/** A stream of a server's messages, read by a client that copies the bytes out and computes nothing. */
final class StreamCase implements Work {
    /** What the reader keeps: one message at a time, in memory that lasts. */
    private final KeptBytes kept = new KeptBytes();

    private final MethodDescriptor<byte[], Integer> method;
    private final ManagedChannel channel;
    private final byte[] request; // [bytes]
    private final long rowSteps;
    private final AtomicLong received = new AtomicLong(); // bytes of the present stream

    private StreamCase(ManagedChannel channel, MethodDescriptor<?, ?> method, byte[] request, long rowSteps) {
        this.channel = channel;
        this.method = method.toBuilder(new RawBytes(), kept).build();
        this.request = request;
        this.rowSteps = rowSteps;
    }

    /** A session that the server plays uniformly. */
    static StreamCase rollout(ManagedChannel channel, RolloutPlan plan) {
        return new StreamCase(
                channel, SessionServiceGrpc.getRolloutMethod(), plan.request().toByteArray(), plan.rowSteps());
    }

    /** The same bytes and nothing else. */
    static StreamCase raw(ManagedChannel channel, RolloutPlan plan) {
        int messageBytes = Math.toIntExact(plan.bytesPerStep() * RolloutPace.MESSAGES.chunkSteps(plan.bytesPerStep()));
        byte[] request = RawStream.request(plan.bytesPerStep() * plan.request().getSteps(), messageBytes);
        return new StreamCase(channel, RawStream.METHOD, request, plan.rowSteps());
    }

    /** One stream, read to its end. */
    @Override
    public long run() {
        received.set(0);
        CompletableFuture<Status> ended = new CompletableFuture<>();
        ClientCall<byte[], Integer> call = channel.newCall(method, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(Integer length) {
                        received.addAndGet(length);
                        call.request(1);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.complete(status);
                    }
                },
                new Metadata());
        call.request(2);
        call.sendMessage(request);
        call.halfClose();
        try {
            if (!ended.get().isOk()) {
                throw ended.get().asRuntimeException();
            }
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
        return rowSteps;
    }

    /** How many bytes the last stream had for every step of every row. */
    double bytesPerRow() {
        return (double) received.get() / rowSteps;
    }
}
