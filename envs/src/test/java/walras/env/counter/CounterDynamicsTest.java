package walras.env.counter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
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
