package walras.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import walras.env.Problem;

class WaitingJobsTest {
    private final WaitingJobs jobs = new WaitingJobs(3);

    private static Job job() {
        return new Job(
                Turn.Cause.RESET,
                number -> {
                    throw new IllegalStateException("never run");
                },
                new StepCost(),
                false,
                true);
    }

    // A rollout that nobody waits for plays on; whoever was told to try again must find a turn soon.
    @Test
    void awaited_afterSomebodyWasTurnedAway_untilTheNextTurn() {
        assertFalse(jobs.awaited());
        jobs.turnAway();
        assertTrue(jobs.awaited());
        assertFalse(jobs.turned(), "no job waits");
        assertFalse(jobs.awaited());
    }

    @Test
    void add_oneTooMany_isRefusedAndTheOthersKeepTheirOrder() {
        List<Job> added = new ArrayList<>();
        for (int k = 0; k < 8; k++) {
            added.add(job());
            jobs.add(added.get(k), null);
        }
        Problem problem = assertThrows(Problem.class, () -> jobs.add(job(), null));
        assertEquals(Problem.Kind.EXHAUSTED, problem.kind());
        assertTrue(jobs.awaited());
        assertTrue(jobs.turned());
        for (Job job : added) {
            WaitingJobs.Waiting next = jobs.next();
            assertSame(job, next == null ? null : next.job());
        }
        assertNull(jobs.next());
    }
}
