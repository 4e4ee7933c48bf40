package walras.server.bench;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import walras.env.Environment;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.BatchBuilder;
import walras.env.batch.RowWorkers;

/** What a step costs against the number of rows, of agents, and of threads. */
@AutoService(BenchmarkSuite.class)
public final class CostSuite implements BenchmarkSuite {
    private static final int MOST_ROWS = 16_384;
    private static final int SOME_ROWS = 1024;

    /**
     * A point of a curve.
     *
     * @param threads 0 for as many as the server takes by itself
     */
    private record Point(Curve curve, String environment, Map<String, Object> options, int rows, int threads, int x) {
        String name() {
            return switch (curve) {
                case ROWS -> environment + " B=" + rows;
                case AGENTS -> environment + " n=" + x + ", B=" + rows;
                case THREADS -> environment + " threads=" + threads + ", B=" + rows;
            };
        }
    }

    @Override
    public String name() {
        return "costs";
    }

    @Override
    public String summary() {
        return "time per step of one row against rows, agents and threads";
    }

    @Override
    public int order() {
        return 4;
    }

    @Override
    public List<BenchmarkPart> parts() {
        return points().stream()
                .map(point -> new BenchmarkPart(point.name(), stopwatch -> List.of(measure(point, stopwatch))))
                .toList();
    }

    private BenchmarkResult measure(Point point, Stopwatch stopwatch) throws Exception {
        Environment environment = Registry.discover().find(point.environment());
        double[] nanos = Arrays.stream(rates(environment, point, stopwatch))
                .map(rate -> 1e9 / rate)
                .toArray(); // [rounds]
        return BenchmarkResult.of(name(), point.name(), "ns per row", nanos)
                .withMore(point.curve().point(point.environment(), point.x()));
    }

    private static List<Point> points() {
        List<Point> points = new ArrayList<>();
        Map<String, Object> none = Map.of();
        for (String environment : List.of(
                "counter-v0",
                "auction/chain-v0",
                "exchange/static-v0",
                "exchange/markov-v0",
                "stackelberg/matrix-v0")) {
            for (int rows = 1; rows <= MOST_ROWS; rows *= 4) {
                points.add(new Point(Curve.ROWS, environment, none, rows, 0, rows));
            }
            for (int threads = 1; threads <= Runtime.getRuntime().availableProcessors(); threads *= 2) {
                points.add(new Point(Curve.THREADS, environment, none, MOST_ROWS, threads, threads));
            }
        }
        for (int n = 2; n <= 32; n *= 2) {
            points.add(new Point(Curve.AGENTS, "auction/random-v0", Map.of("primitives", n), SOME_ROWS, 0, n));
            points.add(new Point(
                    Curve.AGENTS,
                    "stackelberg/taxation-v0",
                    Map.of("start", "drawn", "households", 10 * n),
                    64,
                    0,
                    10 * n));
        }
        return points;
    }

    private static double[] rates(Environment environment, Point point, Stopwatch stopwatch)
            throws Exception { // [rounds]
        BatchBuilder builder = Batch.of(
                        environment.economy(environment.options().resolve(point.options())))
                .rows(point.rows())
                .autoreset(AutoresetMode.SAME_STEP);
        if (point.threads() == 0) {
            return stopwatch.rates(BatchSuite.steps(builder));
        }
        try (RowWorkers workers = new RowWorkers(point.threads())) {
            return stopwatch.rates(BatchSuite.steps(builder.workers(workers)));
        }
    }
}
