package walras.server.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import walras.server.Frames;
import walras.server.PlayClient;
import walras.server.RunningServer;
import walras.server.session.work.Limits;
import walras.server.session.work.WorkLimits;
import walras.v1.Attached;
import walras.v1.CatalogServiceGrpc;
import walras.v1.CreateSessionRequest;
import walras.v1.ErrorDetail;
import walras.v1.EvaluateRequest;
import walras.v1.EvaluateResponse;
import walras.v1.NamedPolicy;
import walras.v1.SeatConfig;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;
import walras.v1.SolveRequest;
import walras.v1.SolveResponse;

/** Work that nobody can pay for: it ends in time, and those who play hardly notice. */
final class BombsTest {
    private static final int WARM_STEPS = 30;
    private static final int ROUNDS = 4;
    private static final double SLOWER = 3;
    private static final long SOLVE_MILLIS = 1000;

    private RunningServer running;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        WorkLimits work = WorkLimits.defaults()
                .withSolveTime(Duration.ofMillis(SOLVE_MILLIS))
                .withTableBytes(1L << 30);
        running =
                new RunningServer(settings -> settings.limits(Limits.defaults().withWork(work)));
        channel = running.channel();
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private static Struct options(Map<String, Object> values) {
        Struct.Builder options = Struct.newBuilder();
        values.forEach((name, value) -> options.putFields(
                name,
                value instanceof String text
                        ? Value.newBuilder().setStringValue(text).build()
                        : Value.newBuilder()
                                .setNumberValue(((Number) value).doubleValue())
                                .build()));
        return options.build();
    }

    /** Thousands of markets of many consumers: minutes of work out of a hundred bytes. */
    private static Struct bomb(int salt) {
        return options(Map.of(
                "instance",
                "random",
                "states",
                80,
                "horizon",
                150,
                "agents",
                32,
                "goods",
                32,
                "planner_actions",
                1,
                "instance_seed",
                salt));
    }

    private ListenableFuture<SolveResponse> solve(int salt) {
        return CatalogServiceGrpc.newFutureStub(channel)
                .solve(SolveRequest.newBuilder()
                        .setEnvironment("exchange/markov-v0")
                        .setOptions(bomb(salt))
                        .build());
    }

    /** True if a thread of the server works on an exact solution. */
    private static boolean solving() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().startsWith("walras-solve-"))
                .anyMatch(entry -> Arrays.stream(entry.getValue())
                        .anyMatch(frame -> frame.getClassName().startsWith("walras.env.")));
    }

    @Test
    void solve_thatTakesTooLong_saysWhatToRaise() {
        StatusRuntimeException error =
                assertThrows(StatusRuntimeException.class, () -> CatalogServiceGrpc.newBlockingStub(channel)
                        .solve(SolveRequest.newBuilder()
                                .setEnvironment("exchange/markov-v0")
                                .setOptions(bomb(1))
                                .build()));
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, error.getStatus().getCode());
        assertNotNull(error.getTrailers());
        ErrorDetail detail = error.getTrailers().get(ErrorTrailers.DETAIL);
        assertNotNull(detail);
        assertEquals("LIMIT", detail.getReason());
        assertTrue(detail.getExpected().contains("--max-solve-seconds"), detail.getExpected());
        RunningServer.await("the solver stops", () -> !solving());
    }

    @Test
    void solve_whoseCallerIsGone_stops() {
        ListenableFuture<SolveResponse> first = solve(1);
        RunningServer.await("solving", BombsTest::solving);
        long begun = System.nanoTime();
        first.cancel(true);
        RunningServer.await("the solver stops", () -> !solving());
        assertTrue(System.nanoTime() - begun < TimeUnit.MILLISECONDS.toNanos(SOLVE_MILLIS / 2));
    }

    /** Replies to a retailer that learns for a thousand rounds take more than a minute of play. */
    private static EvaluateRequest endless() {
        return EvaluateRequest.newBuilder()
                .setEnvironment("stackelberg/newsvendor-v0")
                .setOptions(options(Map.of("follower", "oful")))
                .addSeats(SeatConfig.newBuilder()
                        .setGroup("leader")
                        .setPolicy(NamedPolicy.newBuilder().setName("constant")))
                .build();
    }

    @Test
    void evaluate_thatTakesTooLong_endsWithLimit() {
        StatusRuntimeException error =
                assertThrows(StatusRuntimeException.class, () -> CatalogServiceGrpc.newBlockingStub(channel)
                        .evaluate(endless()));
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, error.getStatus().getCode());
        RunningServer.await("the play stops", () -> !solving());
    }

    @Test
    void evaluate_whoseCallerIsGone_stops() {
        ListenableFuture<EvaluateResponse> first =
                CatalogServiceGrpc.newFutureStub(channel).evaluate(endless());
        RunningServer.await("playing", BombsTest::solving);
        long begun = System.nanoTime();
        first.cancel(true);
        RunningServer.await("the play stops", () -> !solving());
        assertTrue(System.nanoTime() - begun < TimeUnit.MILLISECONDS.toNanos(SOLVE_MILLIS / 2));
    }

    @Test
    void steps_underSolveBombs_keepTheirPace() {
        pace(60, 6);
    }

    @Test
    @Tag("full")
    void steps_underSolveBombsForLong_keepTheirPace() {
        for (int round = 0; round < 10; round++) {
            pace(300, 40);
        }
    }

    private void pace(int steps, int bombs) {
        PlayClient client = new PlayClient(running.channel());
        Attached attached = client.create(SessionConfig.newBuilder()
                .setEnvironment("counter-v0")
                .setNumEnvs(1 << 18)
                .build());
        client.reset(1);
        byte[] frame = Frames.filled(attached.getSession().getSeats(0).getActionLayout(), 0);
        long step = 1;
        times(client, frame, step, WARM_STEPS);
        step += WARM_STEPS;
        double least = Double.POSITIVE_INFINITY;
        // Others may have the machine too, which slows one round or the other: what bombs do shows in all of them.
        for (int round = 0; round < ROUNDS && least > SLOWER; round++) {
            long alone = p99(times(client, frame, step, steps));
            List<ListenableFuture<SolveResponse>> thrown = new ArrayList<>();
            for (int k = 0; k < bombs; k++) {
                thrown.add(solve(k));
            }
            RunningServer.await("solving", BombsTest::solving);
            long beside = p99(times(client, frame, step + steps, steps));
            thrown.forEach(bomb -> bomb.cancel(true));
            RunningServer.await("the solver stops", () -> !solving());
            step += 2L * steps;
            least = Math.min(least, (double) beside / alone);
        }
        client.leave(true);
        assertTrue(least <= SLOWER, "p99 " + least + " times that without bombs");
    }

    private static long[] times(PlayClient client, byte[] frame, long first, int steps) { // -> [steps]
        long[] nanos = new long[steps];
        for (int k = 0; k < steps; k++) {
            long start = System.nanoTime();
            client.act(first + k, 0, frame);
            assertEquals(first + k, client.turn().getStep());
            nanos[k] = System.nanoTime() - start;
        }
        return nanos;
    }

    private static long p99(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(.99 * sorted.length) - 1];
    }

    // What a session needs of an oracle is bounded as a solution is, and honest ones are made meanwhile.
    @Test
    void create_thatTakesTooLong_isRefusedAndTheNextOneIsMade() {
        SessionConfig config = SessionConfig.newBuilder()
                .setEnvironment("exchange/markov-v0")
                .setOptions(bomb(3))
                .addMetrics("*")
                .build();
        StatusRuntimeException error = assertThrows(StatusRuntimeException.class, () -> create(config));
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, error.getStatus().getCode());
        create(SessionConfig.newBuilder().setEnvironment("counter-v0").build());
    }

    private void create(SessionConfig config) {
        SessionServiceGrpc.newBlockingStub(channel)
                .createSession(
                        CreateSessionRequest.newBuilder().setConfig(config).build());
    }

    // Tables count: LIMIT comes before memory is gone, and goes when sessions do.
    @Test
    void sessions_withLargeTables_areRefusedWithLimit() throws IOException {
        running.close();
        WorkLimits work = WorkLimits.defaults().withTableBytes(64L << 20);
        running =
                new RunningServer(settings -> settings.limits(Limits.defaults().withWork(work)));
        channel = running.channel();
        SessionConfig config = SessionConfig.newBuilder()
                .setEnvironment("auction/random-v0")
                .setOptions(options(Map.of("states", 200, "primitives", 64, "branching", 16)))
                .setNumEnvs(1)
                .build();
        int made = 0;
        String refusal = "";
        for (int k = 0; k < 72 && refusal.isEmpty(); k++) {
            try {
                create(config);
                made++;
            } catch (StatusRuntimeException error) {
                assertEquals(Status.Code.RESOURCE_EXHAUSTED, error.getStatus().getCode());
                refusal = String.valueOf(error.getMessage());
            }
        }
        assertTrue(made >= 2 && made < 72, made + " sessions");
        assertTrue(refusal.contains("table_bytes"), refusal);
        create(SessionConfig.newBuilder().setEnvironment("counter-v0").build());
    }

    @Test
    void rows_withLargeTables_areRefusedBeforeTheyAreBuilt() {
        StatusRuntimeException error = assertThrows(
                StatusRuntimeException.class,
                () -> create(SessionConfig.newBuilder()
                        .setEnvironment("stackelberg/pricing-platform-v0")
                        .setOptions(options(Map.of("price_levels", 32)))
                        .setNumEnvs(10_000)
                        .build()));
        assertTrue(String.valueOf(error.getMessage()).contains("table_bytes"), error.getMessage());
    }
}
