package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import walras.env.DType;
import walras.env.Tensor;

final class MetricMeansTest {
    private static MetricMeans of(double[][] steps) { // [steps][B]
        Tensor tensor = Tensor.zeros("m", DType.F64, steps[0].length, List.of());
        MetricMeans means = new MetricMeans(tensor);
        for (double[] step : steps) {
            System.arraycopy(step, 0, tensor.f64(), 0, step.length);
            for (int row = 0; row < step.length; row++) {
                means.add(row);
            }
        }
        return means;
    }

    // Guards the error against correlated steps: two rows that never move are two observations, however long they run.
    @Test
    void standardError_constantRows_isThatOfRowMeans() {
        MetricMeans means = of(new double[][] {{1, 3}, {1, 3}, {1, 3}});
        assertEquals(2, means.mean(), 1e-12);
        assertEquals(1, means.standardError(), 1e-12);
    }

    @Test
    void standardError_oneRow_isThatOfItsSteps() {
        MetricMeans means = of(new double[][] {{1}, {2}, {3}});
        assertEquals(Math.sqrt(1.0 / 3), means.standardError(), 1e-12);
    }

    @Test
    void mean_undefinedSteps_doNotCount() {
        assertEquals(5, of(new double[][] {{Double.NaN}, {5}}).mean());
        assertTrue(Double.isNaN(of(new double[][] {{Double.NaN}}).mean()));
    }
}
