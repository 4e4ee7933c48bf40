package walras.server.experiment.exchange;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import walras.env.exchange.equilibrium.Equilibria;
import walras.env.exchange.equilibrium.FusedEquilibriumKernel;
import walras.env.exchange.equilibrium.Preferences;
import walras.env.exchange.equilibrium.Utility;
import walras.server.experiment.Experiment;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Finding;
import walras.server.experiment.Findings;
import walras.server.report.Csv;
import walras.server.report.Figure;
import walras.server.report.Figure.Axis;
import walras.server.report.Figure.Series;
import walras.server.report.Interval;

/** What a certified equilibrium costs, against the size of the economy and of the batch, on this machine. */
@AutoService(Experiment.class)
public final class SpeedExperiment implements Experiment {
    private static final int BATCH = 1024;
    private static final int ROUNDS = 5;
    private static final long WARM_UP_NANOS = 500_000_000L;

    /** The compiler must have finished before a target is judged. */
    private static final long LONG_WARM_UP_NANOS = 4_000_000_000L;

    private static final long ROUND_NANOS = 200_000_000L;
    private static final double[] SIZES = {2, 3, 4, 6, 8, 12, 16, 24, 32};
    private static final double[] BATCHES = {1, 4, 16, 64, 256, 1024, 4096, 16384};

    /** A family with the rate that it must reach at N = L = 3. */
    private record Line(String name, Utility family, double rho, double target) {
        String words() {
            return name.replace("rho ", "ρ = ");
        }
    }

    private static final List<Line> LINES = List.of(
            new Line("additive CES, rho 0.5", Utility.ADDITIVE_CES, 0.5, 1e6),
            new Line("Cobb-Douglas", Utility.COBB_DOUGLAS, 0, 5e6),
            new Line("linear", Utility.LINEAR, 0, 2e5));

    @Override
    public String name() {
        return "exchange-speed";
    }

    @Override
    public String claim() {
        return "Two cores certify a million additive-CES equilibria per second at N = L = 3.";
    }

    @Override
    public int seeds() {
        return 1;
    }

    @Override
    public Findings run(ExperimentContext context) {
        List<Finding> findings = new ArrayList<>();
        List<Series> bySize = new ArrayList<>();
        List<Series> byBatch = new ArrayList<>();
        Csv csv = new Csv("cost", "family", "n", "batch", "microseconds");
        int done = 0;
        int all = LINES.size() * (1 + SIZES.length + BATCHES.length);
        for (Line line : LINES) {
            double[] rates = rates(line, 3, BATCH, LONG_WARM_UP_NANOS); // [rounds]
            findings.add(Finding.above(
                    line.name() + " at N = L = 3, B = 1024 reaches its target.",
                    "certified equilibria per second",
                    Interval.ofMean(rates),
                    line.target()));
            bySize.add(Series.line(line.words(), SIZES, costs(line, SIZES, true, csv)));
            byBatch.add(Series.line(line.words(), BATCHES, costs(line, BATCHES, false, csv)));
            done += all / LINES.size();
            context.progress().update(done, all, line.name());
        }
        return new Findings(
                findings,
                List.of(csv),
                List.of(
                        figure("Cost by size, 256 markets at a time", "consumers and goods, N = L", bySize),
                        figure("Cost by batch, N = L = 3", "markets at a time, B", byBatch)));
    }

    private static Figure figure(String title, String axis, List<Series> series) {
        return Figure.of(
                title, Axis.log(axis), Axis.log("time per certified equilibrium (µs)"), series.toArray(Series[]::new));
    }

    private static double[] costs(Line line, double[] points /* [k] */, boolean sizes, Csv csv) { // [k] microseconds
        double[] costs = new double[points.length];
        for (int k = 0; k < points.length; k++) {
            int size = sizes ? (int) points[k] : 3;
            int batch = sizes ? 256 : (int) points[k];
            double[] rates = rates(line, size, batch, WARM_UP_NANOS); // [rounds]
            Arrays.sort(rates);
            costs[k] = 1e6 / rates[ROUNDS / 2];
            csv.row(line.name(), size, batch, costs[k]);
        }
        return costs;
    }

    /** Equilibria per second of each round; every row must be certified. */
    private static double[] rates(Line line, int size, int batch, long warmUpNanos) { // [rounds]
        double[] weights = draws(batch * size * size, 1); // [B, N, L]
        double[] owned = draws(batch * size * size, 2); // [B, N, L]
        Equilibria found = Equilibria.allocate(batch, size, size);
        FusedEquilibriumKernel kernel =
                new FusedEquilibriumKernel(Preferences.uniform(size, size, line.family(), line.rho()));
        rate(kernel, batch, weights, owned, found, warmUpNanos);
        double[] rates = new double[ROUNDS];
        for (int k = 0; k < ROUNDS; k++) {
            rates[k] = rate(kernel, batch, weights, owned, found, ROUND_NANOS);
        }
        for (int row = 0; row < batch; row++) {
            if (!found.statusOf(row).certified()) {
                throw new IllegalStateException(line.name() + ", row " + row + ": "
                        + found.statusOf(row).meaning());
            }
        }
        return rates;
    }

    private static double rate(
            FusedEquilibriumKernel kernel,
            int batch,
            double[] weights /* [B, N, L] */,
            double[] owned /* [B, N, L] */,
            Equilibria found,
            long nanos) {
        long start = System.nanoTime();
        long elapsed;
        long count = 0;
        do {
            kernel.solve(batch, weights, owned, found);
            count += batch;
            elapsed = System.nanoTime() - start;
        } while (elapsed < nanos);
        return count * 1e9 / elapsed;
    }

    private static double[] draws(int count, long seed) { // [count]
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[count];
        Arrays.setAll(values, k -> Math.exp(random.nextGaussian()));
        return values;
    }
}
