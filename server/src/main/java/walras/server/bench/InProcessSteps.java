package walras.server.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Registry;
import walras.env.Tensor;
import walras.env.batch.Batch;
import walras.env.batch.BatchBuilder;

/** Steps of an environment in this process: what the same steps take longer elsewhere is what the way there costs. */
final class InProcessSteps implements Work {
    private static final int[] ROWS = {1, 64, 1024, 4096, 16384}; // those of the Python client's benchmark

    private final Batch batch;
    private final boolean uniform;
    private final Tensor actions;
    private final Tensor given;

    private InProcessSteps(String environment, int rows, boolean uniform) {
        this.uniform = uniform;
        Environment found = Registry.discover().find(environment);
        Economy economy = found.economy(found.options().defaults());
        BatchBuilder builder = Batch.of(economy).rows(rows).seed(1);
        if (uniform) {
            builder.policy(economy.spec().groups().get(0).name(), "random", Map.of());
        }
        batch = builder.build();
        batch.reset(null, null);
        actions = batch.tensors().groups().get(0).actions().get(0);
        given = Tensor.zeros(actions.name(), actions.dtype(), rows, actions.rowShape());
    }

    /** With the actions that a play stream is given by {@link WireCase}, copied in before every step. */
    static InProcessSteps given(String environment, int rows) {
        return new InProcessSteps(environment, rows, false);
    }

    /** Played uniformly. */
    static InProcessSteps uniform(String environment, int rows) {
        return new InProcessSteps(environment, rows, true);
    }

    /** A step of given actions for every number of rows at which the Python client's steps are timed. */
    static List<BenchmarkResult> measure(String environment, Stopwatch stopwatch) throws Exception {
        List<BenchmarkResult> results = new ArrayList<>();
        for (int rows : ROWS) {
            double[] micros = stopwatch.rates(given(environment, rows)); // [rounds] steps/s, then us
            for (int round = 0; round < micros.length; round++) {
                micros[round] = rows * 1e6 / micros[round];
            }
            String what = environment + " B=" + rows + " java in process";
            results.add(BenchmarkResult.of(WireSuite.NAME, what, "us", micros).withMore(Map.of("rows", rows)));
        }
        return results;
    }

    /** One step of all rows. */
    @Override
    public long run() {
        if (!uniform) {
            System.arraycopy(given.data(), 0, actions.data(), 0, batch.rows() * actions.rowSize());
        }
        batch.step();
        return batch.rows();
    }
}
