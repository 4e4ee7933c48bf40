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
import java.util.concurrent.atomic.AtomicLong;
import walras.v1.Access;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.FieldKind;
import walras.v1.FieldSelector;
import walras.v1.Policy;
import walras.v1.ResetRequest;
import walras.v1.RolloutRequest;
import walras.v1.SeatPolicy;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;
import walras.v1.Ticket;
import walras.v1.UniformPolicy;

/** A session that the server plays uniformly, read by a client that copies the bytes out and computes nothing. */
final class RolloutCase implements Work, AutoCloseable {
    private static final int STEPS = 64;

    /** What the reader keeps: one message at a time, in memory that lasts. */
    private final KeptBytes kept = new KeptBytes();

    private final MethodDescriptor<byte[], Integer> method = SessionServiceGrpc.getRolloutMethod().toBuilder(
                    new RawBytes(), kept)
            .build();

    private final ManagedChannel channel;
    private final int rows;
    private final byte[] request; // [bytes]
    private final AtomicLong received = new AtomicLong(); // bytes of the present rollout

    /** @param fields what is recorded of every step; empty for everything */
    RolloutCase(ManagedChannel channel, String environment, int rows, FieldKind... fields) {
        this.channel = channel;
        this.rows = rows;
        SessionServiceGrpc.SessionServiceBlockingStub sessions = SessionServiceGrpc.newBlockingStub(channel);
        CreateSessionResponse created = sessions.createSession(CreateSessionRequest.newBuilder()
                .setConfig(SessionConfig.newBuilder()
                        .setEnvironment(environment)
                        .setNumEnvs(rows)
                        .setSeed(1))
                .build());
        Access access = Access.newBuilder()
                .setSessionId(created.getSession().getId())
                .setHostToken(created.getHostToken())
                .addAllTickets(
                        created.getTicketsList().stream().map(Ticket::getTicket).toList())
                .build();
        var reset = sessions.reset(ResetRequest.newBuilder().setAccess(access).build());
        if (!reset.hasTurn()) {
            throw new IllegalStateException("a reset without a turn");
        }
        request = RolloutRequest.newBuilder()
                .setAccess(access)
                .setSteps(STEPS)
                .addPolicies(SeatPolicy.newBuilder()
                        .setPolicy(Policy.newBuilder().setUniform(UniformPolicy.getDefaultInstance())))
                .addAllFields(Arrays.stream(fields)
                        .map(kind -> FieldSelector.newBuilder().setKind(kind).build())
                        .toList())
                .build()
                .toByteArray();
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
        return (long) STEPS * rows;
    }

    /** How many bytes the last rollout sent for every step of every row. */
    double bytesPerRow() {
        return (double) received.get() / STEPS / rows;
    }

    @Override
    public void close() {
        // The session goes with the server.
    }
}
