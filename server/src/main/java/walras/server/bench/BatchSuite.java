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
    public List<BenchmarkPart> parts() {
        List<BenchmarkPart> parts = new ArrayList<>();
        for (Environment environment : Registry.discover().environments()) {
            for (int rows : ROWS) {
                String what = environment.id() + " B=" + rows;
                parts.add(new BenchmarkPart(what, stopwatch -> {
                    double[] rates = stopwatch.rates(steps(environment, rows)); // [rounds]
                    return List.of(BenchmarkResult.of(name(), what, "steps/s", rates));
                }));
            }
        }
        parts.addAll(PartRates.parts(name()));
        return parts;
    }

    private static Work steps(Environment environment, int rows) {
        // A drawn start times steps, not the equilibrium that another start would look up at every reset.
        boolean drawn = environment.options().specs().stream()
                .anyMatch(option ->
                        option.name().equals("start") && option.choices().contains("drawn"));
        return steps(Batch.of(
                        environment.economy(environment.options().resolve(drawn ? Map.of("start", "drawn") : Map.of())))
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
