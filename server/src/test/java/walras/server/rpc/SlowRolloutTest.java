package walras.server.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import walras.server.RunningServer;
import walras.v1.Access;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.GetSessionRequest;
import walras.v1.Policy;
import walras.v1.ResetRequest;
import walras.v1.RolloutRequest;
import walras.v1.RolloutResponse;
import walras.v1.SeatPolicy;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;
import walras.v1.SnapshotRequest;
import walras.v1.UniformPolicy;

/** A rollout whose reader stops reading. */
final class SlowRolloutTest {
    private static final int ROWS = 4096;
    private static final int STEPS = 2000;
    /** More than what client, sockets and server hold together, and a small part of the rollout. */
    private static final long MOST_UNREAD_BYTES = 32L << 20;

    private RunningServer running;
    private ManagedChannel channel;
    private SessionServiceGrpc.SessionServiceBlockingStub sessions;

    @BeforeEach
    void start() throws Exception {
        running = new RunningServer(settings -> settings);
        channel = running.channel();
        sessions = SessionServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private Access session(int rows) {
        CreateSessionResponse created = sessions.createSession(CreateSessionRequest.newBuilder()
                .setConfig(SessionConfig.newBuilder()
                        .setEnvironment("counter-v0")
                        .setNumEnvs(rows)
                        .setSeed(1))
                .build());
        Access access = RunningServer.access(created);
        sessions.reset(ResetRequest.newBuilder().setAccess(access).build());
        return access;
    }

    private static RolloutRequest order(Access access, int steps) {
        return RolloutRequest.newBuilder()
                .setAccess(access)
                .setSteps(steps)
                .addPolicies(SeatPolicy.newBuilder()
                        .setPolicy(Policy.newBuilder().setUniform(UniformPolicy.getDefaultInstance())))
                .build();
    }

    private long lastStep(Access access) {
        return sessions.getSession(
                        GetSessionRequest.newBuilder().setAccess(access).build())
                .getSession()
                .getLastSteps(0);
    }

    /** The step at which a session stands still for half a second. */
    private long restingStep(Access access) throws InterruptedException {
        long before;
        long now = lastStep(access);
        do {
            before = now;
            Thread.sleep(500);
            now = lastStep(access);
        } while (now != before);
        return now;
    }

    /** Counts steps; asks for one message, and for all others when told to. */
    private static final class Reader extends ClientCall.Listener<RolloutResponse> {
        final CompletableFuture<Status> ended = new CompletableFuture<>();
        final AtomicLong steps = new AtomicLong();
        final AtomicLong bytesPerStep = new AtomicLong();

        @Override
        public void onMessage(RolloutResponse chunk) {
            if (chunk.getFirstStep() != steps.get() + 1) {
                ended.complete(Status.DATA_LOSS);
            }
            steps.addAndGet(chunk.getSteps());
            bytesPerStep.set(chunk.getSerializedSize() / chunk.getSteps());
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            ended.complete(status);
        }
    }

    // Guards flow control: the server plays a little ahead of a reader and no further, holds up nobody else meanwhile,
    // on
    // the same connection and in the same session, and plays to the end when the reader goes on.
    @Test
    void rollout_readerThatStops_holdsUpItsOwnRolloutOnly() throws Exception {
        Access slow = session(ROWS);
        ClientCall<RolloutRequest, RolloutResponse> call =
                channel.newCall(SessionServiceGrpc.getRolloutMethod(), CallOptions.DEFAULT);
        Reader reader = new Reader();
        call.start(reader, new Metadata());
        call.request(1);
        call.sendMessage(order(slow, STEPS));
        call.halfClose();

        RunningServer.await("the first chunk", () -> reader.bytesPerStep.get() > 0);
        long resting = restingStep(slow);
        long unread = (resting - reader.steps.get()) * reader.bytesPerStep.get();
        assertTrue(unread < MOST_UNREAD_BYTES, () -> unread + " bytes played that nobody asked for");
        assertTrue(STEPS * reader.bytesPerStep.get() > 4 * MOST_UNREAD_BYTES, "a rollout that never had to wait");
        assertFalse(reader.ended.isDone());

        int others = 0;
        Iterator<RolloutResponse> chunks = sessions.rollout(order(session(64), 500));
        while (chunks.hasNext()) {
            others += chunks.next().getSteps();
        }
        assertEquals(500, others);
        assertFalse(
                sessions.snapshot(SnapshotRequest.newBuilder().setAccess(slow).build())
                        .getSnapshot()
                        .isEmpty());
        assertEquals(resting, lastStep(slow));

        call.request(Integer.MAX_VALUE);
        assertTrue(reader.ended.get(30, TimeUnit.SECONDS).isOk());
        assertEquals(STEPS, reader.steps.get());
        assertEquals(STEPS, lastStep(slow));
    }
}
