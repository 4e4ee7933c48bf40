package walras.env.counter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Rows;
import walras.env.batch.Batch;

final class CounterDynamicsTest {
    private static final int STEPS = 40;

    // Guards the fast form: row by row it plays what the plain one plays.
    @ParameterizedTest
    @CsvSource({"1, 3, 0", "3, 10, 25", "7, 1, 5", "64, 200, 30"})
    void fast_rowByRow_isThePlainOne(int agents, int target, int horizon) {
        Batch fast = batch(agents, target, horizon, Rows.BLOCK + 3);
        Batch plain = batch(agents, target, horizon, 5);
        fast.reset(null, null);
        plain.reset(null, null);
        for (int t = 0; t < STEPS; t++) {
            fast.step();
            plain.step();
            int n = 5 * agents;
            assertArrayEquals(first(plain, n), first(fast, n), "counts at step " + t);
            assertArrayEquals(rewards(plain, n), rewards(fast, n), "rewards at step " + t);
            for (int metric = 0; metric < 2; metric++) {
                int length = metric == 0 ? 5 : n;
                assertArrayEquals(metric(plain, metric, length), metric(fast, metric, length), "metric " + metric);
            }
            for (int row = 0; row < 5; row++) {
                assertEquals(
                        plain.tensors().terminated().u8()[row],
                        fast.tensors().terminated().u8()[row]);
            }
        }
    }

    /** Solvers that forget the horizon, the target or a step must not be verified. */
    @Test
    void certificate_brokenSolvers_areFound() {
        double[] right = {3, 3, 2, 1, 0}; // [count], with three steps left
        assertEquals(0, CounterCertificate.residual(right, 3), 0);
        assertTrue(CounterCertificate.residual(new double[] {4, 3, 2, 1, 0}, 3) > 0);
        assertTrue(CounterCertificate.residual(new double[] {4, 4, 3, 2, 1}, Double.POSITIVE_INFINITY) > 0);
        for (int count = 0; count < right.length; count++) {
            double[] less = right.clone(); // [count]
            less[count] -= 1e-9;
            assertTrue(CounterCertificate.residual(less, 3) > 0, "count " + count);
        }
    }

    /** Metrics by hand from what is seen and paid. */
    @Test
    void metrics_randomPlay_areWhatObservationsAndRewardsSay() {
        Batch batch = batch(3, 4, 50, 5);
        batch.reset(null, null);
        double[] before = seen(batch); // [B, n]
        for (int t = 0; t < 4; t++) {
            batch.step();
            double[] after = seen(batch); // [B, n]
            double[] paid = rewards(batch, 15); // [B, n]
            for (int row = 0; row < 5; row++) {
                double total = after[3 * row] + after[3 * row + 1] + after[3 * row + 2];
                assertEquals(total, batch.tensors().metric("total").f64()[row], 0);
            }
            for (int k = 0; k < 15; k++) {
                double adding = before[k] < 4 ? 1 : 0;
                assertEquals(adding - paid[k], batch.tensors().metric("regret").f64()[k], 0);
                assertEquals(after[k] - before[k], paid[k], 0);
            }
            before = after;
        }
    }

    private static double[] seen(Batch batch) { // [B, n]
        return java.util.Arrays.stream(first(batch, 15)).asDoubleStream().toArray();
    }

    private static Batch batch(int agents, int target, int horizon, int rows) {
        Environment environment = new CounterEnvironment();
        Economy economy = environment.economy(
                environment.options().resolve(Map.of("agents", agents, "target", target, "horizon", horizon)));
        return Batch.of(economy)
                .rows(rows)
                .seed(5)
                .metrics(List.of("total", "regret"))
                .policy("counters", "random", Map.of())
                .build();
    }

    private static int[] first(Batch batch, int length) { // [length]
        return java.util.Arrays.copyOf(
                batch.tensors().groups().get(0).observations().get(0).i32(), length);
    }

    private static double[] rewards(Batch batch, int length) { // [length]
        return java.util.Arrays.copyOf(batch.tensors().groups().get(0).reward().f64(), length);
    }

    private static double[] metric(Batch batch, int index, int length) { // [length]
        return java.util.Arrays.copyOf(batch.tensors().metrics().get(index).f64(), length);
    }
}
