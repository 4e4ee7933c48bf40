package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static walras.server.session.SessionFixture.act;
import static walras.server.session.SessionFixture.counts;
import static walras.server.session.SessionFixture.last;
import static walras.server.session.SessionFixture.refused;
import static walras.server.session.SessionFixture.step;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import walras.server.session.plan.SessionConfig.Deadline;
import walras.server.session.plan.SessionConfig.LateAction;
import walras.server.session.plan.SessionConfig.SeatConfig;
import walras.server.session.shard.Answer;
import walras.server.session.shard.ResetOrder;

/** Banks of time, refused actions and forfeits by the host, with a clock that the test moves. */
final class SeatClocksTest {
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final Duration BANK = Duration.ofSeconds(3);

    private final SessionFixture fixture = new SessionFixture();
    private final Recorder host = new Recorder();

    private Session session(int forfeitLapses, int forfeitRefusals, Duration bank) {
        Session session = fixture.sessions.create(SessionFixture.counters(
                1,
                2,
                List.of(SeatConfig.remote("counters", 0), SeatConfig.remote("counters", 1)),
                Optional.of(new Deadline(
                        STEP, LateAction.DEFAULT_ACTION, Optional.empty(), forfeitLapses, forfeitRefusals, bank))));
        session.attach(host, List.of(0), false);
        session.reset(0, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);
        return session;
    }

    private void pass(double seconds) {
        fixture.timer.pass(Duration.ofMillis(Math.round(1000 * seconds)));
    }

    private static Duration bank(Session session, int seat) {
        return session.seats().get(seat).bank();
    }

    // A move takes its own time first, then the bank, and what is not used stays.
    @Test
    void bank_isUsedAfterTheTimeOfTheMove_andByWhomItWasUsed() {
        Session session = session(0, 0, BANK);
        act(session, 0, step(1), List.of(act(0, 1)), null);
        pass(2.5);
        assertEquals(0, last(session).step());
        act(session, 0, step(1), List.of(act(1, 1)), null);
        assertEquals(1, last(session).step());
        assertEquals(BANK, bank(session, 0));
        assertEquals(Duration.ofMillis(1500), bank(session, 1));

        pass(0.9);
        act(session, 0, step(2), List.of(act(0, 1), act(1, 1)), null);
        assertEquals(Duration.ofMillis(1500), bank(session, 1));
        assertEquals(0, session.seats().get(1).lapses());
    }

    @Test
    void bank_usedUp_lapses() {
        Session session = session(0, 0, BANK);
        act(session, 0, step(1), List.of(act(0, 1)), null);
        pass(3.999);
        assertEquals(0, last(session).step());
        pass(0.001);
        assertEquals(1, last(session).step());
        assertEquals(List.of(1), last(session).late());
        assertEquals(Duration.ZERO, bank(session, 1));

        act(session, 0, step(2), List.of(act(0, 1)), null);
        pass(1); // and nothing is left for the next move
        assertEquals(2, last(session).step());
        assertEquals(2, session.seats().get(1).lapses());
    }

    // Nobody thinks on another one's bank: whose time is up has played, though the step waits for the other.
    @Test
    void lateSeat_actingWhileTheOtherStillThinks_staysLate() {
        Session session = session(0, 0, BANK);
        act(session, 0, step(1), List.of(act(0, 1)), null);
        pass(2.5);
        act(session, 0, step(1), List.of(act(1, 1)), null); // has half of its bank
        pass(2.5); // seat 1 is late; seat 0 has half a bank more
        assertEquals(1, last(session).step());
        assertEquals(1, session.seats().get(1).lapses());
        act(session, 0, step(2), List.of(act(1, 1)), null); // is too late
        assertEquals(1, last(session).step());
        act(session, 0, step(2), List.of(act(0, 1)), null);
        assertEquals(2, last(session).step());
        assertEquals(List.of(1), last(session).late());
        assertArrayEquals(new int[] {2}, counts(session, last(session), 0));
        assertArrayEquals(new int[] {1}, counts(session, last(session), 1));
        assertEquals(0, session.seats().get(0).lapses());
        assertEquals(Duration.ofMillis(1500), bank(session, 0));
    }

    // Guards the count: one step, one refusal, however often the seat tries.
    @Test
    void refusedActions_areCountedOnceForEachStep_andForfeitTheSeat() {
        Session session = session(0, 2, Duration.ZERO);
        act(session, 0, step(1), List.of(act(0, 1)), null);
        for (int k = 0; k < 3; k++) {
            refused("BAD_ACTION", () -> act(session, 0, step(1), List.of(act(1, 9)), null));
        }
        assertEquals(1, session.seats().get(1).refusals());
        assertEquals(List.of(SessionEvent.Kind.ACT_REFUSED), host.kinds());
        act(session, 0, step(1), List.of(act(1, 1)), null);
        assertEquals(1, last(session).step());

        act(session, 0, step(2), List.of(act(0, 1)), null);
        refused("BAD_ACTION", () -> act(session, 0, step(2), List.of(act(1, 9)), null));
        assertTrue(session.seats().get(1).forfeited());
        assertEquals(2, last(session).step(), "nobody is missing any more");
        assertArrayEquals(new int[] {1}, counts(session, last(session), 1));
    }

    @Test
    void forfeitByTheHost_takesTheStepThatWaitedForTheSeat() {
        Session session = session(0, 0, BANK);
        act(session, 0, step(1), List.of(act(0, 1)), null);
        session.forfeit(List.of(1));
        session.forfeit(List.of(1));
        assertEquals(1, last(session).step());
        assertEquals(List.of(SessionEvent.Kind.SEAT_FORFEITED), host.kinds());
        assertFalse(session.seats().get(0).forfeited());
        refused("SEAT_FORFEITED", () -> act(session, 0, step(2), List.of(act(1, 1)), null));
        refused("BAD_REQUEST", () -> session.forfeit(List.of(2)));
    }

    @Test
    void deadlineWithNumbersBelowNothing_isRefused() {
        refused("BAD_REQUEST", () -> session(0, -1, BANK));
        refused("BAD_REQUEST", () -> session(0, 0, BANK.negated()));
    }
}
