package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Problem;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.server.session.SessionConfig.SeatConfig;

/** Sessions that step together, and whatever calls them back. */
final class SessionStackTest {
    private static final int ROWS = 2;

    private final AtomicBoolean failing = new AtomicBoolean();
    private final SessionFixture fixture = new SessionFixture(
            Registry.of(List.of(counter("advance", failing))), Limits.defaults(), SessionObserver.NONE);
    private final List<Session> sessions = new ArrayList<>();
    private final List<Recorder> players = new ArrayList<>();

    /** The counters, with dynamics whose method fails when it is told to. */
    private static Environment counter(String method, AtomicBoolean failing) {
        Environment counters = Registry.discover().find("counter-v0");
        return like(
                Environment.class,
                counters,
                (name, made) -> made instanceof Economy economy
                        ? like(
                                Economy.class,
                                economy,
                                (called, result) -> result instanceof Dynamics dynamics
                                        ? like(Dynamics.class, dynamics, (step, nothing) -> {
                                            if (step.equals(method) && failing.get()) {
                                                throw new IllegalStateException("told to fail");
                                            }
                                            return nothing;
                                        })
                                        : result)
                        : made);
    }

    private static <T> T like(Class<T> type, T original, BiFunction<String, Object, Object> after) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            try {
                return after.apply(method.getName(), method.invoke(original, arguments));
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private SessionStack stack(int count) {
        return stack(count, AutoresetMode.NEXT_STEP);
    }

    private SessionStack stack(int count, AutoresetMode mode) {
        for (int k = 0; k < count; k++) {
            Session session = fixture.sessions.create(SessionFixture.counters(
                    ROWS, 1, List.of(SeatConfig.remote("counters")), Optional.empty(), 1, mode));
            Recorder player = new Recorder();
            session.attach(player, List.of(0), false);
            session.reset(0, OptionalLong.empty(), ResetOrder.all(), null);
            sessions.add(session);
            players.add(player);
        }
        return Objects.requireNonNull(SessionStack.of(sessions.get(0), count, Limits.defaults()));
    }

    private void lendAll(SessionStack stack) {
        for (int k : stack.missing(OptionalLong.empty())) {
            assertTrue(sessions.get(k).lend(players.get(k), stack, k));
        }
    }

    private static ByteBuffer[] actions(int... increments) { // [sessions * rows]
        ByteBuffer frame = ByteBuffer.allocate(4 * increments.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int increment : increments) {
            frame.putInt(increment);
        }
        return new ByteBuffer[] {frame.flip()};
    }

    private int[] counts(int k) { // -> [rows]
        Session session = sessions.get(k);
        return SessionFixture.counts(session, SessionFixture.last(session), 0);
    }

    @Test
    void step_together_everybodyStandsWhereHeWouldAlone() {
        SessionStack stack = stack(3);
        lendAll(stack);
        SessionStack.Step step = stack.step(OptionalLong.of(1), actions(1, 0, 0, 1, 1, 1));
        assertEquals(1, Objects.requireNonNull(step.turn()).step());
        assertEquals(List.of(), step.apart());
        assertEquals(
                List.of(1L, 1L, 1L),
                sessions.stream().map(session -> session.lastStep(0)).toList());
        assertTrue(stack.missing(OptionalLong.empty()).isEmpty());
        assertArrayEquals(new int[] {1, 0}, counts(0));
        assertArrayEquals(new int[] {0, 1}, counts(1));
        assertArrayEquals(new int[] {1, 1}, counts(2));
        assertEquals(List.of(0, 1, 2), stack.missing(OptionalLong.empty()));
    }

    @Test
    void step_badActionsOfOne_staysApartAndNothingOfItMoves() {
        SessionStack stack = stack(3);
        lendAll(stack);
        SessionStack.Step step = stack.step(OptionalLong.of(1), actions(1, 0, 0, 99, 1, 1));
        assertNotNull(step.turn());
        assertEquals(List.of(1), step.apart());
        assertEquals(0, sessions.get(1).lastStep(0));
        assertArrayEquals(new int[] {0, 0}, counts(1));
        assertArrayEquals(new int[] {1, 1}, counts(2));
    }

    // Guards exactly-once: a step that was taken is not taken again, and one that is not due is not taken.
    @Test
    void step_anotherNumberThanTheNext_nobodySteps() {
        SessionStack stack = stack(2);
        lendAll(stack);
        stack.step(OptionalLong.of(1), actions(1, 1, 1, 1));
        SessionStack.Step again = stack.step(OptionalLong.of(1), actions(1, 1, 1, 1));
        assertNull(again.turn());
        assertEquals(List.of(0, 1), again.apart());
        assertArrayEquals(new int[] {1, 1}, counts(0));
        assertEquals(1, sessions.get(1).lastStep(0));
    }

    // Guards against wasting a step of many on a few.
    @Test
    void step_fewerThanHalfAreThere_nobodySteps() {
        SessionStack stack = stack(3);
        assertTrue(sessions.get(2).lend(players.get(2), stack, 2));
        SessionStack.Step step = stack.step(OptionalLong.empty(), actions(1, 1, 1, 1, 1, 1));
        assertNull(step.turn());
        assertEquals(List.of(0, 1, 2), step.apart());
    }

    @Test
    void lend_somebodyElseIsThereOrTheStepDiffers_isRefused() {
        SessionStack stack = stack(3);
        Recorder spectator = new Recorder();
        sessions.get(0).attach(spectator, List.of(), false);
        assertFalse(sessions.get(0).lend(players.get(0), stack, 0));
        assertFalse(sessions.get(1).lend(players.get(2), stack, 1));
        assertTrue(sessions.get(1).lend(players.get(1), stack, 1));
        sessions.get(2).act(0, OptionalLong.empty(), List.of(SessionFixture.act(0, 1, 1)), null);
        assertFalse(sessions.get(2).lend(players.get(2), stack, 2));
        sessions.get(0).detach(spectator);
        assertTrue(sessions.get(0).lend(players.get(0), stack, 0));
    }

    // Guards newcomers: whoever attaches is told every turn from then on.
    @Test
    void attach_whileLent_theSessionComesHome() {
        SessionStack stack = stack(2);
        lendAll(stack);
        stack.step(OptionalLong.of(1), actions(1, 1, 1, 1));
        Recorder spectator = new Recorder();
        sessions.get(0).attach(spectator, List.of(), false);
        SessionStack.Step step = stack.step(OptionalLong.of(2), actions(1, 1, 1, 1));
        assertEquals(List.of(0), step.apart());
        sessions.get(0).act(0, OptionalLong.of(2), List.of(SessionFixture.act(0, 1, 1)), null);
        assertEquals(2, spectator.lastTurn().step());
        assertArrayEquals(new int[] {2, 2}, counts(0));
    }

    @Test
    void close_whileLent_theOthersGoOn() {
        SessionStack stack = stack(3);
        lendAll(stack);
        fixture.sessions.close(sessions.get(1));
        SessionStack.Step step = stack.step(OptionalLong.of(1), actions(1, 1, 1, 1, 1, 1));
        assertEquals(List.of(1), step.apart());
        assertFalse(sessions.get(1).lend(players.get(1), stack, 1));
        assertArrayEquals(new int[] {1, 1}, counts(2));
    }

    @Test
    void sameStep_rowsThatEnded_areKeptForTheSession() {
        SessionStack stack = stack(2, AutoresetMode.SAME_STEP);
        lendAll(stack);
        int target = 10;
        for (int step = 1; step <= target; step++) {
            SessionStack.Step taken = stack.step(OptionalLong.of(step), actions(0, 0, 1, 0));
            assertEquals(
                    step == target ? 4 : 0, Objects.requireNonNull(taken.turn()).finalRows().length);
        }
        Turn own = SessionFixture.last(sessions.get(1));
        assertArrayEquals(new byte[] {0, 0, 0, 0}, own.finalRows());
        assertEquals(0, SessionFixture.last(sessions.get(0)).finalRows().length);
    }

    // Guards the isolation of what is lost: everybody is told, keeps his last turn and its number, and heals by a
    // reset.
    @Test
    void step_failsHalfWay_everybodyIsToldAndCanBeReset() {
        SessionStack stack = stack(2);
        lendAll(stack);
        stack.step(OptionalLong.of(1), actions(1, 0, 0, 1));
        failing.set(true);
        SessionStack.Step step = stack.step(OptionalLong.of(2), actions(1, 1, 1, 1));
        failing.set(false);
        assertNull(step.turn());
        assertEquals(List.of(), step.apart());
        for (int k = 0; k < 2; k++) {
            assertEquals(1, players.get(k).failures.size());
            assertEquals(1, sessions.get(k).lastStep(0));
            int last = k;
            Problem refused = assertThrows(Problem.class, () -> sessions.get(last)
                    .act(0, OptionalLong.empty(), List.of(SessionFixture.act(0, 1, 1)), null));
            assertEquals("NOT_RESET", refused.reason());
            assertFalse(sessions.get(k).lend(players.get(k), stack, k));
        }
        assertArrayEquals(new int[] {0, 1}, counts(1));
        sessions.get(1).reset(0, OptionalLong.of(2), ResetOrder.all(), null);
        assertEquals(2, sessions.get(1).lastStep(0));
        assertEquals(List.of(0, 1), stack.missing(OptionalLong.of(3)));
        assertTrue(sessions.get(1).lend(players.get(1), stack, 1));
    }

    // A row that never began holds up its own session, and no other.
    @Test
    void step_someRowsOfOneNeverBegan_theOthersStepByThemselves() {
        SessionStack stack = stack(2);
        Session half = fixture.sessions.create(
                SessionFixture.counters(ROWS, 1, List.of(SeatConfig.remote("counters")), Optional.empty()));
        Recorder player = new Recorder();
        half.attach(player, List.of(0), false);
        half.reset(
                0,
                OptionalLong.empty(),
                new ResetOrder(new byte[] {1, 0}, OptionalLong.empty(), new long[0], List.of()),
                null);
        assertTrue(half.lend(player, stack, 0));
        assertTrue(sessions.get(1).lend(players.get(1), stack, 1));
        SessionStack.Step step = stack.step(OptionalLong.empty(), actions(1, 1, 1, 1));
        assertNull(step.turn());
        assertEquals(List.of(0, 1), step.apart());
        assertEquals(0, sessions.get(1).lastStep(0));
        assertEquals(List.of(), players.get(1).failures);
    }

    @Test
    void of_whatCannotBeSteppedTogether_isNone() {
        List<SeatConfig> seats = List.of(SeatConfig.remote("counters"));
        Optional<SessionConfig.Deadline> deadline = Optional.of(new SessionConfig.Deadline(
                Duration.ofSeconds(1), SessionConfig.LateAction.DEFAULT_ACTION, Optional.empty(), 0));
        for (SessionConfig config : List.of(
                SessionFixture.counters(ROWS, 1, seats, Optional.empty(), 1, AutoresetMode.DISABLED),
                SessionFixture.counters(ROWS, 1, seats, Optional.empty(), 2, AutoresetMode.NEXT_STEP),
                SessionFixture.counters(ROWS, 1, seats, deadline))) {
            assertNull(SessionStack.of(fixture.sessions.create(config), 2, Limits.defaults()));
        }
        Session small = fixture.sessions.create(SessionFixture.counters(ROWS, 1, seats, Optional.empty()));
        assertNotNull(SessionStack.of(small, 2, Limits.defaults()));
        assertNull(SessionStack.of(small, Limits.defaults().rows(), Limits.defaults()));
        SessionStack stack = stack(2);
        Session other = fixture.sessions.create(SessionFixture.counters(ROWS, 2, seats, Optional.empty()));
        Recorder player = new Recorder();
        other.attach(player, List.of(0), false);
        other.reset(0, OptionalLong.empty(), ResetOrder.all(), null);
        assertFalse(other.lend(player, stack, 1));
    }
}
