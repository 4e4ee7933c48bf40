package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import walras.env.Interruption;
import walras.env.Registry;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionPlanner;
import walras.server.session.work.Limits;
import walras.server.session.work.SystemTimer;
import walras.server.session.work.WorkTime;

/** Work that anybody can ask for ends in time, and the thread that did it goes on. */
final class WorkTimeTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    private static int forEver() {
        while (true) {
            Interruption.check("work");
        }
    }

    @Test
    void within_workThatTakesTooLong_isRefusedAndLeavesNoInterrupt() {
        try (SystemTimer timer = new SystemTimer()) {
            WorkTime time = new WorkTime(timer, SHORT);
            SessionFixture.refused("LIMIT", () -> time.within("work", WorkTimeTest::forEver));
            assertFalse(Thread.currentThread().isInterrupted());
            assertEquals(7, time.within("work", () -> 7));
        }
    }

    // Guards work that looks for an interruption too late: it is done, and the next piece is not interrupted for it.
    @Test
    void within_workThatEndsLate_leavesNoInterrupt() {
        FakeTimer timer = new FakeTimer();
        WorkTime time = new WorkTime(timer, SHORT);
        int result = time.within("work", () -> {
            timer.pass(SHORT);
            return 7;
        });
        assertEquals(7, result);
        assertFalse(Thread.currentThread().isInterrupted());
        assertEquals(0, timer.pending());
    }

    // Guards the sum over parts: between two of them somebody looks whether there is time left.
    @Test
    void plan_interrupted_endsBetweenTwoParts() {
        SessionPlanner planner = new SessionPlanner(Registry.discover(), Limits.defaults());
        SessionConfig plain = SessionConfig.of("counter-v0");
        SessionConfig.PartConfig part = new SessionConfig.PartConfig(1, Map.of(), OptionalLong.empty(), false);
        SessionConfig parts = new SessionConfig(
                plain.environment(),
                plain.options(),
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
                List.of(part, part));
        Thread.currentThread().interrupt();
        SessionFixture.refused("INTERRUPTED", () -> planner.plan(parts));
        assertFalse(Thread.currentThread().isInterrupted());
        assertEquals(2, planner.plan(parts).parts().size());
    }
}
