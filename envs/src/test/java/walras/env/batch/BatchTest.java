package walras.env.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Problem;
import walras.env.Registry;

/** The engine on the counters, whose every number can be said in advance. */
class BatchTest {
    private static Economy counters(int agents, int target, int horizon) {
        Environment environment = Registry.discover().find("counter-v0");
        return environment.economy(
                environment.options().resolve(Map.of("agents", agents, "target", target, "horizon", horizon)));
    }

    private static Batch batch(AutoresetMode mode, int rows, int target, int horizon) {
        Batch batch = Batch.of(counters(1, target, horizon))
                .rows(rows)
                .autoreset(mode)
                .metrics(List.of("total"))
                .build();
        batch.reset(null, null);
        return batch;
    }

    private static void push(Batch batch, int... increments) { // [B]
        System.arraycopy(
                increments,
                0,
                batch.tensors().group("counters").action("increment").i32(),
                0,
                increments.length);
        batch.step();
    }

    private static int[] counts(Batch batch) { // [B]
        return batch.tensors().group("counters").observation("count").i32();
    }

    private static double[] rewards(Batch batch) { // [B]
        return batch.tensors().group("counters").reward().f64();
    }

    @Test
    void nextStep_rowEnds_nextStepOnlyRestartsIt() {
        Batch batch = batch(AutoresetMode.NEXT_STEP, 2, 2, 0);
        push(batch, 1, 0);
        push(batch, 1, 1);
        assertArrayEquals(new int[] {2, 1}, counts(batch));
        assertArrayEquals(new byte[] {1, 0}, batch.tensors().terminated().u8());
        // Row 0 ignores its action, even one outside its space, pays nothing and shows the new episode.
        push(batch, 99, 1);
        assertArrayEquals(new int[] {0, 2}, counts(batch));
        assertArrayEquals(new double[] {0, 1}, rewards(batch));
        assertArrayEquals(new byte[] {0, 1}, batch.tensors().terminated().u8());
        assertArrayEquals(new double[] {0, 2}, batch.tensors().metric("total").f64());
    }

    @Test
    void sameStep_rowEnds_showsTheNewEpisodeAndKeepsTheFinalObservation() {
        Batch batch = batch(AutoresetMode.SAME_STEP, 3, 1, 0);
        push(batch, 0, 1, 1);
        assertArrayEquals(new int[] {0, 0, 0}, counts(batch));
        assertArrayEquals(new double[] {0, 1, 1}, rewards(batch));
        assertArrayEquals(new byte[] {0, 1, 1}, batch.tensors().terminated().u8());
        assertEquals(2, batch.finals().count());
        assertArrayEquals(new int[] {1, 2}, Arrays.copyOf(batch.finals().rows(), 2));
        assertEquals(1, batch.finals().group(0).get(0).i32()[1]);
        push(batch, 0, 0, 0);
        assertEquals(0, batch.finals().count());
    }

    @Test
    void disabled_rowEnds_stepIsRefusedUntilTheRowIsReset() {
        Batch batch = batch(AutoresetMode.DISABLED, 2, 1, 0);
        push(batch, 1, 0);
        Problem problem = assertThrows(Problem.class, () -> push(batch, 1, 0));
        assertEquals("ROW_FINISHED", problem.reason());
        assertEquals("row 0", problem.where());
        batch.reset(new byte[] {1, 0}, null);
        push(batch, 0, 1);
        assertArrayEquals(new int[] {0, 1}, counts(batch));
    }

    @Test
    void timeLimit_reachedBelowTarget_truncatesAndDoesNotTerminate() {
        Batch batch = batch(AutoresetMode.NEXT_STEP, 2, 2, 2);
        push(batch, 1, 0);
        push(batch, 1, 1);
        // Row 0 reaches its target in the very step of the limit: that is termination alone.
        assertArrayEquals(new byte[] {1, 0}, batch.tensors().terminated().u8());
        assertArrayEquals(new byte[] {0, 1}, batch.tensors().truncated().u8());
    }

    @Test
    void reset_byMask_leavesOtherRowsAlone() {
        Batch batch = batch(AutoresetMode.NEXT_STEP, 3, 5, 0);
        push(batch, 1, 1, 1);
        batch.reset(new byte[] {0, 1, 0}, null);
        assertArrayEquals(new int[] {1, 0, 1}, counts(batch));
        assertArrayEquals(new double[] {1, 0, 1}, rewards(batch));
    }

    @Test
    void resetOption_perRow_appliesToThatResetOnly() {
        Batch batch = batch(AutoresetMode.NEXT_STEP, 3, 5, 0);
        batch.resetOption("start", new double[] {4, Double.NaN, 2});
        batch.reset(null, null);
        assertArrayEquals(new int[] {4, 0, 2}, counts(batch));
        batch.reset(null, null);
        assertArrayEquals(new int[] {0, 0, 0}, counts(batch));
        Problem problem = assertThrows(Problem.class, () -> batch.resetOption("start", new double[] {0, 9, 0}));
        assertEquals(
                "reset option start, row 1: expected an integer in [0, 4], got 9; did you mean 4?",
                problem.getMessage());
        problem = assertThrows(Problem.class, () -> batch.resetOption("strat", new double[3]));
        assertEquals("start", problem.nearest());
    }

    @ParameterizedTest
    @EnumSource(AutoresetMode.class)
    void step_beforeReset_refused(AutoresetMode mode) {
        Batch batch = Batch.of(counters(1, 3, 0)).rows(2).autoreset(mode).build();
        assertEquals("NOT_RESET", assertThrows(Problem.class, batch::step).reason());
        batch.reset(new byte[] {1, 0}, null);
        assertEquals("row 1", assertThrows(Problem.class, batch::step).where());
    }

    @Test
    void badAction_oneRow_namesGroupRowAgentAndChoices() {
        Batch batch = batch(AutoresetMode.NEXT_STEP, 4, 5, 0);
        Problem problem = assertThrows(Problem.class, () -> push(batch, 0, 1, 1, 7));
        assertEquals("actions[counters]: row 3, agent 0: expected 0 <= increment <= 1, got 7", problem.getMessage());
        push(batch, 0, 1, 1, 1);
        assertArrayEquals(new int[] {0, 1, 1, 1}, counts(batch));
    }

    @Test
    void restore_snapshotOfAnotherShape_refusedWithoutATrace() {
        Batch batch = batch(AutoresetMode.NEXT_STEP, 2, 5, 0);
        Batch other = batch(AutoresetMode.NEXT_STEP, 3, 5, 0);
        push(batch, 1, 1);
        byte[] before = batch.snapshot().toBytes();
        assertEquals(
                "BAD_SNAPSHOT",
                assertThrows(Problem.class, () -> batch.restore(other.snapshot()))
                        .reason());
        assertArrayEquals(before, batch.snapshot().toBytes());
    }

    @Test
    void fromBytes_tornAndGarbage_refused() {
        byte[] whole = batch(AutoresetMode.NEXT_STEP, 2, 5, 0).snapshot().toBytes();
        for (int length : new int[] {0, 3, 11, whole.length / 2, whole.length - 1}) {
            byte[] torn = Arrays.copyOf(whole, length);
            assertEquals(
                    "BAD_SNAPSHOT",
                    assertThrows(Problem.class, () -> Snapshot.fromBytes(torn)).reason());
        }
    }

    @Test
    void seatOfOneAgent_restPlayed_onlyThatAgentIsChecked() {
        Batch batch = Batch.of(counters(3, 5, 0))
                .rows(2)
                .policy("counters", 1, 2, "always", Map.of())
                .build();
        batch.reset(null, null);
        int[] increment = batch.tensors().group("counters").action("increment").i32();
        Arrays.fill(increment, 5);
        increment[0] = 0;
        increment[3] = 1;
        batch.step();
        assertArrayEquals(new int[] {0, 1, 1, 1, 1, 1}, counts(batch));
    }
}
