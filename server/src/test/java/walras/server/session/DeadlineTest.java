package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static walras.server.session.SessionFixture.act;
import static walras.server.session.SessionFixture.counts;
import static walras.server.session.SessionFixture.last;
import static walras.server.session.SessionFixture.refused;
import static walras.server.session.SessionFixture.step;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import walras.server.session.plan.SessionConfig.Deadline;
import walras.server.session.plan.SessionConfig.LateAction;
import walras.server.session.plan.SessionConfig.NamedPolicy;
import walras.server.session.plan.SessionConfig.SeatConfig;
import walras.server.session.shard.Answer;
import walras.server.session.shard.ResetOrder;

/** Seats that are late, with a clock that the test moves. */
final class DeadlineTest {
    private static final Duration STEP = Duration.ofSeconds(1);

    private final SessionFixture fixture = new SessionFixture();
    private final Recorder first = new Recorder();

    private Session session(LateAction action, Optional<NamedPolicy> policy, int forfeitLapses) {
        return session(new Deadline(STEP, action, policy, forfeitLapses, 0, Duration.ZERO));
    }

    private Session session(Deadline deadline) {
        Session session = fixture.sessions.create(SessionFixture.counters(
                1,
                2,
                List.of(SeatConfig.remote("counters", 0), SeatConfig.remote("counters", 1)),
                Optional.of(deadline)));
        session.attach(first, List.of(0), false);
        session.reset(0, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);
        return session;
    }

    // Guards against a participant that never answers: the others go on after the deadline.
    @Test
    void lapse_ofOneSeat_playsItsDefaultAction() {
        Session session = session(LateAction.DEFAULT_ACTION, Optional.empty(), 0);
        act(session, 0, step(1), List.of(act(0, 1)), null);
        fixture.timer.pass(Duration.ofMillis(999));
        assertEquals(0, last(session).step());

        fixture.timer.pass(Duration.ofMillis(1));
        assertEquals(1, first.lastTurn().step());
        assertArrayEquals(new int[] {1}, counts(session, last(session), 0));
        assertArrayEquals(new int[] {0}, counts(session, last(session), 1));
        assertEquals(List.of(SessionEvent.Kind.DEADLINE_LAPSED), first.kinds());
        assertEquals(1, session.seats().get(1).lapses());
        assertEquals(0, session.seats().get(0).lapses());
        assertEquals(List.of(1), last(session).late());

        act(session, 0, step(2), List.of(act(0, 1), act(1, 1)), null);
        assertEquals(List.of(), last(session).late());
    }

    @Test
    void lapse_withRepeatLast_playsTheLastActionAgain() {
        Session session = session(LateAction.REPEAT_LAST, Optional.empty(), 0);
        act(session, 0, step(1), List.of(act(0, 0), act(1, 1)), null);
        act(session, 0, step(2), List.of(act(0, 0)), null);
        fixture.timer.pass(STEP);
        assertArrayEquals(new int[] {2}, counts(session, last(session), 1));
    }

    // A refused act must not become the action that is repeated.
    @Test
    void lapse_afterARefusedAct_playsTheLastAcceptedOne() {
        Session session = session(LateAction.REPEAT_LAST, Optional.empty(), 0);
        act(session, 0, step(1), List.of(act(0, 0), act(1, 1)), null);
        refused("BAD_ACTION", () -> act(session, 0, step(2), List.of(act(1, 9)), null));
        act(session, 0, step(2), List.of(act(0, 0)), null);
        fixture.timer.pass(STEP);
        assertArrayEquals(new int[] {2}, counts(session, last(session), 1));
    }

    @Test
    void lapse_withAPolicy_letsItPlay() {
        Session session = session(LateAction.POLICY, Optional.of(new NamedPolicy("always", Map.of())), 0);
        act(session, 0, step(1), List.of(act(0, 0)), null);
        fixture.timer.pass(STEP);
        assertArrayEquals(new int[] {1}, counts(session, last(session), 1));
    }

    // Guards the end of patience: a forfeited seat is not waited for, and cannot come back in.
    @Test
    void lapse_tooOften_forfeitsTheSeat() {
        Session session = session(LateAction.DEFAULT_ACTION, Optional.empty(), 2);
        for (int t = 1; t <= 2; t++) {
            act(session, 0, step(t), List.of(act(0, 1)), null);
            fixture.timer.pass(STEP);
        }
        assertTrue(session.seats().get(1).forfeited());
        assertTrue(first.kinds().contains(SessionEvent.Kind.SEAT_FORFEITED));

        act(session, 0, step(3), List.of(act(0, 1)), null);
        assertEquals(3, last(session).step());
        refused("SEAT_FORFEITED", () -> act(session, 0, step(4), List.of(act(1, 1)), null));
    }

    // Guards against a session that runs by itself for ever when everybody has gone.
    @Test
    void lapse_whenEverybodyHasForfeited_stops() {
        Session session = session(LateAction.FORFEIT, Optional.empty(), 0);
        fixture.timer.pass(STEP);
        assertEquals(1, last(session).step());
        fixture.timer.pass(Duration.ofSeconds(30));
        assertEquals(1, last(session).step());
    }

    @Test
    void lapse_afterTheStepWasTaken_doesNothing() {
        Session session = session(LateAction.DEFAULT_ACTION, Optional.empty(), 0);
        fixture.timer.pass(Duration.ofMillis(900));
        act(session, 0, step(1), List.of(act(0, 1), act(1, 1)), null);
        fixture.timer.pass(Duration.ofMillis(900));
        assertEquals(1, last(session).step());
        assertEquals(0, session.seats().get(0).lapses());
    }

    @Test
    void plan_deadlineThatMakesNoSense_isRefused() {
        refused("BAD_REQUEST", () -> session(LateAction.POLICY, Optional.empty(), 0));
        refused("UNKNOWN_POLICY", () -> session(LateAction.POLICY, Optional.of(new NamedPolicy("alway", Map.of())), 0));
    }

    // Guards a core against a session that would play for nobody.
    @Test
    void lapse_whenNobodyIsThere_waitsForSomebody() {
        Session session = session(LateAction.DEFAULT_ACTION, Optional.empty(), 0);
        fixture.timer.pass(STEP);
        assertEquals(1, last(session).step());
        session.detach(first, true);
        fixture.timer.pass(STEP);
        fixture.timer.pass(STEP);
        assertEquals(1, last(session).step());

        Recorder second = new Recorder();
        session.attach(second, List.of(1), false);
        fixture.timer.pass(Duration.ofMillis(999));
        assertEquals(1, last(session).step());
        fixture.timer.pass(Duration.ofMillis(1));
        assertEquals(2, last(session).step());
    }

    // Whoever acts call by call holds no seat, and waits all the same.
    @Test
    void lapse_whenNobodyIsAttachedButSomebodyActed_playsForTheOther() {
        Session session = session(LateAction.DEFAULT_ACTION, Optional.empty(), 0);
        session.detach(first, true);
        fixture.timer.pass(STEP);
        assertEquals(0, last(session).step());
        act(session, 0, step(1), List.of(act(0, 1)), null);
        fixture.timer.pass(STEP);
        assertEquals(1, last(session).step());
    }

    @Test
    void plan_deadlineBelowAMillisecond_isRefused() {
        for (long nanos : new long[] {-1, 0, 1, 999_999}) {
            Deadline deadline = new Deadline(
                    Duration.ofNanos(nanos), LateAction.DEFAULT_ACTION, Optional.empty(), 0, 0, Duration.ZERO);
            refused(
                    "BAD_REQUEST",
                    () -> fixture.sessions.create(SessionFixture.counters(
                            1, 1, List.of(SeatConfig.remote("counters")), Optional.of(deadline))));
        }
    }
}
