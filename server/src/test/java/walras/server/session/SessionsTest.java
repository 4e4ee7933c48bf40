package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static walras.server.session.SessionFixture.act;
import static walras.server.session.SessionFixture.last;
import static walras.server.session.SessionFixture.refused;
import static walras.server.session.SessionFixture.step;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import walras.env.Problem;
import walras.env.Registry;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionConfig.SeatConfig;
import walras.server.session.shard.Answer;
import walras.server.session.shard.ResetOrder;
import walras.server.session.shard.Turn;
import walras.server.session.work.Limits;
import walras.server.session.work.StepExecutor;

/** Making sessions, limits, and tokens. */
final class SessionsTest {
    private final SessionFixture fixture = new SessionFixture();

    private static SessionConfig with(Map<String, Object> options, int rows, List<SeatConfig> seats) {
        SessionConfig plain = SessionFixture.counters(rows, 1, seats, Optional.empty());
        return new SessionConfig(
                plain.environment(),
                options,
                rows,
                plain.seed(),
                plain.rowSeeds(),
                plain.autoreset(),
                seats,
                plain.deadline(),
                plain.metrics(),
                1,
                plain.logMode(),
                plain.keep(),
                plain.backend(),
                List.of());
    }

    // Guards architecture section 7: the nearest name, not just a no.
    @Test
    void create_unknownEnvironment_namesTheNearest() {
        Problem problem = assertThrows(Problem.class, () -> fixture.sessions.create(SessionConfig.of("countr-v0")));
        assertEquals("UNKNOWN_ENVIRONMENT", problem.reason());
        assertEquals("counter-v0", problem.nearest());
    }

    @Test
    void create_badOptionsSeatsAndSizes_areRefused() {
        refused("UNKNOWN_OPTION", () -> fixture.sessions.create(with(Map.of("agent", 2), 1, List.of())));
        refused("BAD_OPTION", () -> fixture.sessions.create(with(Map.of("agents", -2), 1, List.of())));
        refused("BAD_REQUEST", () -> fixture.sessions.create(with(Map.of(), 0, List.of())));
        refused(
                "UNKNOWN_GROUP",
                () -> fixture.sessions.create(with(Map.of(), 1, List.of(SeatConfig.remote("counter")))));
        refused(
                "UNKNOWN_SEAT",
                () -> fixture.sessions.create(with(Map.of(), 1, List.of(SeatConfig.remote("counters", 1)))));
        refused(
                "UNKNOWN_POLICY",
                () -> fixture.sessions.create(with(Map.of(), 1, List.of(SeatConfig.policy("counters", "never")))));
        refused(
                "BAD_REQUEST",
                () -> fixture.sessions.create(
                        with(Map.of(), 1, List.of(SeatConfig.remote("counters", 0), SeatConfig.remote("counters")))));
        assertEquals(List.of(), fixture.sessions.all());
    }

    // Guards the memory of the server: what a batch would take is known before it is made.
    @Test
    void create_aboveALimit_isRefusedBeforeItTakesMemory() {
        refused("LIMIT", () -> fixture.sessions.create(with(Map.of(), Integer.MAX_VALUE, List.of())));
        refused("LIMIT", () -> fixture.sessions.create(with(Map.of("agents", 1024), 1 << 20, List.of())));

        SessionFixture small =
                new SessionFixture(Registry.discover(), Limits.defaults().withSessions(1), SessionObserver.NONE);
        Session only = small.sessions.create(SessionFixture.twoSeats());
        refused("LIMIT", () -> small.sessions.create(SessionFixture.twoSeats()));
        small.sessions.close(only);
        small.sessions.create(SessionFixture.twoSeats());
    }

    // Guards unfilled agents: they are played by the default policy, and say so.
    @Test
    void create_someSeatsOnly_fillsTheOthersWithPolicies() {
        Session session =
                fixture.sessions.create(with(Map.of("agents", 3), 1, List.of(SeatConfig.remote("counters", 1))));
        assertEquals(3, session.seats().size());
        assertTrue(session.seats().get(0).plan().config().remote());
        assertFalse(session.seats().get(1).plan().config().remote());
        session.reset(0, OptionalLong.empty(), ResetOrder.all(), Answer.NOBODY);
        act(session, 0, step(1), List.of(act(0, 1)), null);
        assertEquals(1, last(session).step());
    }

    @Test
    void claim_wrongTokens_areRefused() {
        Session session = fixture.sessions.create(SessionFixture.twoSeats());
        String host = session.hostToken().reveal();
        String ticket = SessionFixture.ticket(session, 1);
        assertEquals(
                List.of(1),
                fixture.sessions.claim(session.id(), "", List.of(ticket)).seats());
        assertTrue(fixture.sessions.claim(session.id(), host, List.of()).host());

        refused("TOKEN_WRONG", () -> fixture.sessions.claim(session.id(), ticket, List.of()));
        refused("TOKEN_WRONG", () -> fixture.sessions.claim(session.id(), "", List.of(host)));
        refused("UNKNOWN_SESSION", () -> fixture.sessions.claim("nonsense", host, List.of()));
        refused(
                "TOKEN_MISSING",
                () -> fixture.sessions.claim(session.id(), "", List.of(ticket)).requireHost("reset"));
        refused(
                "TOKEN_MISSING",
                () -> fixture.sessions.claim(session.id(), "", List.of(ticket)).requireSeat("act", 0));
        assertFalse(session.hostToken().toString().contains(host));
    }

    // Guards a crowded pool: other work is refused, while every shard finds a place, for it waits at most once.
    @Test
    void runElsewhere_whenThePoolIsFull_isRefusedAndShardsAreNot() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(3);
        try (StepExecutor executor = StepExecutor.pooled(1, 1)) {
            executor.execute(() -> {
                try {
                    free.await();
                } catch (InterruptedException closed) {
                    Thread.currentThread().interrupt();
                }
            });
            executor.execute(ran::countDown);
            executor.execute(ran::countDown);
            refused("OVERLOADED", () -> executor.runElsewhere(() -> {}));
            free.countDown();
            executor.execute(ran::countDown);
            assertTrue(ran.await(10, TimeUnit.SECONDS));
        }
    }

    // Guards clean books: what opens is counted, and closes, whichever way it ends.
    @Test
    void observer_overASessionsLife_comesBackToZero() {
        int[] open = new int[2]; // sessions, seats
        SessionObserver observer = new SessionObserver() {
            @Override
            public void sessionOpened() {
                open[0]++;
            }

            @Override
            public void sessionClosed() {
                open[0]--;
            }

            @Override
            public void seatAttached() {
                open[1]++;
            }

            @Override
            public void seatReleased() {
                open[1]--;
            }
        };
        SessionFixture counted = new SessionFixture(Registry.discover(), Limits.defaults(), observer);
        Session session = counted.sessions.create(SessionFixture.twoSeats());
        Recorder one = new Recorder();
        session.attach(one, List.of(0, 1), false);
        session.attach(new Recorder(), List.of(1), true);
        session.detach(one, true);
        assertEquals(1, open[1]);
        counted.sessions.closeAll();
        assertEquals(0, open[0]);
        assertEquals(0, open[1]);
        assertEquals(0, counted.timer.pending());
    }

    // Guards clients whose numbers are doubles.
    @Test
    void create_withoutASeed_drawsOneBelowTwoToThe53() {
        for (int k = 0; k < 200; k++) {
            Session session = fixture.sessions.create(SessionConfig.of("counter-v0"));
            long seed = session.plan().config().seed().orElseThrow();
            assertTrue(seed >= 0 && seed < 1L << 53, "seed " + seed);
            fixture.sessions.close(session);
        }
    }

    // Guards the one rule for seeds.
    @Test
    void seeds_belowZero_areRefusedEverywhere() {
        SessionConfig plain = SessionConfig.of("counter-v0");
        refused("BAD_REQUEST", () -> fixture.sessions.create(seeded(plain, OptionalLong.of(-1), List.of())));
        refused("BAD_REQUEST", () -> fixture.sessions.create(seeded(plain, OptionalLong.empty(), List.of(-1L))));
        Session session = fixture.sessions.create(seeded(plain, OptionalLong.of(Long.MAX_VALUE), List.of()));
        long[] rowSeeds = {Long.MIN_VALUE};
        for (ResetOrder order : List.of(
                new ResetOrder(new byte[0], OptionalLong.of(-1), new long[0], List.of()),
                new ResetOrder(new byte[0], OptionalLong.empty(), rowSeeds, List.of()))) {
            Recorder answer = new Recorder();
            session.attach(answer, List.of(0), true);
            List<RuntimeException> told = new java.util.ArrayList<>();
            session.reset(0, OptionalLong.empty(), order, new Answer() {
                @Override
                public void turn(Turn turn) {
                    throw new AssertionError("a turn for a seed below 0");
                }

                @Override
                public void failed(int shard, OptionalLong step, Throwable why) {
                    told.add((RuntimeException) why);
                }
            });
            assertEquals("BAD_REQUEST", ((Problem) told.get(0)).reason());
        }
    }

    private static SessionConfig seeded(SessionConfig plain, OptionalLong seed, List<Long> rowSeeds) {
        return new SessionConfig(
                plain.environment(),
                plain.options(),
                1,
                seed,
                rowSeeds,
                plain.autoreset(),
                plain.seats(),
                plain.deadline(),
                plain.metrics(),
                1,
                plain.logMode(),
                plain.keep(),
                plain.backend(),
                List.of());
    }
}
