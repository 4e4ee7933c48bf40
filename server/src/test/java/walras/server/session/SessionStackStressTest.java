package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import walras.env.Problem;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.server.session.SessionConfig.SeatConfig;

/** Sessions that step together while other threads look at them, copy them and come and go. */
final class SessionStackStressTest {
    private static final int COUNT = 24;
    private static final int STEPS = 3_000;
    private static final int TARGET = 10;

    private final SessionFixture fixture =
            new SessionFixture(Registry.discover(), Limits.defaults(), SessionObserver.NONE);
    private final List<Session> sessions = new ArrayList<>();
    private final List<Recorder> players = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong visits = new AtomicLong();

    @Test
    void step_whileOthersCallTheSessionsBack_everyStepHappensOnce() throws Exception {
        for (int k = 0; k < COUNT; k++) {
            Session session = fixture.sessions.create(SessionFixture.counters(
                    1, 1, List.of(SeatConfig.remote("counters")), Optional.empty(), 1, AutoresetMode.SAME_STEP));
            Recorder player = new Recorder();
            session.attach(player, List.of(0), false);
            session.reset(0, OptionalLong.empty(), ResetOrder.all(), null);
            sessions.add(session);
            players.add(player);
        }
        SessionStack stack = Objects.requireNonNull(SessionStack.of(sessions.get(0), COUNT, Limits.defaults()));
        List<CompletableFuture<Void>> visitors =
                List.of(CompletableFuture.runAsync(() -> visit(1)), CompletableFuture.runAsync(() -> visit(2)));
        long together = 0;
        try {
            for (long step = 1; step <= STEPS; step++) {
                together += step(stack, step);
            }
        } finally {
            over.set(true);
        }
        for (CompletableFuture<Void> visitor : visitors) {
            visitor.get(20, TimeUnit.SECONDS);
        }
        for (int k = 0; k < COUNT; k++) {
            Session session = sessions.get(k);
            assertEquals(STEPS, session.lastStep(0));
            assertArrayEquals(
                    new int[] {STEPS % TARGET}, SessionFixture.counts(session, SessionFixture.last(session), 0));
            assertEquals(List.of(), players.get(k).failures);
        }
        assertTrue(together > 0 && visits.get() > 0, () -> "the test tried nothing: " + visits.get());
    }

    /** Steps everybody once, whoever is there together; how many were. */
    private int step(SessionStack stack, long step) {
        for (int k : stack.missing(OptionalLong.of(step))) {
            boolean ignored = sessions.get(k).lend(players.get(k), stack, k);
        }
        SessionStack.Step taken = stack.step(OptionalLong.of(step), ones(COUNT));
        Turn turn = taken.turn();
        if (turn != null) {
            assertEquals(step, turn.step());
            turn.use().release();
        }
        for (int k : taken.apart()) {
            Turn stored = sessions.get(k).act(0, OptionalLong.of(step), List.of(new SeatAct(0, ones(1)[0])), null);
            if (stored != null) {
                stored.use().release();
            }
        }
        return COUNT - taken.apart().size();
    }

    private static ByteBuffer[] ones(int count) {
        ByteBuffer frame = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        while (frame.hasRemaining()) {
            frame.putInt(1);
        }
        return new ByteBuffer[] {frame.flip()};
    }

    private void visit(long seed) {
        Random random = new Random(seed);
        while (!over.get()) {
            Session session = sessions.get(random.nextInt(COUNT));
            try {
                switch (random.nextInt(4)) {
                    case 0 -> release(session.held(0));
                    case 1 -> session.snapshots();
                    case 2 -> {
                        Recorder spectator = new Recorder();
                        session.attach(spectator, List.of(), false);
                        session.detach(spectator);
                    }
                    default -> assertTrue(session.lastStep(0) >= 0);
                }
            } catch (Problem busy) {
                assertEquals("BUSY", busy.reason());
            }
            visits.incrementAndGet();
        }
    }

    private static void release(@org.jspecify.annotations.Nullable Turn turn) {
        if (turn != null) {
            turn.use().release();
        }
    }
}
