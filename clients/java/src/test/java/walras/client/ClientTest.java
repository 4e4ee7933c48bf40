package walras.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status.Code;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import walras.server.ServerConfig;
import walras.server.WalrasServer;
import walras.v1.AutoresetMode;
import walras.v1.EventKind;
import walras.v1.PartConfig;
import walras.v1.PartReset;
import walras.v1.PolicyHead;
import walras.v1.ResetConfig;
import walras.v1.RolloutRequest;
import walras.v1.RowOptions;
import walras.v1.SessionConfig;
import walras.v1.SolveResponse;

/** Against a real server. What every client must do is in the conformance cases; here is what is Java's own. */
final class ClientTest {
    private static final String CHAIN = "auction/chain-v0";
    private static WalrasServer server;
    private static Client client;

    @BeforeAll
    static void start() throws Exception {
        server = WalrasServer.start(ServerConfig.builder().port(0).httpPort(0).build());
        client = Client.connect("127.0.0.1:" + server.port());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static SessionConfig.Builder config(String environment, int rows) {
        return SessionConfig.newBuilder().setEnvironment(environment).setNumEnvs(rows);
    }

    /** A session of {@code counter-v0} with a number of agents. */
    private static SessionConfig.Builder counters(int rows, int agents) {
        return config("counter-v0", rows).setOptions(Options.of(Map.of("agents", agents)));
    }

    private static Session session(SessionConfig.Builder config) throws InterruptedException {
        return client.session(config.build());
    }

    private static SessionConfig twoSeats() {
        return counters(1, 2)
                .addSeats(Options.seat("counters/0"))
                .addSeats(Options.seat("counters/1"))
                .build();
    }

    private static Tensor table(SolveResponse solution, String name) {
        return Tensor.of(solution.getTablesList().stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getValues());
    }

    /** What a turn of a rollout shows of the states and bids. */
    private static String line(Chunk chunk, int i) {
        double[] states = all(chunk.turn(i).obs("bidders", "state"));
        return Arrays.toString(states) + Arrays.toString(all(chunk.action(i, "bidders", "bid")));
    }

    private static double[] all(Tensor values) {
        double[] copied = new double[values.size()];
        Arrays.setAll(copied, values::at);
        return copied;
    }

    @Test
    void catalog_lists_describes_and_solves() throws Exception {
        assertEquals(CHAIN, client.environments(CHAIN).get(0).getId());
        assertEquals(
                2,
                client.environment("counter-v0", Map.of("agents", 2))
                        .getGroups(0)
                        .getAgents());
        Tensor values = table(client.solve(CHAIN, Map.of("discount", 0.99)), "v_star");
        assertEquals(values.size(), values.doubles().remaining());
    }

    @Test
    void step_ofActionsOfEveryType_isTheSameStep() throws Exception {
        List<Object> same = List.of(
                new int[] {1, 0},
                new long[] {1, 0},
                new byte[] {1, 0},
                new boolean[] {true, false},
                Map.of("increment", new short[] {1, 0}));
        for (Object actions : same) {
            try (Session session = session(counters(1, 2))) {
                session.reset();
                Turn turn = session.step(Map.of("counters", actions));
                assertArrayEquals(new double[] {1, 0}, all(turn.obs("counters", "count")), () -> "" + actions);
                assertEquals(1, turn.reward("counters").get(0));
            }
        }
    }

    @Test
    void step_withActionsThatNoFrameHolds_isRefusedHereAndMovesNothing() throws Exception {
        try (Session session = session(counters(2, 1))) {
            session.reset();
            List<Object> wrong = List.of(
                    new double[] {1, 0}, new int[3], new long[] {1, 1L << 32}, "one", Map.of("incremnt", 1), Map.of());
            for (Object each : wrong) {
                WalrasException refused =
                        assertThrows(WalrasException.class, () -> session.step(Map.of("counters", each)));
                assertEquals("BAD_ACTION", refused.reason());
            }
            assertThrows(WalrasException.class, () -> session.step(Map.of("countrs", 1)));
            assertThrows(WalrasException.class, () -> session.step(Map.of()));
            assertEquals(1, session.step(Map.of("counters", 1)).step());
        }
    }

    @Test
    void shards_step_onTheirOwn() throws Exception {
        try (Session session = session(counters(4, 1).setShards(2))) {
            session.reset(ResetConfig.newBuilder().setShard(1).build());
            session.reset();
            session.send(0, Map.of("counters", 1));
            session.send(1, Map.of("counters", 0));
            assertThrows(WalrasException.class, () -> session.send(1, Map.of("counters", 0)));
            assertArrayEquals(new double[2], all(session.receive(1).obs("counters", "count")));
            assertArrayEquals(new double[] {1, 1}, all(session.receive(0).obs("counters", "count")));
        }
    }

    @Test
    void seatsOfOneGroup_areFiledByLabel_andTheirMetricsAreOne() throws Exception {
        SessionConfig.Builder config = counters(2, 3)
                .addMetrics("*")
                .addSeats(Options.seat("counters/0"))
                .addSeats(Options.seat("counters/1"))
                .addSeats(Options.seat("counters/2"));
        try (Session session = session(config)) {
            session.reset();
            Turn turn = session.step(
                    Map.of("counters/0", 1, "counters/1", new int[] {0, 1}, "counters/2", new int[] {0, 0}));
            assertArrayEquals(new double[] {0, 1}, all(turn.obs("counters/1", "count")));
            assertArrayEquals(new double[] {0, 1, 1, 0, 0, 1}, all(turn.metric("regret")));
            assertArrayEquals(new double[] {1, 2}, all(turn.metric("total")));
            try (Rollout rollout = session.rollout(3, Policies.uniform())) {
                Chunk chunk = rollout.next();
                assertEquals(List.of(2, 3), chunk.turn(0).metric("regret").shape());
                assertEquals(List.of(2), chunk.turn(0).metric("total").shape());
            }
        }
    }

    @Test
    void join_takesSeatsByAddress_andEventsSayWhoLeft() throws Exception {
        try (Host host = client.host(twoSeats());
                Participant other = Client.join(host.address("counters/1"))) {
            Participant one = Client.join(host.address("counters/0"));
            host.reset();
            assertEquals(0, one.await().step());
            assertEquals(0, other.await().step());
            one.send(0, Map.of("counters", 1));
            assertEquals(1, other.step(Map.of("counters", 0)).step());
            assertEquals(1, one.receive(0).reward("counters").get(0));
            assertEquals("counters/0", one.seats().get(0).label());
            one.close();
            assertThrows(WalrasException.class, () -> one.step(Map.of("counters", 1)));
            other.send(0, Map.of("counters", 0));
            host.reset(); // its turn comes after the event
            other.receive(0);
            assertTrue(other.events().stream().anyMatch(each -> each.getKind() == EventKind.EVENT_KIND_SEAT_LEFT));
        }
    }

    @Test
    void interruptedWait_leavesTheActSent() throws Exception {
        try (Host host = client.host(twoSeats());
                Participant one = Client.join(host.address("counters/0"));
                Participant other = Client.join(host.address("counters/1"))) {
            host.reset();
            one.await();
            other.await();
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> one.step(Map.of("counters", 1)));
            assertFalse(Thread.currentThread().isInterrupted());
            other.step(Map.of("counters", 0));
            assertEquals(1, one.receive(0).step());
        }
    }

    @Test
    void rollout_isTheSameInChunksAndAsASelection() throws Exception {
        SessionConfig.Builder config = config(CHAIN, 8)
                .setSeed(3)
                .addMetrics("regret")
                .setAutoresetMode(AutoresetMode.AUTORESET_MODE_SAME_STEP);
        try (Session whole = session(config);
                Session parts = session(config)) {
            whole.reset();
            parts.reset();
            List<String> seen = new ArrayList<>();
            for (Chunk chunk : whole.rollout(50, Policies.uniform())) {
                for (int i = 0; i < chunk.steps(); i++) {
                    seen.add(line(chunk, i));
                }
            }
            List<String> again = new ArrayList<>();
            RolloutRequest.Builder some = RolloutRequest.newBuilder()
                    .setSteps(50)
                    .setChunkSteps(7)
                    .addAllFields(Options.fields("obs.state", "actions"));
            try (Rollout rollout = parts.rollout(some.build(), Policies.uniform())) {
                assertThrows(WalrasException.class, () -> parts.step(Map.of("bidders", 0.5)));
                for (Chunk chunk : rollout) {
                    assertTrue(chunk.steps() <= 7);
                    for (int i = 0; i < chunk.steps(); i++) {
                        again.add(line(chunk, i));
                    }
                }
            }
            assertEquals(seen, again);
            parts.rollout(some.setSteps(5).setChunkSteps(1).build(), Policies.uniform())
                    .close();
            assertEquals(56, parts.step(Map.of("bidders", 0.5)).step());
            double[] bids =
                    new double[table(client.solve(CHAIN, Map.of()), "v_star").size()];
            var table = Policies.table(bids, PolicyHead.getDefaultInstance(), bids.length, 1);
            assertEquals(2, whole.rollout(2, table).next().steps());
        }
    }

    @Test
    void partsRestoreAndOptionsOfARow_areAsSent() throws Exception {
        SessionConfig.Builder config = config("counter-v0", 3)
                .addParts(PartConfig.newBuilder().setRows(1).setOptions(Options.of(Map.of("horizon", 1))))
                .addParts(PartConfig.newBuilder().setRows(2).setOptions(Options.of(Map.of("horizon", 9))));
        try (Session session = session(config)) {
            RowOptions.Builder rows = RowOptions.newBuilder().addRows(0).addRows(2);
            session.reset(ResetConfig.newBuilder()
                    .addRowOptions(rows.setOptions(Options.of(Map.of("start", 1))))
                    .build());
            byte[] before = session.snapshot();
            assertArrayEquals(
                    new boolean[] {true, false, false},
                    session.step(Map.of("counters", 1)).truncated());
            Turn back = session.restore(before).get(0);
            assertArrayEquals(new double[] {1, 0, 1}, all(back.obs("counters", "count")));
            PartReset.Builder part = PartReset.newBuilder().setPart(1);
            session.reset(ResetConfig.newBuilder()
                    .addParts(part.setOptions(Options.of(Map.of("horizon", 1))))
                    .build());
            assertArrayEquals(
                    new boolean[] {true, true, true},
                    session.step(Map.of("counters", 1)).truncated());
        }
    }

    @Test
    void cutConnection_losesAndRepeatsNothing() throws Exception {
        SessionConfig config = config(CHAIN, 2).setSeed(5).build();
        Random random = new Random(2);
        try (CutProxy between = new CutProxy(server.port());
                Client far = Client.connect(between.address());
                Session there = far.session(config);
                Session here = client.session(config)) {
            there.reset();
            here.reset();
            for (int step = 1; step <= 405; step++) { // the last loss may be noticed a step later
                Map<String, double[]> bids = Map.of("bidders", random.doubles(8).toArray());
                there.send(0, bids);
                if (step % 100 == 0) {
                    between.cut();
                }
                assertEquals(here.step(bids).reward("bidders"), there.receive(0).reward("bidders"));
            }
            assertEquals(5, between.made());
        }
    }

    @Test
    void lostConnection_withoutPatience_isTakenUpByHand() throws Exception {
        try (CutProxy between = new CutProxy(server.port());
                Client far = Client.connect(between.address(), new ConnectOptions().reconnect(Duration.ZERO));
                Session session = far.session(counters(1, 1).build())) {
            session.reset();
            between.cut();
            WalrasException lost = assertThrows(WalrasException.class, () -> session.step(Map.of("counters", 1)));
            assertEquals(Code.UNAVAILABLE, lost.code());
            session.reattach();
            assertEquals(1, session.receive(0).step());
        }
    }

    @Test
    void nobodyThere_isSaidWithWhatToDo() throws IOException {
        String address;
        try (CutProxy nobody = new CutProxy(1)) {
            address = nobody.address();
        }
        WalrasException failed = assertThrows(WalrasException.class, () -> Client.connect(address));
        assertTrue(String.valueOf(failed.getMessage()).contains("./walras serve"));
    }

    @Test
    void wrongAddresses_areRefused_andNoTicketIsSaid() {
        for (String wrong : List.of(
                "walras://h:1/s",
                "walras://h:1/s?ticket=",
                "http://h:1/s?ticket=t0p",
                "walras://h/s?ticket=t0p",
                "walras://u:t0p@h:1/s?ticket=t0p",
                "walras://h:1/s/r?ticket=t0p",
                "walras://h:1/s?ticket=t0p&more=1",
                "")) {
            WalrasException refused = assertThrows(WalrasException.class, () -> Client.join(wrong), wrong);
            assertFalse(String.valueOf(refused.getMessage()).contains("t0p"));
        }
        assertThrows(WalrasException.class, () -> Client.connect("localhost"));
    }
}
