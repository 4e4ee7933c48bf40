package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static walras.server.session.SessionFixture.act;
import static walras.server.session.SessionFixture.counts;
import static walras.server.session.SessionFixture.last;
import static walras.server.session.SessionFixture.step;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.server.log.LogReader;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionConfig.LogMode;
import walras.server.session.plan.SessionConfig.SeatConfig;
import walras.server.session.plan.SessionPlanner;
import walras.server.session.policy.PolicyProgram;
import walras.server.session.rollout.RolloutOrder;
import walras.server.session.shard.Answer;
import walras.server.session.shard.ResetOrder;
import walras.server.session.shard.Turn;
import walras.server.session.store.ReplayReport;
import walras.server.session.store.ReplayVerifier;
import walras.server.session.store.Retention;
import walras.server.session.store.SessionIdentity;
import walras.server.session.store.SessionStore;
import walras.server.session.store.ShardJournal;
import walras.server.session.work.Limits;
import walras.server.session.work.StepExecutor;

/** Logged sessions through the death of the server: the files are all that is left. */
final class SessionStoreTest {
    @TempDir
    private Path root = Path.of("");

    private @Nullable SessionStore store;

    private Sessions server(FakeTimer timer) throws IOException {
        stop();
        store = new SessionStore(root, Retention.defaults());
        Limits limits = Limits.defaults();
        Sessions sessions = new Sessions(
                new SessionPlanner(Registry.discover(), limits),
                limits,
                new StepExecutor(Runnable::run),
                timer,
                SessionObserver.NONE,
                store);
        sessions.recover();
        return sessions;
    }

    private Sessions server() throws IOException {
        return server(new FakeTimer());
    }

    @AfterEach
    void stop() {
        if (store != null) {
            store.close();
        }
    }

    /** One remote counter and one that plays at random, so that a replay has luck to repeat. */
    private static SessionConfig logged(int shards, LogMode mode, Optional<SessionConfig.Deadline> deadline) {
        List<SeatConfig> seats = List.of(
                SeatConfig.remote("counters", 0),
                new SeatConfig(
                        "counters",
                        OptionalInt.of(1),
                        Optional.of(new SessionConfig.NamedPolicy("random", Map.of())),
                        false));
        SessionConfig plain = SessionFixture.counters(4, 2, seats, deadline, shards, AutoresetMode.SAME_STEP);
        return new SessionConfig(
                plain.environment(),
                Map.of("agents", 2, "target", 3),
                4,
                plain.seed(),
                List.of(),
                plain.autoreset(),
                seats,
                deadline,
                List.of("total"),
                shards,
                mode,
                Optional.of(Duration.ofHours(1)),
                plain.backend(),
                List.of());
    }

    private static Session played(Sessions sessions, int shards) {
        return played(sessions, shards, LogMode.WRITTEN);
    }

    private static Session played(Sessions sessions, int shards, LogMode mode) {
        Session session = sessions.create(logged(shards, mode, Optional.empty()));
        for (int shard = 0; shard < shards; shard++) {
            session.reset(shard, OptionalLong.empty(), ResetOrder.seeded(5), Answer.NOBODY);
            for (int t = 1; t <= 9; t++) {
                act(session, shard, step(t), List.of(act(0, increments(4 / shards, t))), null);
            }
        }
        return session;
    }

    private static int[] increments(int rows, int t) { // [rows]
        int[] increments = new int[rows];
        for (int row = 0; row < rows; row++) {
            increments[row] = (t + row) % 2;
        }
        return increments;
    }

    private Path log(int shard) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("sessions"))) {
            return files.filter(file -> file.toString().endsWith("." + shard + ".log"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    // Guards the promise of the log: the session is back at the last answered turn, with its tokens, and goes on.
    @Test
    void recover_afterADeath_goesOnAtTheLastTurn() throws IOException {
        Session before = played(server(), 2);
        Turn stored = last(before);
        Session expected = played(new SessionFixture().sessions, 2, LogMode.OFF);
        act(expected, 0, step(10), List.of(act(0, 1, 0)), null);

        Sessions again = server();
        Claim claim = again.claim(before.id(), before.hostToken().reveal(), List.of(SessionFixture.ticket(before, 0)));
        Session after = claim.session();
        assertEquals(9, last(after).step());
        assertArrayEquals(stored.frames()[0], last(after).frames()[0]);
        assertArrayEquals(stored.finalRows(), last(after).finalRows());
        act(after, 0, step(10), List.of(act(0, 1, 0)), null);
        assertArrayEquals(last(expected).frames()[0], last(after).frames()[0]);
        String bytes = Files.readString(log(0), StandardCharsets.ISO_8859_1);
        assertFalse(bytes.contains(before.hostToken().reveal()));
    }

    // Guards the start: what else lies among the logs is nobody's session, and keeps none from coming back.
    @Test
    void recover_foldersAndOtherFiles_areLeftAlone() throws IOException {
        Session before = played(server(), 1);
        Path folder = Files.createDirectory(root.resolve("sessions").resolve("folder.0.log"));
        Path note = Files.writeString(root.resolve("sessions").resolve("note.txt"), "not a log");
        assertEquals(
                List.of(before.id()), server().all().stream().map(Session::id).toList());
        assertTrue(Files.exists(folder));
        assertTrue(Files.exists(note));
    }

    // Guards a crash in the middle of a write: what was not whole was not answered, and is cut.
    @Test
    void recover_tornTail_isCut() throws IOException {
        played(server(), 1);
        long whole = Files.size(log(0));
        try (RandomAccessFile file = new RandomAccessFile(log(0).toFile(), "rw")) {
            file.setLength(whole - 5);
        }
        Session after = server().all().get(0);
        assertEquals(8, last(after).step());
        act(after, 0, step(9), List.of(act(0, increments(4, 9))), null);
        assertEquals(whole, Files.size(log(0)));
        assertEquals(
                10,
                new ReplayVerifier(Registry.discover(), Limits.defaults())
                        .verify(log(0))
                        .turns());
    }

    // Guards against believing a rotten disk: damage before the end is refused, with the place, and nothing is cut.
    @Test
    void recover_damagedMiddle_isRefusedWithTheOffset() throws IOException {
        played(server(), 1);
        long size = Files.size(log(0));
        long offset;
        try (LogReader reader = new LogReader(log(0))) {
            reader.next();
            reader.next();
            offset = reader.offset();
        }
        try (RandomAccessFile file = new RandomAccessFile(log(0).toFile(), "rw")) {
            file.seek(offset + 20);
            file.write(0x55);
        }
        assertEquals(List.of(), server().all());
        assertEquals(size, Files.size(log(0)));
        IOException refused = assertThrows(
                IOException.class, () -> new ReplayVerifier(Registry.discover(), Limits.defaults()).verify(log(0)));
        assertTrue(String.valueOf(refused.getMessage()).contains("byte " + offset), refused.getMessage());
    }

    // Guards every kind of record: resets by mask, options, lapses, restores and rollouts replay to the same hashes.
    @Test
    void verify_everyKindOfRecord_comesOutTheSame() throws IOException {
        FakeTimer timer = new FakeTimer();
        Sessions sessions = server(timer);
        SessionConfig.Deadline deadline = new SessionConfig.Deadline(
                Duration.ofSeconds(1), SessionConfig.LateAction.REPEAT_LAST, Optional.empty(), 3, 0, Duration.ZERO);
        Session session = sessions.create(logged(1, LogMode.WRITTEN, Optional.of(deadline)));
        session.reset(0, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);
        act(session, 0, step(1), List.of(act(0, 1, 0, 1, 0)), null);
        byte[] snapshot = SessionFixture.snapshot(sessions, session);
        session.attach(new Recorder(), List.of(0), false); // a deadline runs for somebody
        timer.pass(Duration.ofSeconds(2));
        session.reset(
                0,
                OptionalLong.empty(),
                new ResetOrder(
                        new byte[] {1, 1, 0, 0},
                        OptionalLong.empty(),
                        new long[] {1, 2, 3, 4},
                        List.of(new ResetOrder.RowOptions(List.of(1), Map.of("start", 2.0)))),
                Answer.NOBODY);
        Recorder restored = new Recorder();
        sessions.restore(session, snapshot, shard -> restored);
        assertEquals(1, restored.turns.size());
        KeepingOutlet outlet = new KeepingOutlet();
        RolloutOrder order = new RolloutOrder(0, 5, Map.of(0, new PolicyProgram.Uniform()), 0, OptionalLong.empty());
        session.rollout(order, Limits.defaults(), outlet).advance();
        assertEquals(List.of(), outlet.failures);
        assertEquals(List.of(), restored.failures);
        long lastStep = last(session).step();
        int lapses = session.seats().get(0).lapses();
        assertTrue(lapses > 0);

        ReplayReport report = new ReplayVerifier(Registry.discover(), Limits.defaults()).verify(log(0));
        assertEquals(lastStep + 1, report.turns());
        assertEquals(lastStep, report.lastStep());
        Session after = server().all().get(0);
        assertEquals(lapses, after.seats().get(0).lapses());
        assertArrayEquals(last(session).frames()[0], last(after).frames()[0]);
    }

    // Guards: programs that end with the server, and are late because they have to be started again.
    @Test
    void deadline_afterARestart_beginsWhenAllAreBack() throws IOException {
        SessionConfig.Deadline deadline = new SessionConfig.Deadline(
                Duration.ofSeconds(1), SessionConfig.LateAction.DEFAULT_ACTION, Optional.empty(), 0, 0, Duration.ZERO);
        List<SeatConfig> seats = List.of(SeatConfig.remote("counters", 0), SeatConfig.remote("counters", 1));
        SessionConfig two = SessionFixture.counters(1, 2, seats, Optional.of(deadline), 1, AutoresetMode.SAME_STEP)
                .withLogMode(LogMode.WRITTEN)
                .withKeep(Duration.ofHours(1));
        Session before = server().create(two);
        before.attach(new Recorder(), List.of(0, 1), false);
        before.reset(0, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);

        FakeTimer timer = new FakeTimer();
        Session after = server(timer).all().get(0);
        after.attach(new Recorder(), List.of(0), false);
        timer.pass(Duration.ofSeconds(30));
        assertEquals(0, last(after).step());
        after.attach(new Recorder(), List.of(1), false);
        timer.pass(Duration.ofMillis(999));
        assertEquals(0, after.seats().get(1).lapses());
        timer.pass(Duration.ofMillis(1));
        assertEquals(1, after.seats().get(1).lapses());
        assertEquals(1, last(after).step());
    }

    // Guards the length of logs: a snapshot takes the place of what came before it, and nothing is lost.
    @Test
    void compact_whenTheLogIsLong_keepsTheFuture() throws IOException {
        Session session = played(server(), 1);
        ShardJournal small = session.journals().get(0).shortenedAt(1, 16);
        session.writeTo(List.of(small));
        long before = Files.size(log(0));
        act(session, 0, step(10), List.of(act(0, increments(4, 10))), null);
        for (int t = 11; t <= 200; t++) {
            act(session, 0, step(t), List.of(act(0, increments(4, t))), null);
        }
        assertTrue(Files.size(log(0)) < 20 * before, "a log of 200 steps has " + Files.size(log(0)) + " bytes");
        Session after = server().all().get(0);
        assertEquals(200, last(after).step());
        assertArrayEquals(last(session).frames()[0], last(after).frames()[0]);
        assertArrayEquals(counts(session, last(session), 0), counts(after, last(after), 0));
    }

    /** The header of a session's first log, as the store writes it. */
    static final class SessionIdentityOf {
        static walras.server.log.LogRecord.Header header(Session session) {
            return new SessionIdentity(
                            session.id(),
                            session.hostToken(),
                            Map.of(
                                    0,
                                    java.util.Objects.requireNonNull(
                                            session.seats().get(0).ticket())),
                            session.createdEpochMillis())
                    .header(session.plan().config(), 0);
        }
    }

    // Guards parts in the log: a reset that gave one other options and a seed is played again with them, byte for byte,
    // by
    // a restart, by a verification, and by a restore across it.
    @Test
    void recover_partsThatWereGivenOptions_areAsTheyWere() throws IOException {
        Sessions sessions = server();
        SessionConfig plain = logged(1, LogMode.WRITTEN, Optional.empty());
        Session session = sessions.create(new SessionConfig(
                plain.environment(),
                plain.options(),
                4,
                plain.seed(),
                List.of(),
                plain.autoreset(),
                plain.seats(),
                Optional.empty(),
                plain.metrics(),
                1,
                plain.logMode(),
                plain.keep(),
                plain.backend(),
                List.of(
                        new SessionConfig.PartConfig(1, Map.of(), OptionalLong.empty(), true),
                        new SessionConfig.PartConfig(3, Map.of("horizon", 4), OptionalLong.of(8), false))));
        session.reset(0, OptionalLong.empty(), ResetOrder.seeded(5), Answer.NOBODY);
        play(session, 1, 5);
        byte[] before = SessionFixture.snapshot(sessions, session);
        ResetOrder.PartChange change = new ResetOrder.PartChange(1, Map.of("horizon", 3), OptionalLong.of(21));
        session.reset(
                0,
                OptionalLong.empty(),
                new ResetOrder(new byte[] {0, 1, 1, 1}, OptionalLong.empty(), new long[0], List.of(), List.of(change)),
                Answer.NOBODY);
        play(session, 7, 12);
        sessions.restore(session, before, shard -> Answer.NOBODY);
        play(session, 14, 16);
        session.reset(
                0,
                OptionalLong.empty(),
                new ResetOrder(new byte[0], OptionalLong.of(2), new long[0], List.of(), List.of(change)),
                Answer.NOBODY);
        play(session, 18, 20);

        byte[] frame = last(session).frames()[0].clone();
        byte[] state = SessionFixture.states(session).get(0);
        ReplayReport report = new ReplayVerifier(Registry.discover(), Limits.defaults()).verify(log(0));
        assertEquals(21, report.turns());
        stop();
        Session after = server().all().get(0);
        assertEquals(3L, after.parts().get(1).options().shown().get("horizon"));
        assertArrayEquals(frame, last(after).frames()[0]);
        assertArrayEquals(state, SessionFixture.states(after).get(0));
        play(session, 21, 25);
        play(after, 21, 25);
        assertArrayEquals(last(session).frames()[0], last(after).frames()[0]);
    }

    private static void play(Session session, int from, int to) {
        for (int t = from; t <= to; t++) {
            act(session, 0, step(t), List.of(act(0, increments(4, t))), null);
        }
    }

    // Guards the strictest mode: nobody is told of a turn before it is on the disk.
    @Test
    void act_synced_isAnsweredWhenItIsOnTheDisk() throws Exception {
        FaultyDisk disk = FaultyDisk.healthy();
        store = new SessionStore(root, Retention.defaults(), disk);
        Session session =
                LoggedPlay.sessions(store, new FakeTimer()).create(logged(1, LogMode.SYNCED, Optional.empty()));
        long before = disk.forced();
        CompletableFuture<Long> answered = new CompletableFuture<>();
        session.reset(0, OptionalLong.empty(), ResetOrder.all(), new Answer() {
            @Override
            public void turn(Turn turn) {
                answered.complete(disk.forced());
            }

            @Override
            public void failed(int shard, OptionalLong step, Throwable why) {
                answered.completeExceptionally(why);
            }
        });
        assertEquals(before + 1, answered.get(20, TimeUnit.SECONDS));
    }

    @Test
    void close_putsTheLogsAway() throws IOException {
        Sessions sessions = server();
        Session session = played(sessions, 2);
        sessions.close(session);
        assertEquals(List.of(), server().all());
        try (Stream<Path> files = Files.list(root.resolve("closed"))) {
            assertEquals(2, files.count());
        }
    }

    // Guards the disk of a server that runs for years: logs of ended sessions go, oldest first.
    @Test
    void close_moreLogsThanAreKept_dropsTheOldest() throws IOException {
        Path closed = root.resolve("closed");
        stop();
        store = new SessionStore(root, new Retention(2, Duration.ofDays(1), Long.MAX_VALUE));
        Sessions sessions = LoggedPlay.sessions(store, new FakeTimer());
        for (int k = 0; k < 4; k++) {
            Session session = played(sessions, 1);
            sessions.close(session);
            Files.setLastModifiedTime(
                    closed.resolve(session.id() + ".0.log"), FileTime.fromMillis(1_700_000_000_000L - 4 + k));
        }
        List<Path> kept = files(closed);
        assertEquals(2, kept.size());
        long bytes = Files.size(kept.get(0));

        stop();
        store = new SessionStore(root, new Retention(9, Duration.ofDays(1), 2 * bytes - 1));
        LoggedPlay.sessions(store, new FakeTimer());
        assertEquals(1, files(closed).size());

        stop();
        store = new SessionStore(root, new Retention(9, Duration.ofMillis(1), Long.MAX_VALUE));
        FakeTimer later = new FakeTimer();
        later.pass(Duration.ofMillis(2));
        LoggedPlay.sessions(store, later);
        assertEquals(List.of(), files(closed));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    // Guards a crash between the logs of a session's shards: what was begun is ended, and nothing is called damaged.
    @Test
    void recover_halfPutAway_isPutAway() throws IOException {
        Sessions sessions = server();
        Session session = played(sessions, 2);
        Path first = log(0);
        Files.move(first, root.resolve("closed").resolve(first.getFileName()));
        assertEquals(List.of(), server().all());
        assertEquals(2, files(root.resolve("closed")).size());
        assertEquals(List.of(), files(root.resolve("sessions")));
        assertFalse(session.closed());
    }

    // Guards snapshots that left the server: only its own come back in.
    @Test
    void restore_foreignBytes_areRefused() throws IOException {
        Sessions sessions = server();
        Session session = played(sessions, 1);
        byte[] snapshot = SessionFixture.snapshot(sessions, session);
        snapshot[snapshot.length / 2] ^= 1;
        SessionFixture.refused("BAD_SNAPSHOT", () -> sessions.restore(session, snapshot, shard -> new Recorder()));
        SessionFixture.refused("BAD_SNAPSHOT", () -> sessions.restore(session, new byte[7], shard -> new Recorder()));
        assertEquals(9, last(session).step());
    }
}
