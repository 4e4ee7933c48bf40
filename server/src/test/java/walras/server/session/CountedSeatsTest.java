package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.env.Problem;
import walras.env.batch.AutoresetMode;
import walras.server.session.FaultyDisk.Fault;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionConfig.Deadline;
import walras.server.session.plan.SessionConfig.LateAction;
import walras.server.session.plan.SessionConfig.LogMode;
import walras.server.session.plan.SessionConfig.SeatConfig;
import walras.server.session.shard.Answer;
import walras.server.session.shard.ResetOrder;
import walras.server.session.store.Retention;
import walras.server.session.store.SessionStore;

/** Lapses, refusals, banks of time and forfeits, of which a failing disk loses none and makes none up. */
final class CountedSeatsTest {
    private static final Logger LOG = Logger.getLogger("walras.server");
    /** A short run looks at about so many places for each fault. */
    private static final int PLACES = 8;

    @TempDir
    private Path root = Path.of("");

    private int trials;

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
    void seats_diskFailsAtSomeBytes_keepTheirCounts() throws IOException {
        long bytes = played();
        double first = ThreadLocalRandom.current().nextDouble();
        System.out.println("CountedSeatsTest: first place " + first);
        everywhere((long) (first * bytes / PLACES), bytes, bytes / PLACES);
    }

    // Guards the promise at every byte, in every way of failing.
    @Test
    @Tag("full")
    void seats_diskFailsAtEveryByte_keepTheirCounts() throws IOException {
        everywhere(0, played(), 1);
    }

    private void everywhere(long from, long bytes, long stride) throws IOException {
        for (Fault fault : Fault.values()) {
            for (boolean cuts : List.of(true, false)) {
                for (long room = from; room < bytes; room += stride) {
                    trial(new FaultyDisk(fault, cuts, Long.MAX_VALUE, Long.MAX_VALUE), room);
                }
            }
        }
    }

    /** Bytes of the log of a play in which nothing fails; every count moves in it. */
    private long played() throws IOException {
        FaultyDisk disk = FaultyDisk.healthy();
        List<String> seats = trial(disk, Long.MAX_VALUE);
        assertEquals("step 6: lapses 0 refusals 0 bank PT3S forfeited false", seats.get(0));
        assertEquals("step 6: lapses 1 refusals 2 bank PT0S forfeited true", seats.get(1));
        return disk.written();
    }

    /** @param room bytes that the disk takes after the first reset, until it is healed */
    private List<String> trial(FaultyDisk disk, long room) throws IOException {
        Path folder = Files.createDirectory(root.resolve(Integer.toString(trials++)));
        List<String> told;
        try (SessionStore store = new SessionStore(folder, Retention.defaults(), disk)) {
            FakeTimer timer = new FakeTimer();
            Session session = LoggedPlay.sessions(store, timer).create(config());
            session.reset(0, SessionFixture.step(0), ResetOrder.seeded(3), Answer.NOBODY);
            if (room < Long.MAX_VALUE) {
                disk.fill(room);
            }
            play(session, timer);
            disk.heal();
            long before = SessionFixture.last(session).step();
            for (int attempt = 0; attempt < 4 && SessionFixture.last(session).step() == before; attempt++) {
                act(session, 0, 1);
                act(session, 1, 1);
                timer.pass(Duration.ofSeconds(SessionFixture.last(session).step() == before ? 4 : 0));
            }
            assertNotEquals(before, SessionFixture.last(session).step(), "no step on a healed disk, room " + room);
            told = counts(session);
        }
        try (SessionStore store = new SessionStore(folder, Retention.defaults())) {
            assertEquals(told, counts(LoggedPlay.recovered(store)), "room " + room);
        }
        return told;
    }

    private static SessionConfig config() {
        Deadline deadline = new Deadline(
                Duration.ofSeconds(1), LateAction.DEFAULT_ACTION, Optional.empty(), 0, 2, Duration.ofSeconds(3));
        List<SeatConfig> seats = List.of(SeatConfig.remote("counters", 0), SeatConfig.remote("counters", 1));
        return SessionFixture.counters(1, 2, seats, Optional.of(deadline), 1, AutoresetMode.SAME_STEP)
                .withLogMode(LogMode.WRITTEN)
                .withKeep(Duration.ofHours(1));
    }

    /** Seat 1 takes from its bank, is refused, uses its bank up and is late, is refused again and forfeits. */
    private static void play(Session session, FakeTimer timer) {
        session.attach(new Recorder(), List.of(0, 1), false);
        act(session, 0, 1);
        timer.pass(Duration.ofMillis(1500));
        act(session, 1, 1);
        act(session, 0, 0);
        act(session, 1, 9);
        act(session, 1, 1);
        act(session, 0, 1);
        timer.pass(Duration.ofSeconds(4));
        act(session, 0, 1);
        act(session, 1, 1);
        act(session, 0, 1);
        act(session, 1, 9);
    }

    /** An action for the coming step, which may be refused: by its bound, its turn or the disk. */
    private static void act(Session session, int seat, int increment) {
        long step = SessionFixture.last(session).step() + 1;
        try {
            List<SeatAct> acts = List.of(SessionFixture.act(seat, increment));
            SessionFixture.act(session, 0, SessionFixture.step(step), acts, null);
        } catch (Problem refused) {
            assertNotEquals(Problem.Kind.INTERNAL, refused.kind(), refused.getMessage());
        }
    }

    /** What is known of both seats, and the last turn's frames. */
    private static List<String> counts(Session session) {
        List<String> counts = new ArrayList<>();
        long step = SessionFixture.last(session).step();
        for (Seat seat : session.seats()) {
            counts.add("step " + step + ": lapses " + seat.lapses() + " refusals " + seat.refusals() + " bank "
                    + seat.bank() + " forfeited " + seat.forfeited());
        }
        counts.add(Arrays.toString(SessionFixture.last(session).frames()[0]));
        return counts;
    }
}
