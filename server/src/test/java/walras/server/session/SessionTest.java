package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static walras.server.session.SessionFixture.act;
import static walras.server.session.SessionFixture.counts;
import static walras.server.session.SessionFixture.last;
import static walras.server.session.SessionFixture.refused;
import static walras.server.session.SessionFixture.step;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import walras.env.batch.AutoresetMode;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionConfig.SeatConfig;
import walras.server.session.plan.SessionPlanner;
import walras.server.session.shard.Answer;
import walras.server.session.shard.ResetOrder;
import walras.server.session.shard.Turn;
import walras.server.session.work.Limits;
import walras.server.session.work.StepExecutor;

/** Steps, seats and the barrier of one session, on the test's own thread. */
final class SessionTest {
    private final SessionFixture fixture = new SessionFixture();

    private Session twoSeats(Recorder... participants) {
        Session session = fixture.sessions.create(SessionFixture.twoSeats());
        for (int seat = 0; seat < participants.length; seat++) {
            session.attach(participants[seat], List.of(seat), false);
        }
        session.reset(0, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);
        return session;
    }

    // Guards architecture section 7: a step before the reset is the caller's mistake and has a reason of its own.
    @Test
    void act_beforeTheFirstReset_isRefused() {
        Session session = fixture.sessions.create(SessionFixture.twoSeats());
        refused("NOT_RESET", () -> act(session, 0, step(0), List.of(act(0, 1)), null));
    }

    // Guards the barrier: a turn made too early would take a seat's action for granted.
    @Test
    void act_oneOfTwoSeats_waitsForTheOther() {
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        Session session = twoSeats(first, second);

        assertNull(act(session, 0, step(1), List.of(act(0, 1)), null));
        assertEquals(1, first.turns.size());
        assertNull(act(session, 0, step(1), List.of(act(1, 0)), null));

        assertEquals(1, first.lastTurn().step());
        assertSame(first.lastTurn(), second.lastTurn());
        assertArrayEquals(new int[] {1}, counts(session, first.lastTurn(), 0));
        assertArrayEquals(new int[] {0}, counts(session, first.lastTurn(), 1));
    }

    // Guards exactly-once: a message that is sent twice must not step twice.
    @Test
    void act_forAStepThatWasTaken_returnsTheStoredTurn() {
        Session session = twoSeats(new Recorder());
        act(session, 0, step(1), List.of(act(0, 1), act(1, 1)), null);
        Turn stored = last(session);

        assertSame(stored, act(session, 0, step(1), List.of(act(0, 0)), null));
        assertSame(stored, last(session));
    }

    @Test
    void act_forAFutureOrForgottenStep_isRefused() {
        Session session = twoSeats(new Recorder());
        act(session, 0, step(1), List.of(act(0, 1), act(1, 1)), null);
        refused("WRONG_STEP", () -> act(session, 0, step(3), List.of(act(0, 1)), null));
        refused("WRONG_STEP", () -> act(session, 0, step(0), List.of(act(0, 1)), null));
        assertEquals(1, last(session).step());
    }

    // Guards two clients on one ticket: the second must not overwrite what the first has played.
    @Test
    void act_twiceWithOtherBytes_keepsTheFirst() {
        Session session = twoSeats(new Recorder());
        act(session, 0, step(1), List.of(act(0, 1)), null);
        act(session, 0, step(1), List.of(act(0, 1)), null);
        refused("ALREADY_ACTED", () -> act(session, 0, step(1), List.of(act(0, 0)), null));

        act(session, 0, step(1), List.of(act(1, 1)), null);
        assertArrayEquals(new int[] {1}, counts(session, last(session), 0));
    }

    // Guards "check before advance": a bad action is told at once, moves nothing, and can be sent again.
    @Test
    void act_outOfItsSpace_movesNothingAndCanBeRepaired() {
        Session session = twoSeats(new Recorder());
        act(session, 0, step(1), List.of(act(1, 1)), null);
        refused("BAD_ACTION", () -> act(session, 0, step(1), List.of(act(0, 7)), null));
        refused("BAD_FRAME", () -> act(session, 0, step(1), List.of(act(0, 1, 1)), null));
        assertEquals(0, last(session).step());

        act(session, 0, step(1), List.of(act(0, 1)), null);
        assertArrayEquals(new int[] {1}, counts(session, last(session), 0));
        assertArrayEquals(new int[] {1}, counts(session, last(session), 1));
    }

    // Guards waiting unary callers: each is told the turn once, and one that went away is forgotten.
    @Test
    void act_withAnswers_tellsThoseWhoStillWait() {
        Session session = twoSeats();
        Recorder waiting = new Recorder();
        Recorder gone = new Recorder();
        act(session, 0, step(1), List.of(act(0, 1)), waiting);
        act(session, 0, step(1), List.of(act(0, 1)), gone);
        session.abandon(0, gone);
        act(session, 0, step(1), List.of(act(1, 1)), null);
        assertEquals(1, waiting.turns.size());
        assertEquals(0, gone.turns.size());
    }

    // Guards the host's power: a reset in the middle of a step makes the turn that the others wait for.
    @Test
    void reset_whileASeatHasActed_dropsTheAct() {
        Recorder first = new Recorder();
        Session session = twoSeats(first);
        act(session, 0, step(1), List.of(act(0, 1)), null);
        session.reset(0, step(1), ResetOrder.all(), Answer.NOBODY);
        assertEquals(Turn.Cause.RESET, first.lastTurn().cause());
        assertEquals(1, first.lastTurn().step());

        act(session, 0, step(2), List.of(act(1, 1)), null);
        assertEquals(1, last(session).step());
        act(session, 0, step(2), List.of(act(0, 0)), null);
        assertArrayEquals(new int[] {0}, counts(session, last(session), 0));
        assertArrayEquals(new int[] {1}, counts(session, last(session), 1));
    }

    // Guards the others against a clumsy host: a refused reset must not cost them their acts.
    @Test
    void reset_thatIsRefused_leavesActsAlone() {
        Session session = twoSeats();
        act(session, 0, step(1), List.of(act(0, 1)), null);
        Recorder host = new Recorder();
        ResetOrder bad = new ResetOrder(new byte[] {1, 1}, OptionalLong.empty(), new long[0], List.of());
        session.reset(0, OptionalLong.empty(), bad, host);
        assertEquals(1, host.failures.size());

        act(session, 0, step(1), List.of(act(1, 1)), null);
        assertEquals(1, last(session).step());
        assertArrayEquals(new int[] {1}, counts(session, last(session), 0));
    }

    // Guards partial resets, seeds by row and options by row in one order.
    @Test
    void reset_someRowsWithOptions_touchesThoseOnly() {
        Session session = fixture.sessions.create(SessionFixture.counters(3, 1, List.of(), Optional.empty()));
        session.reset(0, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);
        act(session, 0, step(1), List.of(act(0, 1, 1, 1)), null);
        ResetOrder order = new ResetOrder(
                new byte[] {0, 1, 1},
                OptionalLong.empty(),
                new long[] {5, 6, 7},
                List.of(new ResetOrder.RowOptions(List.of(2), Map.of("start", 4.0))));
        session.reset(0, OptionalLong.empty(), order, Answer.NOBODY);
        assertArrayEquals(new int[] {1, 0, 4}, counts(session, last(session), 0));
    }

    @Test
    void reset_optionOutsideTheMask_isRefused() {
        Session session = fixture.sessions.create(SessionFixture.counters(2, 1, List.of(), Optional.empty()));
        ResetOrder order = new ResetOrder(
                new byte[] {1, 0},
                OptionalLong.empty(),
                new long[0],
                List.of(new ResetOrder.RowOptions(List.of(1), Map.of("start", 1.0))));
        Recorder host = new Recorder();
        session.reset(0, OptionalLong.empty(), order, host);
        assertEquals(1, host.failures.size());
        assertEquals(-1, session.lastStep(0));
    }

    // Guards shards: a row's story is the same whether its batch is cut or not, and parts step on their own.
    @Test
    void act_onShards_stepsPartsOfTheSameBatch() {
        List<SeatConfig> seats = List.of(
                SeatConfig.remote("counters", 0),
                new SeatConfig(
                        "counters",
                        OptionalInt.of(1),
                        Optional.of(new SessionConfig.NamedPolicy("random", Map.of())),
                        false));
        Session whole = fixture.sessions.create(
                SessionFixture.counters(4, 2, seats, Optional.empty(), 1, AutoresetMode.NEXT_STEP));
        Session cut = fixture.sessions.create(
                SessionFixture.counters(4, 2, seats, Optional.empty(), 2, AutoresetMode.NEXT_STEP));
        double[] wholeTotals = totals(whole, 0, 4);
        double[] first = totals(cut, 0, 2);
        double[] second = totals(cut, 1, 2);
        assertArrayEquals(wholeTotals, new double[] {first[0], first[1], second[0], second[1]});
        refused("BAD_REQUEST", () -> act(cut, 2, step(1), List.of(act(0, 1, 1)), null));
    }

    /** Rewards of both agents cannot be seen by one seat; the policy's draws show in the session's own batch. */
    private static double[] totals(Session session, int shard, int rows) { // [rows]
        session.reset(shard, OptionalLong.empty(), ResetOrder.seeded(99), Answer.NOBODY);
        for (int t = 1; t <= 5; t++) {
            act(session, shard, step(t), List.of(act(0, new int[rows])), null);
        }
        int[] counts = session.shard(shard)
                .batch()
                .batch()
                .part(0)
                .tensors()
                .group("counters")
                .observation("count")
                .i32();
        double[] totals = new double[rows];
        for (int row = 0; row < rows; row++) {
            totals[row] = counts[2 * row + 1];
        }
        return totals;
    }

    // Guards the true final observation: in SAME_STEP the frame shows the next episode already.
    @Test
    void act_sameStep_sendsTheTrueLastObservation() {
        SessionConfig plain = SessionFixture.counters(2, 1, List.of(), Optional.empty(), 1, AutoresetMode.SAME_STEP);
        SessionConfig config = new SessionConfig(
                plain.environment(),
                Map.of("target", 1),
                2,
                plain.seed(),
                plain.rowSeeds(),
                plain.autoreset(),
                plain.seats(),
                plain.deadline(),
                plain.metrics(),
                1,
                plain.logMode(),
                plain.keep(),
                plain.backend(),
                List.of());
        Session session = fixture.sessions.create(config);
        session.reset(0, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);
        act(session, 0, step(1), List.of(act(0, 0, 1)), null);

        Turn turn = last(session);
        assertArrayEquals(new int[] {0, 0}, counts(session, turn, 0));
        assertArrayEquals(new byte[] {1, 0, 0, 0}, turn.finalRows());
        assertArrayEquals(new byte[] {1, 0, 0, 0}, turn.finalFrames()[0]);
    }

    // Guards seats: who holds one keeps it, unless the newcomer says replace.
    @Test
    void attach_toAHeldSeat_isRefusedUnlessItReplaces() {
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        Session session = twoSeats(first);
        refused("SEAT_TAKEN", () -> session.attach(second, List.of(0, 1), false));
        assertNull(session.seats().get(1).holder());

        session.attach(second, List.of(0), true);
        assertEquals(1, first.ends.size());
        assertSame(second, session.seats().get(0).holder());
    }

    // Guards abandoned sessions: kept for their time, then gone; one that is held stays.
    @Test
    void watch_whenNobodyCares_closesAfterTheKeepTime() {
        Session session = twoSeats();
        Recorder holder = new Recorder();
        session.attach(holder, List.of(0), false);
        fixture.timer.pass(java.time.Duration.ofHours(2));
        assertTrue(fixture.sessions.all().contains(session));

        session.detach(holder, true);
        fixture.timer.pass(java.time.Duration.ofMinutes(9));
        assertTrue(fixture.sessions.all().contains(session));
        fixture.timer.pass(java.time.Duration.ofMinutes(12));
        assertEquals(List.of(), fixture.sessions.all());
        refused("SESSION_CLOSED", () -> act(session, 0, step(1), List.of(act(0, 1)), null));
    }

    // Guards a core, which alarms of a nanosecond would keep busy, and who makes a session before taking its seats.
    @Test
    void watch_ofASessionThatIsNotKept_waitsAWhile() {
        for (java.time.Duration keep : List.of(java.time.Duration.ZERO, java.time.Duration.ofNanos(1))) {
            Session session = fixture.sessions.create(SessionFixture.twoSeats().withKeep(keep));
            Recorder holder = new Recorder();
            session.attach(holder, List.of(0), false);
            fixture.timer.pass(java.time.Duration.ofHours(2));
            assertTrue(fixture.sessions.all().contains(session));
            session.detach(holder, true);
            fixture.timer.pass(java.time.Duration.ofSeconds(1));
            assertEquals(List.of(), fixture.sessions.all());
        }
    }

    // Guards the wire's memory: frames that nobody reads are written again, those that somebody holds never change.
    @Test
    void act_manySteps_reusesFramesThatNobodyHolds() {
        Session session = fixture.sessions.create(SessionFixture.counters(2, 1, List.of(), Optional.empty()));
        session.reset(0, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);
        Turn kept = java.util.Objects.requireNonNull(session.held(0));
        byte[] bytes = java.util.Objects.requireNonNull(kept.frames()[0]).clone();
        java.util.Set<byte[]> frames = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
        for (int t = 1; t <= 20; t++) {
            act(session, 0, step(t), List.of(act(0, 1, 1)), null);
            frames.add(last(session).frames()[0]);
        }
        assertEquals(2, frames.size());
        assertArrayEquals(bytes, kept.frames()[0]);
    }

    // Guards resets that arrive while another one runs: one that was sent twice is answered twice and done once, a
    // second
    // one that waits is refused.
    @Test
    void reset_whileItRuns_isAnsweredWithItsTurn() {
        java.util.Queue<Runnable> pool = new java.util.ArrayDeque<>();
        Limits limits = Limits.defaults();
        Sessions sessions = new Sessions(
                new SessionPlanner(walras.env.Registry.discover(), limits),
                limits,
                new StepExecutor(pool::add),
                new FakeTimer(),
                SessionObserver.NONE,
                null);
        Session session = sessions.create(SessionFixture.twoSeats());
        Recorder host = new Recorder();
        session.reset(0, step(0), ResetOrder.all(), host);
        session.reset(0, step(0), ResetOrder.all(), host);
        session.reset(0, step(0), ResetOrder.all(), host);
        assertEquals(1, host.failures.size());
        while (!pool.isEmpty()) {
            pool.remove().run();
        }
        assertEquals(List.of(0L, 0L), host.turns.stream().map(Turn::step).toList());
    }
}
