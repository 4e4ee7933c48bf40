package walras.server.bench;

import io.grpc.ManagedChannel;
import java.util.Arrays;
import java.util.List;
import walras.v1.Access;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.FieldKind;
import walras.v1.FieldSelector;
import walras.v1.FrameLayout;
import walras.v1.Policy;
import walras.v1.ResetRequest;
import walras.v1.RolloutRequest;
import walras.v1.Seat;
import walras.v1.SeatPolicy;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;
import walras.v1.Ticket;
import walras.v1.UniformPolicy;

/**
 * A session that has been reset, and the rollout that is asked of it again and again.
 *
 * @param layouts of the only seat's frames and action frames, all fields of them
 */
record RolloutPlan(RolloutRequest request, int rows, List<FrameLayout> layouts) {
    private static final int STEPS = 64;
    private static final int ALIGNMENT_BYTES = 64;

    /**
     * A session of its own that the server plays uniformly.
     *
     * @param fields what is recorded of every step; empty for everything
     */
    static RolloutPlan uniform(ManagedChannel channel, String environment, int rows, FieldKind... fields) {
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
        RolloutRequest request = RolloutRequest.newBuilder()
                .setAccess(access)
                .setSteps(STEPS)
                .addPolicies(SeatPolicy.newBuilder()
                        .setPolicy(Policy.newBuilder().setUniform(UniformPolicy.getDefaultInstance())))
                .addAllFields(Arrays.stream(fields)
                        .map(kind -> FieldSelector.newBuilder().setKind(kind).build())
                        .toList())
                .build();
        Seat seat = created.getSession().getSeats(0);
        return new RolloutPlan(request, rows, List.of(seat.getObservationLayout(), seat.getActionLayout()));
    }

    /** What a step takes when everything is recorded. */
    long bytesPerStep() {
        if (request.getFieldsCount() > 0) {
            throw new IllegalStateException("a rollout of chosen fields");
        }
        return layouts.stream()
                .mapToLong(layout -> (layout.getSizeBytes() + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES)
                .sum();
    }

    /** Steps of rows in one rollout. */
    long rowSteps() {
        return (long) request.getSteps() * rows;
    }
}
