package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.env.Problem;
import walras.env.Registry;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionConfig.LogMode;
import walras.server.session.policy.PolicyProgram;
import walras.server.session.rollout.RolloutChunk;
import walras.server.session.rollout.RolloutOrder;
import walras.server.session.shard.Answer;
import walras.server.session.shard.ResetOrder;
import walras.server.session.shard.Turn;
import walras.server.session.store.ReplayReport;
import walras.server.session.store.ReplayVerifier;
import walras.server.session.store.Replays;
import walras.server.session.store.Retention;
import walras.server.session.store.SessionStore;
import walras.server.session.work.Limits;

/** Whatever happens to a shard, in whichever order: its log tells it again, turn for turn and byte for byte. */
final class LongReplayTest {
    private static final int EVENTS = 20_000;
    private static final int MANY_EVENTS = 1_000_000;
    /** Nobody is forfeited, however often it is late or refused. */
    private static final SessionConfig.Deadline PATIENT = new SessionConfig.Deadline(
            LoggedPlay.DEADLINE, SessionConfig.LateAction.REPEAT_LAST, Optional.empty(), 0, 0, Duration.ZERO);

    @TempDir
    private Path root = Path.of("");

    private final Told told = new Told();
    private final FakeTimer timer = new FakeTimer();
    private byte[] snapshot = {};

    // Guards the one apply that play, recovery and replay share.
    @Test
    void replay_ofManyEvents_isByteEqual() throws IOException {
        replay(EVENTS);
    }

    @Test
    @Tag("full")
    void replay_ofAMillionEvents_isByteEqual() throws IOException {
        replay(MANY_EVENTS);
    }

    private void replay(int events) throws IOException {
        long seed = ThreadLocalRandom.current().nextLong();
        System.out.println("LongReplayTest: seed " + seed);
        List<byte[]> states;
        Turn last;
        try (SessionStore store = new SessionStore(root, Retention.defaults())) {
            Sessions sessions = LoggedPlay.sessions(store, timer);
            Session session = sessions.create(LoggedPlay.config(LogMode.WRITTEN, Optional.of(PATIENT)));
            // The whole log stays, or there would be nothing to hold the first turns against.
            session.writeTo(List.of(session.journals().get(0).shortenedAt(Long.MAX_VALUE, 0)));
            session.attach(told, List.of(0), false);
            session.reset(0, OptionalLong.empty(), ResetOrder.seeded(5), Answer.NOBODY);
            snapshot = SessionFixture.snapshot(sessions, session);
            Random random = new Random(seed);
            for (int k = 1; k < events; k++) {
                happens(sessions, session, random);
            }
            assertReplayed(sessions, session);
            states = SessionFixture.states(session);
            last = SessionFixture.last(session);
        }
        try (SessionStore store = new SessionStore(root, Retention.defaults())) {
            Session again = LoggedPlay.recovered(store);
            assertArrayEquals(states.get(0), SessionFixture.states(again).get(0), "the state");
            assertArrayEquals(last.frames(), SessionFixture.last(again).frames(), "the last turn");
            assertEquals(last.step(), again.lastStep(0));
        }
    }

    /** One event: most are acts, as in play. */
    private void happens(Sessions sessions, Session session, Random random) {
        int drawn = random.nextInt(1000);
        if (drawn < 10) {
            byte[] mask = {1, (byte) random.nextInt(2)}; // [B]
            ResetOrder.RowOptions start = new ResetOrder.RowOptions(List.of(0), Map.of("start", random.nextInt(2)));
            ResetOrder order = new ResetOrder(
                    mask,
                    drawn < 5 ? OptionalLong.of(random.nextInt(100)) : OptionalLong.empty(),
                    new long[0],
                    drawn % 2 == 0 ? List.of(start) : List.of());
            session.reset(0, OptionalLong.empty(), order, Answer.NOBODY);
        } else if (drawn < 15) {
            sessions.restore(session, snapshot, shard -> Answer.NOBODY);
        } else if (drawn < 20) {
            snapshot = SessionFixture.snapshot(sessions, session);
        } else if (drawn < 30) {
            rollout(session, 1 + random.nextInt(5));
        } else if (drawn < 40) {
            told.refused++;
            SessionFixture.act(session, 0, OptionalLong.empty(), List.of(SessionFixture.act(0, 0, 7)), told);
        } else if (drawn < 60) {
            timer.pass(LoggedPlay.DEADLINE);
        } else {
            SeatAct act = SessionFixture.act(0, random.nextInt(2), random.nextInt(2));
            SessionFixture.act(session, 0, OptionalLong.empty(), List.of(act), told);
        }
        assertTrue(told.failures.size() == told.refused, () -> String.valueOf(told.failures));
    }

    private void rollout(Session session, int steps) {
        KeepingOutlet outlet = new KeepingOutlet();
        RolloutOrder order =
                new RolloutOrder(0, steps, Map.of(0, new PolicyProgram.Uniform()), 0, OptionalLong.empty());
        session.rollout(order, Limits.defaults(), outlet).advance();
        assertEquals(List.of(), outlet.failures);
        outlet.chunks.forEach(told::chunk);
    }

    private void assertReplayed(Sessions sessions, Session session) throws IOException {
        int turns = told.turns.size();
        ReplayReport report = new ReplayVerifier(Registry.discover(), Limits.defaults()).verify(log());
        assertEquals(turns, report.turns());
        Replays.Stretch all = new Replays.Stretch(session.id(), 0, 0, turns);
        int[] next = new int[1];
        sessions.replays().play(all, session.hostToken().reveal(), List.of(), rights -> (turn, actions) -> {
            assertEquals(next[0], turn.step(), "the next turn");
            assertArrayEquals(told.turns.get(next[0]++), Told.bytes(turn), () -> "turn " + turn.step());
        });
        assertEquals(turns, next[0]);
    }

    private Path log() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("sessions"))) {
            return files.findFirst().orElseThrow();
        }
    }

    /** What a participant was told: every turn once, none left out. */
    private static final class Told implements Participant {
        final List<byte[]> turns = new ArrayList<>(); // frame, rows that ended, and their last frame
        final List<Throwable> failures = new ArrayList<>();
        int refused;

        static byte[] bytes(Turn turn) {
            return bytes(ByteBuffer.wrap(turn.frames()[0]), turn.finalRows(), turn.finalFrames()[0]);
        }

        private static byte[] bytes(ByteBuffer frame, byte[] finalRows, byte[] finalFrame) {
            byte[] all = new byte[frame.remaining() + finalRows.length + finalFrame.length];
            ByteBuffer.wrap(all).put(frame).put(finalRows).put(finalFrame);
            return all;
        }

        private void add(long step, byte[] bytes) {
            assertEquals(turns.size(), step, "the next turn");
            turns.add(bytes);
        }

        @Override
        public void turn(Turn turn) {
            add(turn.step(), bytes(turn));
        }

        /** The turns of a run, whose frames lie one after another. */
        void chunk(RolloutChunk chunk) {
            RolloutChunk.Span frames = chunk.seats().get(0).frames();
            int stride = frames.length() / chunk.steps();
            for (int k = 0; k < chunk.steps(); k++) {
                long step = chunk.firstStep() + k;
                ByteBuffer frame = chunk.bytes().slice(frames.at() + k * stride, frameBytes());
                RolloutChunk.EndedRows ended = chunk.ended().stream()
                        .filter(rows -> rows.step() == step)
                        .findFirst()
                        .orElse(new RolloutChunk.EndedRows(step, new byte[0], List.of(new byte[0])));
                add(step, bytes(frame, ended.rows(), ended.frames().get(0)));
            }
        }

        /** Of the first turn, in which no row ended. */
        private int frameBytes() {
            return turns.get(0).length;
        }

        @Override
        public void failed(int shard, OptionalLong step, Throwable why) {
            assertTrue(why instanceof Problem, () -> String.valueOf(why));
            failures.add(why);
        }

        @Override
        public boolean attached() {
            return true;
        }

        @Override
        public void event(SessionEvent event) {}

        @Override
        public void ended(RuntimeException why) {}
    }
}
