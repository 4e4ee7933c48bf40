package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.server.session.FaultyDisk.Fault;
import walras.server.session.plan.SessionConfig.LogMode;
import walras.server.session.rollout.RolloutChunk;
import walras.server.session.shard.Answer;
import walras.server.session.shard.ResetOrder;
import walras.server.session.shard.StepProblems;
import walras.server.session.shard.Turn;
import walras.server.session.store.Retention;
import walras.server.session.store.SessionStore;

/** The disk fails at every byte and every flush of a session's log; nothing that was answered is lost. */
final class LogFaultsTest {
    private static final List<Fault> FAULTS = List.copyOf(EnumSet.allOf(Fault.class));

    /** A short run looks at about so many places of each kind of log. */
    private static final int PLACES = 5;
    /** A log that is shortened at every step is long, and much alike. */
    private static final int STRIDE_OF_LONG = 97;
    /** The same bytes as those of a log that is written only, and slower. */
    private static final int STRIDE_OF_SYNCED = 3;
    /** Four faults, with disks that can and that cannot cut files, healed or killed. */
    private static final int WAYS = 16;

    private static final Logger LOG = Logger.getLogger("walras.server");

    @TempDir
    private Path root = Path.of("");

    private int trials;
    private List<byte[]> expected = List.of();

    /** Every fault is said in the server's log, which would be thousands of lines here. */
    @BeforeAll
    static void silence() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        LOG.setLevel(null);
    }

    // Guards the promise at a sample of places, the beginning of which is drawn and shown.
    @Test
    void write_failsAtSomeBytes_losesNothingAnswered() throws Exception {
        double first = ThreadLocalRandom.current().nextDouble();
        System.out.println("LogFaultsTest: first place " + first);
        everywhere(first);
    }

    // Guards the promise at every byte of a written log. Each byte fails in one of sixteen ways, the next byte in the
    // next, so
    // that minutes do; the first way is drawn and shown.
    @Test
    @Tag("full")
    void write_failsAtEveryByte_losesNothingAnswered() throws Exception {
        int drawn = ThreadLocalRandom.current().nextInt(WAYS);
        System.out.println("LogFaultsTest: first way " + drawn);
        for (LogMode mode : List.of(LogMode.WRITTEN, LogMode.SYNCED)) {
            for (boolean compacting : List.of(false, true)) {
                long bytes = healthy(mode, compacting).written();
                int stride = compacting ? STRIDE_OF_LONG : mode == LogMode.WRITTEN ? 1 : STRIDE_OF_SYNCED;
                int way = drawn;
                for (long at = 0; at < bytes; at += stride) {
                    Fault fault = FAULTS.get(way % 4);
                    boolean cuts = way / 4 % 2 == 0;
                    FaultyDisk disk = new FaultyDisk(fault, cuts, at, Long.MAX_VALUE);
                    String what = mode + " " + fault + " at byte " + at + ", cuts " + cuts;
                    trial(disk, mode, compacting, way / 8 == 1, what);
                    way = (way + 1) % WAYS;
                }
            }
        }
    }

    /** @param first place to look at, as a part of a stride */
    private void everywhere(double first) throws Exception {
        for (LogMode mode : List.of(LogMode.WRITTEN, LogMode.SYNCED)) {
            for (boolean compacting : List.of(false, true)) {
                long bytes = healthy(mode, compacting).written();
                long stride = bytes / PLACES;
                for (Fault fault : Fault.values()) {
                    for (boolean cuts : List.of(true, false)) {
                        for (long at = (long) (first * stride); at < bytes; at += stride) {
                            FaultyDisk disk = new FaultyDisk(fault, cuts, at, Long.MAX_VALUE);
                            trial(disk, mode, compacting, mode + " " + fault + " at byte " + at + ", cuts " + cuts);
                        }
                    }
                }
            }
        }
    }

    // Guards group commit: a flush that fails takes back what waited for it, and nothing that was answered.
    @Test
    void force_failsAtEveryFlush_losesNothingAnswered() throws Exception {
        for (boolean compacting : List.of(false, true)) {
            long forces = healthy(LogMode.SYNCED, compacting).forced();
            for (boolean cuts : List.of(true, false)) {
                for (long at = 0; at < forces; at++) {
                    FaultyDisk disk = new FaultyDisk(Fault.REFUSED, cuts, Long.MAX_VALUE, at);
                    trial(disk, LogMode.SYNCED, compacting, "flush " + at + ", cuts " + cuts);
                }
            }
        }
    }

    /** A run in which nothing fails. */
    private FaultyDisk healthy(LogMode mode, boolean compacting) throws Exception {
        FaultyDisk disk = FaultyDisk.healthy();
        trial(disk, mode, compacting, "healthy");
        return disk;
    }

    private void trial(FaultyDisk disk, LogMode mode, boolean compacting, String what) throws Exception {
        trial(disk, mode, compacting, false, what);
        trial(disk, mode, compacting, true, what);
    }

    private void trial(FaultyDisk disk, LogMode mode, boolean compacting, boolean killed, String what)
            throws Exception {
        List<byte[]> turns = expected.isEmpty() ? LoggedPlay.expected() : expected;
        expected = turns;
        Path folder = Files.createDirectory(root.resolve(Integer.toString(trials++)));
        try (LoggedPlay play = new LoggedPlay(folder, disk, mode, compacting, turns)) {
            play.run(killed);
            play.recover();
        } catch (Exception | AssertionError failed) {
            throw new AssertionError(what + (killed ? ", killed at once" : ", healed"), failed);
        }
        delete(folder); // thousands of trials would fill the disk; a failed one stays
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    // Guards the clock: while the log takes nothing, a lapse is told once, and the deadline goes on being kept.
    @Test
    void lapse_whileTheDiskIsFull_isTakenWhenItIsNot() throws IOException {
        FaultyDisk disk = FaultyDisk.healthy();
        FakeTimer timer = new FakeTimer();
        try (SessionStore store = new SessionStore(root, Retention.defaults(), disk)) {
            Sessions sessions = LoggedPlay.sessions(store, timer);
            Session session = sessions.create(LoggedPlay.withDeadline());
            session.reset(0, SessionFixture.step(0), ResetOrder.seeded(3), Answer.NOBODY);
            Recorder player = new Recorder();
            session.attach(player, List.of(0), false);
            disk.fill();
            timer.pass(LoggedPlay.DEADLINE.multipliedBy(4));
            assertEquals(0, SessionFixture.last(session).step());
            assertTrue(player.failures.size() >= 2, "failures: " + player.failures);
            assertTrue(player.failures.stream().allMatch(StepProblems::isNotLogged), "failures: " + player.failures);
            assertEquals(1, session.seats().get(0).lapses());
            disk.heal();
            timer.pass(LoggedPlay.DEADLINE);
            assertEquals(1, SessionFixture.last(session).step());
            assertEquals(1, session.seats().get(0).lapses());
        }
        try (SessionStore store = new SessionStore(root, Retention.defaults())) {
            Session after = LoggedPlay.recovered(store);
            assertEquals(1, after.seats().get(0).lapses());
            assertEquals(1, SessionFixture.last(after).step());
        }
    }

    // Guards rollouts: what the log took of a run counts, what it did not take has not happened.
    @Test
    void rollout_theDiskFillsUpOnTheWay_playsWhatWasLogged() throws IOException {
        for (int room = 0; room < 400; room += 7) {
            Path folder = Files.createDirectory(root.resolve("rollout" + room));
            FaultyDisk disk = FaultyDisk.healthy();
            Turn last;
            try (SessionStore store = new SessionStore(folder, Retention.defaults(), disk)) {
                Session session =
                        LoggedPlay.sessions(store, new FakeTimer()).create(LoggedPlay.config(LogMode.WRITTEN));
                session.reset(0, SessionFixture.step(0), ResetOrder.seeded(3), Answer.NOBODY);
                disk.fill(room);
                List<RolloutChunk> chunks = LoggedPlay.rollout(session, 5);
                last = SessionFixture.last(session);
                assertEquals(chunks.stream().mapToInt(RolloutChunk::steps).sum(), last.step(), "room " + room);
                disk.heal();
                SessionFixture.act(session, 0, SessionFixture.step(last.step() + 1), LoggedPlay.acts(1), null);
                assertEquals(last.step() + 1, SessionFixture.last(session).step());
                last = SessionFixture.last(session);
            }
            try (SessionStore store = new SessionStore(folder, Retention.defaults())) {
                Turn after = SessionFixture.last(LoggedPlay.recovered(store));
                assertEquals(last.step(), after.step());
                assertArrayEquals(last.frames()[0], after.frames()[0]);
            }
        }
    }

    // Guards the starts after a full disk: what never was a session is named once, and is out of the way then.
    @Test
    void recover_logsWithoutAWholeHeader_areSetAside() throws IOException {
        Path sessions;
        try (SessionStore store = new SessionStore(root, Retention.defaults())) {
            Session session = LoggedPlay.sessions(store, new FakeTimer()).create(LoggedPlay.config(LogMode.WRITTEN));
            session.reset(0, SessionFixture.step(0), ResetOrder.seeded(3), Answer.NOBODY);
            sessions = root.resolve("sessions");
        }
        byte[] header = Files.readAllBytes(files(sessions).get(0));
        List<String> torn = new ArrayList<>();
        for (int bytes : new int[] {0, 1, 11, 12, 40}) {
            torn.add("torn" + bytes + ".0.log");
            Files.write(sessions.resolve("torn" + bytes + ".0.log"), java.util.Arrays.copyOf(header, bytes));
        }
        Files.write(sessions.resolve("half.0.log.new"), new byte[5]);
        try (SessionStore store = new SessionStore(root, Retention.defaults())) {
            LoggedPlay.recovered(store);
        }
        assertEquals(1, files(sessions).size());
        assertEquals(
                torn.stream().sorted().toList(),
                files(root.resolve("damaged")).stream()
                        .map(file -> String.valueOf(file.getFileName()))
                        .toList());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
