package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static walras.server.session.SessionFixture.last;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import walras.env.Backend;
import walras.env.Environment;
import walras.env.OptionSpec;
import walras.env.Problem;
import walras.env.Registry;
import walras.env.RowRandom;
import walras.env.batch.AutoresetMode;
import walras.env.batch.PartOptions;
import walras.server.frame.Field;
import walras.server.frame.FrameLayout;
import walras.server.session.plan.SeatPlan;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionConfig.PartConfig;
import walras.server.session.policy.PolicyProgram;
import walras.server.session.rollout.RolloutChunk;
import walras.server.session.rollout.RolloutOrder;
import walras.server.session.shard.Answer;
import walras.server.session.shard.ResetOrder;
import walras.server.session.shard.ResetOrder.PartChange;
import walras.server.session.shard.Turn;
import walras.server.session.work.Limits;

/** Sessions whose rows have options and seeds of their own. */
final class PartsTest {
    private static final int STEPS = 9;
    private static final Registry REGISTRY = Registry.discover();

    private final Sessions sessions = new SessionFixture().sessions;

    static Stream<String> ids() {
        return REGISTRY.environments().stream().map(Environment::id);
    }

    private static SessionConfig config(
            String id, Map<String, Object> options, int rows, long seed, int shards, List<PartConfig> parts) {
        SessionConfig plain = SessionConfig.of(id);
        return new SessionConfig(
                id,
                options,
                rows,
                OptionalLong.of(seed),
                List.of(),
                AutoresetMode.SAME_STEP,
                List.of(),
                Optional.empty(),
                List.of("*"),
                shards,
                plain.logMode(),
                plain.keep(),
                plain.backend(),
                parts);
    }

    private static PartConfig part(int rows, Map<String, Object> options) {
        return new PartConfig(rows, options, OptionalLong.empty(), false);
    }

    /** Another value of some option that may differ; none where no option can stand alone. */
    private static Map<String, Object> other(String id) {
        Environment environment = REGISTRY.find(id);
        for (OptionSpec option : environment.options().specs()) {
            Object value = option.type() == OptionSpec.Type.NUMBER && option.defaultValue() instanceof Double usual
                    ? (Object) (usual / 2)
                    : option.type() == OptionSpec.Type.INTEGER && option.defaultValue() instanceof Long usual
                            ? (Object) (usual + 1)
                            : "";
            boolean mayDiffer = !value.equals("") && PartOptions.of(environment).contains(option.name());
            if (mayDiffer && stands(environment, Map.of(option.name(), value))) {
                return Map.of(option.name(), value);
            }
        }
        return Map.of();
    }

    /** True if an option needs no other one beside it. */
    private static boolean stands(Environment environment, Map<String, Object> given) {
        try {
            environment.economy(environment.options().resolve(given));
            return true;
        } catch (Problem needsOthers) {
            return false;
        }
    }

    /** Guards the meaning of a part: its rows are those of a session of its own, whatever is beside them and wherever it is cut. */
    @ParameterizedTest
    @MethodSource("ids")
    void parts_ofEveryEnvironment_haveTheBytesOfSessionsOfTheirOwn(String id) {
        Map<String, Object> other = other(id);
        List<PartConfig> parts = List.of(
                part(3, Map.of()),
                new PartConfig(2, other, OptionalLong.of(77), false),
                new PartConfig(4, other, OptionalLong.empty(), true));
        long[] seeds = {RowRandom.partSeed(11, 0), 77, 11}; // [parts]
        for (int shards : new int[] {1, 3}) {
            Session whole = sessions.create(config(id, Map.of(), 9, 11, shards, parts));
            List<Played> cut = played(whole);
            int row = 0;
            for (int k = 0; k < parts.size(); k++) {
                Session alone = sessions.create(
                        config(id, parts.get(k).options(), parts.get(k).rows(), seeds[k], 1, List.of()));
                Played expected = played(alone).get(0);
                for (int r = 0; r < parts.get(k).rows(); r++, row++) {
                    int rows = 9 / shards;
                    expected.assertRow(r, cut.get(row / rows), row % rows, id + ", row " + row + " of " + shards);
                }
                sessions.close(alone);
            }
            sessions.close(whole);
        }
    }

    /** What one shard showed. */
    private record Played(Session session, List<RolloutChunk> chunks) {
        void assertRow(int row, Played other, int otherRow, String where) {
            for (int k = 0; k < chunks.size(); k++) {
                for (int s = 0; s < chunks.get(k).seats().size(); s++) {
                    SeatPlan mine = session.plan().seats().get(s);
                    SeatPlan theirs = other.session.plan().seats().get(s);
                    assertFields(
                            mine.observationLayout(),
                            frame(k, s),
                            row,
                            theirs.observationLayout(),
                            other.frame(k, s),
                            otherRow,
                            where);
                    assertFields(
                            mine.actionLayout(),
                            action(k, s),
                            row,
                            theirs.actionLayout(),
                            other.action(k, s),
                            otherRow,
                            where);
                }
            }
        }

        private ByteBuffer frame(int k, int s) {
            RolloutChunk.Span span = chunks.get(k).seats().get(s).frames();
            return chunks.get(k).bytes().slice(span.at(), span.length());
        }

        private ByteBuffer action(int k, int s) {
            RolloutChunk.Span span = chunks.get(k).seats().get(s).actions();
            return chunks.get(k).bytes().slice(span.at(), span.length());
        }

        private static void assertFields(
                FrameLayout mine,
                ByteBuffer one,
                int row,
                FrameLayout theirs,
                ByteBuffer two,
                int otherRow,
                String where) {
            for (int f = 0; f < mine.fields().size(); f++) {
                assertArrayEquals(
                        row(mine.fields().get(f), one, row),
                        row(theirs.fields().get(f), two, otherRow),
                        where + ", " + mine.fields().get(f).name());
            }
        }

        private static byte[] row(Field field, ByteBuffer frame, int row) { // [bytes of a row]
            int length = (int) (field.sizeBytes() / field.shape().get(0));
            byte[] bytes = new byte[length];
            frame.get((int) field.offset() + row * length, bytes);
            return bytes;
        }
    }

    /** Plays every shard at random, a chunk for each step. */
    private static List<Played> played(Session session) {
        List<Played> all = new ArrayList<>();
        for (int shard = 0; shard < session.plan().config().shards(); shard++) {
            session.reset(shard, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);
            all.add(new Played(session, rolled(session, shard)));
        }
        return all;
    }

    private static List<RolloutChunk> rolled(Session session, int shard) {
        Map<Integer, PolicyProgram> uniform = new HashMap<>();
        session.plan().seats().forEach(seat -> uniform.put(seat.index(), new PolicyProgram.Uniform()));
        RolloutOrder order = new RolloutOrder(shard, STEPS, uniform, 1, OptionalLong.of(4));
        KeepingOutlet outlet = new KeepingOutlet();
        session.rollout(order, Limits.defaults(), outlet).advance();
        assertEquals(List.of(), outlet.failures);
        assertEquals(STEPS, outlet.chunks.size());
        return outlet.chunks;
    }

    private Session chain(int shards) {
        return sessions.create(config(
                "auction/chain-v0",
                Map.of(),
                6,
                3,
                shards,
                List.of(part(2, Map.of("discount", 0.9)), part(2, Map.of("bid_max", 2)), part(2, Map.of()))));
    }

    private static ResetOrder changing(byte[] mask, PartChange... changes) { // [rows]
        return new ResetOrder(mask, OptionalLong.empty(), new long[0], List.of(), List.of(changes));
    }

    private static PartChange change(int part, Map<String, Object> options) {
        return new PartChange(part, options, OptionalLong.empty());
    }

    // Guards domain randomisation: the part that changed is that of a session made so, and its neighbours go on.
    @Test
    void reset_withOptionsOfAPart_goesOnInTheOtherEconomy() {
        Session session = chain(1);
        Session expected = sessions.create(config(
                "auction/chain-v0",
                Map.of(),
                6,
                3,
                1,
                List.of(
                        part(2, Map.of("discount", 0.9)),
                        part(2, Map.of("bid_max", 2, "horizon", 3)),
                        part(2, Map.of()))));
        for (Session each : List.of(session, expected)) {
            each.reset(0, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);
        }
        session.reset(
                0,
                OptionalLong.empty(),
                changing(new byte[] {0, 0, 1, 1, 0, 0}, change(1, Map.of("horizon", 3))),
                Answer.NOBODY);
        expected.reset(
                0,
                OptionalLong.empty(),
                new ResetOrder(new byte[] {0, 0, 1, 1, 0, 0}, OptionalLong.empty(), new long[0], List.of()),
                Answer.NOBODY);
        Played one = new Played(expected, rolled(expected, 0));
        Played two = new Played(session, rolled(session, 0));
        for (int row = 0; row < 6; row++) {
            one.assertRow(row, two, row, "row " + row);
        }
        assertEquals(3L, session.parts().get(1).options().shown().get("horizon"));
        assertEquals(2.0, session.parts().get(1).options().shown().get("bid_max"));
    }

    // Guards "validated and built before anything moves".
    @Test
    void reset_withABadChange_movesNothing() {
        Session session = chain(1);
        session.reset(0, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);
        byte[] before = SessionFixture.states(session).get(0); // [bytes]
        Map<PartChange, String> bad = Map.of(
                change(1, Map.of("copies", 3)), "agents",
                change(3, Map.of("discount", 0.5)), "reset.parts[1].part",
                change(0, Map.of("discount", 0.5)), "every part once",
                change(2, Map.of("discuont", 0.5)), "discount");
        bad.forEach((change, word) -> {
            FailedAnswer answer = new FailedAnswer();
            session.reset(
                    0, OptionalLong.empty(), changing(new byte[0], change(0, Map.of("horizon", 2)), change), answer);
            assertTrue(answer.why.contains(word), change + ": " + answer.why);
        });
        FailedAnswer answer = new FailedAnswer();
        session.reset(0, OptionalLong.empty(), changing(new byte[] {1, 0, 1, 1, 1, 1}, change(0, Map.of())), answer);
        assertTrue(answer.why.contains("row 1"), answer.why);
        assertArrayEquals(before, SessionFixture.states(session).get(0));
    }

    /** Guards the memory of tables: a curriculum holds one economy for each part, whatever it played before, and a close all. */
    @Test
    void reset_withOptions_countsTheTablesOfThePresentOnes() {
        Session session = sessions.create(
                config("auction/random-v0", Map.of(), 2, 3, 1, List.of(part(1, Map.of()), part(1, Map.of()))));
        session.reset(0, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);
        long before = sessions.tables().taken();
        List<Long> taken = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            session.reset(
                    0,
                    OptionalLong.empty(),
                    changing(new byte[] {0, 1}, change(1, Map.of("world_seed", seed))),
                    Answer.NOBODY);
            taken.add(sessions.tables().taken());
        }
        assertTrue(taken.get(0) > before, before + " " + taken);
        assertEquals(List.of(taken.get(0), taken.get(0), taken.get(0)), taken);
        sessions.close(session);
        assertEquals(0, sessions.tables().taken());
    }

    private static final class FailedAnswer implements Answer {
        private String why = "";

        @Override
        public void turn(Turn turn) {}

        @Override
        public void failed(int shard, OptionalLong step, Throwable problem) {
            why = String.valueOf(problem.getMessage());
        }
    }

    // Guards a restore across a change of options: the options come back with the state.
    @Test
    void restore_acrossAChangeOfOptions_playsOnAsBefore() {
        Session session = chain(3);
        session.reset(1, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);
        for (int shard : new int[] {0, 2}) {
            session.reset(shard, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);
        }
        byte[] snapshot = SessionFixture.snapshot(sessions, session); // [bytes]
        byte[] first = bytes(rolled(session, 1));
        session.reset(
                1, OptionalLong.empty(), changing(new byte[0], change(1, Map.of("discount", 0.5))), Answer.NOBODY);
        assertEquals(0.5, session.parts().get(1).options().shown().get("discount"));
        sessions.restore(session, snapshot, shard -> new FailedAnswer());
        assertEquals(0.99, session.parts().get(1).options().shown().get("discount"));
        assertArrayEquals(first, bytes(rolled(session, 1)));
    }

    private static byte[] bytes(List<RolloutChunk> chunks) {
        ByteBuffer all = ByteBuffer.allocate(
                chunks.stream().mapToInt(chunk -> chunk.bytes().capacity()).sum());
        chunks.forEach(chunk -> all.put(chunk.bytes().duplicate().clear()));
        return all.array();
    }

    @Test
    void create_ofPartsThatCannotBe_saysWhatDiffers() {
        assertRefused("config.parts[1]: bidders: agents", List.of(part(2, Map.of()), part(4, Map.of("copies", 3))));
        assertRefused("as many rows as num_envs, 6", List.of(part(2, Map.of())));
        assertRefused("config.parts[1].rows", List.of(part(6, Map.of()), part(0, Map.of())));
        assertRefused("config.parts[0]: option discount", List.of(part(6, Map.of("discount", 7))));
        SessionConfig chain =
                config("auction/chain-v0", Map.of(), 6, 3, 1, List.of(part(3, Map.of()), part(3, Map.of())));
        SessionConfig nd4j = new SessionConfig(
                chain.environment(),
                chain.options(),
                6,
                chain.seed(),
                List.of(),
                chain.autoreset(),
                List.of(),
                Optional.empty(),
                List.of(),
                1,
                chain.logMode(),
                chain.keep(),
                Backend.ND4J,
                chain.parts());
        assertTrue(assertThrows(Problem.class, () -> sessions.create(nd4j))
                .getMessage()
                .contains("config.backend"));
        SessionConfig seeded = new SessionConfig(
                chain.environment(),
                chain.options(),
                6,
                OptionalLong.empty(),
                List.of(1L, 2L, 3L, 4L, 5L, 6L),
                chain.autoreset(),
                List.of(),
                Optional.empty(),
                List.of(),
                1,
                chain.logMode(),
                chain.keep(),
                chain.backend(),
                chain.parts());
        assertTrue(assertThrows(Problem.class, () -> sessions.create(seeded))
                .getMessage()
                .contains("config.row_seeds"));
    }

    private void assertRefused(String words, List<PartConfig> parts) {
        SessionConfig config = config("auction/chain-v0", Map.of(), 6, 3, 1, parts);
        String message = String.valueOf(
                assertThrows(Problem.class, () -> sessions.create(config)).getMessage());
        assertTrue(message.contains(words), message);
    }

    // Guards bounds that differ: each row is held against its own part's, and the hull is what all seats are told.
    @Test
    void act_beyondOnePartsBounds_isRefusedInItsRowsOnly() {
        Session session = chain(1);
        session.reset(0, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);
        int n = session.plan().spec().groups().get(0).agents();
        double[] bids = new double[6 * n]; // [rows, n]
        Arrays.fill(bids, 2 * n, 4 * n, 1.5);
        SessionFixture.act(session, 0, OptionalLong.empty(), List.of(seatAct(session, bids)), null);
        assertEquals(1, last(session).step());
        bids[4 * n + 1] = 1.5;
        Problem bad = assertThrows(
                Problem.class,
                () -> SessionFixture.act(session, 0, OptionalLong.empty(), List.of(seatAct(session, bids)), null));
        assertTrue(bad.where().contains("row 4, agent 1"), bad.getMessage());
    }

    private static SeatAct seatAct(Session session, double[] bids) { // [rows, n]
        Field field = session.plan().seats().get(0).actionLayout().fields().get(0);
        ByteBuffer frame = ByteBuffer.allocate((int) field.sizeBytes()).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (double bid : bids) {
            if (field.dtype().bytes() == 4) {
                frame.putFloat((float) bid);
            } else {
                frame.putDouble(bid);
            }
        }
        return new SeatAct(0, frame.flip());
    }
}
