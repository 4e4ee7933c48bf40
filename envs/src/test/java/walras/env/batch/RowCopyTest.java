package walras.env.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Group;
import walras.env.Metric;
import walras.env.Registry;

/** Rows that step in another batch for a while are where they would have been in their own. */
class RowCopyTest {
    private static final int ROWS = 3;
    private static final int BATCHES = 4;
    private static final int STEPS = 7;

    static Stream<String> environments() {
        return Registry.discover().environments().stream().map(Environment::id);
    }

    private static Economy economy(String environment) {
        Environment found = Registry.discover().find(environment);
        return found.economy(found.options().defaults());
    }

    private static Batch batch(Economy economy, AutoresetMode mode, int rows, long seed, boolean random) {
        BatchBuilder builder = Batch.of(economy)
                .rows(rows)
                .seed(seed)
                .autoreset(mode)
                .metrics(economy.spec().metrics().stream().map(Metric::name).toList());
        if (random) {
            for (Group group : economy.spec().groups()) {
                builder.policy(group.name(), "random", Map.of());
            }
        }
        return builder.remainingPolicies().build();
    }

    private static void step(Batch batch, int steps) {
        for (int step = 0; step < steps; step++) {
            batch.step();
        }
    }

    @ParameterizedTest
    @MethodSource("environments")
    void takeRows_thereAndBack_nothingHasChanged(String environment) {
        Economy economy = economy(environment);
        for (AutoresetMode mode : List.of(AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP)) {
            for (boolean random : List.of(true, false)) {
                Batch together = batch(economy, mode, ROWS * BATCHES, 99, random);
                if (together.separable()) {
                    compare(economy, mode, random, together);
                }
            }
        }
    }

    private static void compare(Economy economy, AutoresetMode mode, boolean random, Batch together) {
        together.leaveOut(0, ROWS * BATCHES);
        Batch[] moved = new Batch[BATCHES];
        Batch[] stayed = new Batch[BATCHES];
        for (int k = 0; k < BATCHES; k++) {
            moved[k] = batch(economy, mode, ROWS, k, random);
            stayed[k] = batch(economy, mode, ROWS, k, random);
            moved[k].reset(null, null);
            stayed[k].reset(null, null);
            step(stayed[k], 3 * STEPS + k);
            step(moved[k], STEPS + k);
        }
        // The first one stays out at first, and another one comes home early.
        for (int k = 1; k < BATCHES; k++) {
            together.takeRows(moved[k], 0, k * ROWS, ROWS);
        }
        step(together, STEPS);
        together.takeRows(moved[0], 0, 0, ROWS);
        moved[2].takeRows(together, 2 * ROWS, 0, ROWS);
        together.leaveOut(2 * ROWS, 3 * ROWS);
        step(together, STEPS);
        for (int k = 0; k < BATCHES; k++) {
            if (k != 2) {
                moved[k].takeRows(together, k * ROWS, 0, ROWS);
            }
        }
        step(moved[0], STEPS);
        step(moved[2], STEPS);
        for (int k = 0; k < BATCHES; k++) {
            assertArrayEquals(
                    stayed[k].snapshot().toBytes(),
                    moved[k].snapshot().toBytes(),
                    mode + ", batch " + k + ", " + random);
        }
    }

    // What is in the rows of somebody else is no business of the rows that step.
    @ParameterizedTest
    @EnumSource(
            value = AutoresetMode.class,
            names = {"NEXT_STEP", "SAME_STEP"})
    void leaveOut_badActionsAndEndedRows_disturbNobody(AutoresetMode mode) {
        Economy economy = economy("counter-v0");
        Batch together = Batch.of(economy).rows(2).autoreset(mode).build();
        together.leaveOut(0, 2);
        Batch one = Batch.of(economy).autoreset(mode).build();
        one.reset(null, null);
        together.takeRows(one, 0, 1, 1);
        int[] increments =
                together.tensors().group("counters").action("increment").i32(); // [B, n]
        int agents = increments.length / 2;
        java.util.Arrays.fill(increments, 0, agents, 99);
        java.util.Arrays.fill(increments, agents, 2 * agents, 1);
        together.step();
        assertTrue(together.pending(0));
        assertFalse(together.pending(1));
        together.takeRows(one, 0, 1, 1);
        java.util.Arrays.fill(increments, agents, 2 * agents, 1);
        together.step();
        assertTrue(together.pending(0));
    }
}
