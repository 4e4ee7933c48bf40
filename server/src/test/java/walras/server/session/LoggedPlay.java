package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionConfig.LogMode;
import walras.server.session.plan.SessionConfig.SeatConfig;
import walras.server.session.plan.SessionPlanner;
import walras.server.session.policy.PolicyProgram;
import walras.server.session.rollout.RolloutChunk;
import walras.server.session.rollout.RolloutOrder;
import walras.server.session.shard.Answer;
import walras.server.session.shard.ResetOrder;
import walras.server.session.shard.StepProblems;
import walras.server.session.shard.Turn;
import walras.server.session.store.Retention;
import walras.server.session.store.SessionStore;
import walras.server.session.store.ShardJournal;
import walras.server.session.work.Limits;
import walras.server.session.work.StepExecutor;

/** One small session on a disk that fails, beside the same session without a log, which says what must come. */
final class LoggedPlay implements AutoCloseable {
    /** Thousands of servers begin here, and find the same environments. */
    private static final Registry REGISTRY = Registry.discover();

    static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final int ROWS = 2;
    private static final int TURNS = 9;

    private final Path folder;
    private final FaultyDisk disk;
    private final LogMode mode;
    private final boolean compacting;
    private final List<byte[]> turns; // that must come
    private @Nullable SessionStore store;
    private int answered; // turns
    private boolean refused;
    private boolean created;

    /** @param turns that must come, see {@link #expected} */
    LoggedPlay(Path folder, FaultyDisk disk, LogMode mode, boolean compacting, List<byte[]> turns) {
        this.folder = folder;
        this.disk = disk;
        this.mode = mode;
        this.compacting = compacting;
        this.turns = turns;
    }

    /** The frames of every turn, as a session without a log makes them. */
    static List<byte[]> expected() throws Exception {
        Sessions plain = new SessionFixture().sessions;
        Session expected = plain.create(config(LogMode.OFF));
        List<byte[]> turns = new ArrayList<>();
        byte[] snapshot = {};
        for (int t = 0; t < TURNS; t++) {
            turns.add(frame(turn(plain, expected, t, snapshot)));
            snapshot = t == 2 ? SessionFixture.snapshot(plain, expected) : snapshot;
        }
        return turns;
    }

    /** One remote counter and one that plays at random, so that a state that is not the log's shows. */
    static SessionConfig config(LogMode mode) {
        return config(mode, Optional.empty());
    }

    static SessionConfig withDeadline() {
        return config(
                LogMode.WRITTEN,
                Optional.of(new SessionConfig.Deadline(
                        DEADLINE, SessionConfig.LateAction.REPEAT_LAST, Optional.empty(), 2, 0, Duration.ZERO)));
    }

    static SessionConfig config(LogMode mode, Optional<SessionConfig.Deadline> deadline) {
        List<SeatConfig> seats = List.of(
                SeatConfig.remote("counters", 0),
                new SeatConfig(
                        "counters",
                        OptionalInt.of(1),
                        Optional.of(new SessionConfig.NamedPolicy("random", Map.of())),
                        false));
        return SessionFixture.counters(ROWS, 2, seats, deadline, 1, AutoresetMode.SAME_STEP)
                .withLogMode(mode)
                .withKeep(Duration.ofHours(1));
    }

    static Sessions sessions(SessionStore store, FakeTimer timer) throws IOException {
        return sessions(store, timer, Runnable::run);
    }

    /** @param pool where work runs that is too dear for an event loop */
    static Sessions sessions(SessionStore store, FakeTimer timer, Executor pool) throws IOException {
        Limits limits = Limits.defaults();
        Sessions sessions = new Sessions(
                new SessionPlanner(REGISTRY, limits),
                limits,
                new StepExecutor(pool),
                timer,
                SessionObserver.NONE,
                store);
        sessions.recover();
        return sessions;
    }

    static Session recovered(SessionStore store) throws IOException {
        List<Session> all = sessions(store, new FakeTimer()).all();
        assertEquals(1, all.size(), "sessions that came back");
        return all.get(0);
    }

    static List<SeatAct> acts(int t) {
        return List.of(SessionFixture.act(0, t % 2, (t + 1) % 2));
    }

    /** Makes a turn; the sixth begins episodes of one row, and the eighth goes back to the third. */
    private static Turn turn(Sessions sessions, Session session, int t, byte[] snapshot) throws Exception {
        CompletableFuture<Turn> turn = new CompletableFuture<>();
        Answer answer = new Answer() {
            @Override
            public void turn(Turn made) {
                made.use().hold();
                turn.complete(made);
            }

            @Override
            public void failed(int shard, OptionalLong step, Throwable why) {
                turn.completeExceptionally(why);
            }
        };
        if (t == 0) {
            session.reset(0, SessionFixture.step(t), ResetOrder.seeded(5), answer);
        } else if (t == 5) {
            byte[] second = {0, 1}; // [B]
            session.reset(
                    0,
                    SessionFixture.step(t),
                    new ResetOrder(second, OptionalLong.empty(), new long[0], List.of()),
                    answer);
        } else if (t == 7) {
            sessions.restore(session, snapshot, shard -> answer);
        } else {
            SessionFixture.act(session, 0, SessionFixture.step(t), acts(t), answer);
        }
        return turn.get(20, TimeUnit.SECONDS);
    }

    private static byte[] frame(Turn turn) { // [bytes]
        byte[] frame = turn.frames()[0];
        return frame.clone();
    }

    /** Plays until the disk is full, and either dies or goes on when it no longer is. */
    void run(boolean killed) throws Exception {
        SessionStore written = new SessionStore(folder, Retention.defaults(), disk);
        store = written;
        Sessions sessions = sessions(written, new FakeTimer());
        Session session = create(sessions, killed);
        if (session == null) {
            return;
        }
        created = true;
        if (compacting) {
            ShardJournal journal = session.journals().get(0);
            session.writeTo(List.of(journal.shortenedAt(1, 0)));
        }
        byte[] snapshot = {};
        for (int t = 0; t < TURNS; t++) {
            if (!play(sessions, session, t, snapshot, killed)) {
                return;
            }
            snapshot = t == 2 ? SessionFixture.snapshot(sessions, session) : snapshot;
        }
    }

    private @Nullable Session create(Sessions sessions, boolean killed) throws IOException {
        try {
            return sessions.create(config(mode));
        } catch (Problem full) {
            assertTrue(StepProblems.isNotLogged(full), full.getMessage());
        }
        try (Stream<Path> left = Files.list(folder.resolve("sessions"))) {
            assertEquals(List.of(), left.toList());
        }
        disk.heal();
        return killed ? null : sessions.create(config(mode));
    }

    /** Makes a turn, of which the disk may have to be told three times; returns false if the server shall die. */
    private boolean play(Sessions sessions, Session session, int t, byte[] snapshot, boolean killed) throws Exception {
        for (int attempt = 0; true; attempt++) {
            try {
                assertArrayEquals(turns.get(t), frame(turn(sessions, session, t, snapshot)), "turn " + t);
                answered = t + 1;
                return true;
            } catch (ExecutionException failed) {
                assertTrue(StepProblems.isNotLogged(failed.getCause()), "turn " + t + ": " + failed.getCause());
                assertTrue(attempt < 2, "refused on a healed disk: " + failed.getCause());
            }
            refused = true;
            assertEquals(t - 1, session.lastStep(0), "the step that the log did not take");
            if (killed) {
                return false;
            } else if (attempt == 1) {
                disk.heal();
            }
        }
    }

    /** Starts another server on what the first one left, which sees every turn that was answered, and goes on. */
    void recover() throws Exception {
        close();
        SessionStore again = new SessionStore(folder, Retention.defaults(), FaultyDisk.healthy());
        store = again;
        if (!created) {
            assertEquals(List.of(), sessions(again, new FakeTimer()).all());
            return;
        }
        Sessions sessions = sessions(again, new FakeTimer());
        assertEquals(1, sessions.all().size(), "sessions that came back");
        Session session = sessions.all().get(0);
        int there = (int) session.lastStep(0) + 1;
        // A turn that was refused may be there if nothing of it could be cut off before the server died.
        assertTrue(there == answered || (refused && there == answered + 1), there + " turns, answered " + answered);
        if (there > 0) {
            assertArrayEquals(turns.get(there - 1), frame(SessionFixture.last(session)), "turn " + (there - 1));
        }
        if (there > 0 && there < TURNS && there != 7) {
            assertArrayEquals(turns.get(there), frame(turn(sessions, session, there, new byte[0])), "turn " + there);
        }
    }

    /** Plays a run with one policy; returns what was told of it. */
    static List<RolloutChunk> rollout(Session session, int steps) {
        KeepingOutlet outlet = new KeepingOutlet();
        RolloutOrder order =
                new RolloutOrder(0, steps, Map.of(0, new PolicyProgram.Uniform()), 0, OptionalLong.empty());
        session.rollout(order, Limits.defaults(), outlet).advance();
        assertTrue(outlet.failures.stream().allMatch(StepProblems::isNotLogged), "failures: " + outlet.failures);
        return outlet.chunks;
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
    }
}
