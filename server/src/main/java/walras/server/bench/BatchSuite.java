package walras.server.bench;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import walras.env.Environment;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.BatchBuilder;
import walras.server.report.Progress;

/** The batch engine with every registered environment, played by uniform policies. */
@AutoService(BenchmarkSuite.class)
public final class BatchSuite implements BenchmarkSuite {
    private static final int[] ROWS = {1, 1024};

    @Override
    public String name() {
        return "batch";
    }

    @Override
    public String summary() {
        return "steps of every environment in process, uniform play included";
    }

    @Override
    public int order() {
        return 2;
    }

    @Override
    public List<BenchmarkResult> run(Stopwatch stopwatch, Progress progress) {
        List<Environment> all = Registry.discover().environments();
        List<BenchmarkResult> results = new ArrayList<>();
        for (Environment environment : all) {
            for (int rows : ROWS) {
                progress.update(results.size(), (long) all.size() * ROWS.length, environment.id() + " B=" + rows);
                double[] rates = stopwatch.rates(steps(environment, rows)); // [rounds]
                results.add(BenchmarkResult.of(name(), environment.id() + " B=" + rows, "steps/s", rates));
            }
        }
        return results;
    }

    private static Work steps(Environment environment, int rows) {
        return steps(Batch.of(environment.economy(environment.options().defaults()))
                .rows(rows)
                .autoreset(AutoresetMode.SAME_STEP));
    }

    /** Steps of a batch whose every group plays at random. */
    static Work steps(BatchBuilder builder) {
        builder.build().economy().spec().groups().forEach(group -> builder.policy(group.name(), "random", Map.of()));
        Batch batch = builder.build();
        batch.reset(0);
        return () -> {
            batch.step();
            return batch.rows();
        };
    }
}
