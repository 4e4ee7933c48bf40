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
import walras.v1.SessionServiceGrpc;

/** A session that the server plays uniformly, read by a client that copies the bytes out and computes nothing. */
final class RolloutCase implements Work {
    /** What the reader keeps: one message at a time, in memory that lasts. */
    private final KeptBytes kept = new KeptBytes();

    private final MethodDescriptor<byte[], Integer> method = SessionServiceGrpc.getRolloutMethod().toBuilder(
                    new RawBytes(), kept)
            .build();

    private final ManagedChannel channel;
    private final RolloutPlan plan;
    private final byte[] request; // [bytes]
    private final AtomicLong received = new AtomicLong(); // bytes of the present rollout

    RolloutCase(ManagedChannel channel, RolloutPlan plan) {
        this.channel = channel;
        this.plan = plan;
        request = plan.request().toByteArray();
    }

    /** One rollout, read to its end. */
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
        return plan.rowSteps();
    }

    /** How many bytes the last rollout sent for every step of every row. */
    double bytesPerRow() {
        return (double) received.get() / plan.rowSteps();
    }
}
