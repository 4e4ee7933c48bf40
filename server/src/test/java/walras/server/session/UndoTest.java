package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.server.session.plan.SessionConfig.LogMode;
import walras.server.session.shard.Answer;
import walras.server.session.shard.ResetOrder;
import walras.server.session.shard.StepProblems;
import walras.server.session.shard.Turn;
import walras.server.session.store.Retention;
import walras.server.session.store.SessionStore;

/** A step that the log does not take is undone by playing the log again, which an event loop must not wait for. */
final class UndoTest {
    @TempDir
    private Path root = Path.of("");

    private final Queue<Runnable> pool = new ArrayDeque<>();
    private final Recorder player = new Recorder();

    // Guards the event loops: cheap steps run on them, and a log of hours must not be read there.
    @Test
    void step_theDiskIsFull_isUndoneOnThePool() throws IOException {
        FaultyDisk disk = FaultyDisk.healthy();
        try (SessionStore store = new SessionStore(root, Retention.defaults(), disk)) {
            Session session = cheap(store);
            byte[] before = SessionFixture.last(session).frames()[0].clone();

            disk.fill();
            act(session, 2);
            assertEquals(List.of(), player.failures);
            assertEquals(1, pool.size());
            runPool();
            assertTrue(player.failures.stream().allMatch(StepProblems::isNotLogged), "failures: " + player.failures);
            assertEquals(1, player.failures.size());
            assertEquals(1, SessionFixture.last(session).step());
            assertArrayEquals(before, SessionFixture.last(session).frames()[0]);

            disk.heal();
            act(session, 2);
            runPool();
            assertEquals(2, SessionFixture.last(session).step());
        }
    }

    // Guards the reset that comes after steps were refused: it is refused the same way, and heals with the disk.
    @Test
    void reset_theDiskIsFull_isUndoneOnThePool() throws IOException {
        FaultyDisk disk = FaultyDisk.healthy();
        try (SessionStore store = new SessionStore(root, Retention.defaults(), disk)) {
            Session session = cheap(store);
            disk.fill();
            session.reset(0, SessionFixture.step(2), ResetOrder.seeded(4), Answer.NOBODY);
            assertEquals(1, pool.size());
            runPool();
            assertEquals(1, player.failures.size());
            assertEquals(1, SessionFixture.last(session).step());
            disk.heal();
            session.reset(0, SessionFixture.step(2), ResetOrder.seeded(4), Answer.NOBODY);
            runPool();
            assertEquals(2, SessionFixture.last(session).step());
            assertEquals(Turn.Cause.RESET, SessionFixture.last(session).cause());
        }
    }

    /** A session at turn 1 whose resets and steps have been found cheap. */
    private Session cheap(SessionStore store) throws IOException {
        Session session =
                LoggedPlay.sessions(store, new FakeTimer(), pool::add).create(LoggedPlay.config(LogMode.WRITTEN));
        session.reset(0, SessionFixture.step(0), ResetOrder.seeded(3), Answer.NOBODY);
        runPool();
        session.attach(player, List.of(0), false);
        act(session, 1);
        runPool();
        return session;
    }

    private static void act(Session session, long step) {
        SessionFixture.act(session, 0, SessionFixture.step(step), LoggedPlay.acts(1), null);
    }

    private void runPool() {
        for (Runnable work = pool.poll(); work != null; work = pool.poll()) {
            work.run();
        }
    }
}
