package walras.env.batch;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import walras.env.Environment;
import walras.env.Problem;
import walras.env.Registry;
import walras.env.Rows;

class FiniteCheckTest {
    private static final int ROWS = 11; // no multiple of the numbers that are added up side by side

    private final Batch batch = batch();
    private final double[] reward = batch.tensors().group("counters").reward().f64(); // [B]
    private final FiniteCheck check = new FiniteCheck(batch.tensors(), 0);

    private static Batch batch() {
        Environment counter = Registry.discover().find("counter-v0");
        return Batch.of(counter.economy(counter.options().defaults()))
                .rows(ROWS)
                .build();
    }

    @Test
    void check_sumsThatOverflow_passes() {
        Arrays.fill(reward, Double.MAX_VALUE);
        assertDoesNotThrow(() -> check.check(Rows.every(0, ROWS)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void check_oneRowNotFinite_throwsForRangesThatHoldIt(double value) {
        for (int row = 0; row < ROWS; row++) {
            Arrays.fill(reward, -1);
            reward[row] = value;
            reward[(row + 4) % ROWS] = -value; // which must not cancel it
            Problem problem = assertThrows(Problem.class, () -> check.check(Rows.every(0, ROWS)));
            assertEquals("NON_FINITE_STATE", problem.reason());
            reward[(row + 4) % ROWS] = 1;
            int after = row + 1;
            assertDoesNotThrow(() -> check.check(Rows.every(after, ROWS)));
        }
    }
}
