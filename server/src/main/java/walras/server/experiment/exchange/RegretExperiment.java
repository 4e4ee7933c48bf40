package walras.server.experiment.exchange;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.env.exchange.learning.MolmOptions;
import walras.env.exchange.learning.MolmOptions.Tastes;
import walras.env.exchange.learning.OnlineRun;
import walras.env.exchange.markov.Instances;
import walras.server.experiment.Experiment;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Finding;
import walras.server.experiment.Findings;
import walras.server.experiment.SeedResult;
import walras.server.experiment.Target;
import walras.server.report.Csv;
import walras.server.report.Figure;
import walras.server.report.Figure.Axis;
import walras.server.report.Figure.Series;
import walras.server.report.Interval;

/** Regret of MOLM against the number of episodes on ACS5, beside the variants whose regret is linear. */
@AutoService(Experiment.class)
public final class RegretExperiment implements Experiment {
    private static final int EPISODES = 2000;
    private static final int EPISODES_QUICK = 1000;
    private static final double NOISE = 0.1;
    private static final double SLOPE_LIMIT = 0.5;
    private static final double SLOPE_LINEAR = 0.9;
    private static final String MOLM = "MOLM";

    /** Constants were chosen on worlds 0 to 7, so the worlds that are reported are others: 1000, 1001, ... */
    private static final long FIRST_WORLD = 1000;

    private static final int[] CHECKPOINTS = {100, 500, 1000, 2000}; // [c] episodes

    /** What the Thompson variant of the prototype in our own notes had lost at the checkpoints. */
    private static final double[] REFERENCE = {166, 282, 356, 455}; // [c]

    @Override
    public String name() {
        return "exchange-regret";
    }

    @Override
    public String claim() {
        return "MOLM's cumulative suboptimality grows like the square root of the episodes or slower (Liu et al., ICML 2022,"
                + " theorem on the online regret).";
    }

    @Override
    public int seeds() {
        return 32;
    }

    @Override
    public int quickSeeds() {
        return 8;
    }

    private static Map<String, MolmOptions> variants() {
        Map<String, MolmOptions> variants = new LinkedHashMap<>();
        variants.put(MOLM, MolmOptions.standard());
        variants.put("MOLM, reference constants", MolmOptions.reference(Tastes.THOMPSON));
        variants.put("MOLM, pre-trained", MolmOptions.reference(Tastes.THOMPSON).withPretraining(10));
        variants.put("greedy, pre-trained", MolmOptions.reference(Tastes.GREEDY).withPretraining(10));
        variants.put("greedy", MolmOptions.reference(Tastes.GREEDY));
        variants.put("box", MolmOptions.reference(Tastes.BOX));
        variants.put(
                "box, forced exploration", MolmOptions.reference(Tastes.BOX).withForcedExploration());
        return variants;
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        int episodes = context.quick() ? EPISODES_QUICK : EPISODES;
        double[] grid = grid(episodes); // [k]
        Map<String, double[][]> curves = new LinkedHashMap<>(); // [seeds][k] each
        for (Map.Entry<String, MolmOptions> variant : variants().entrySet()) {
            List<SeedResult> runs = context.perSeed(
                    variant.getKey() + " K=" + episodes,
                    seed -> Map.of("regret", curve(variant.getValue(), seed, episodes, grid)));
            curves.put(variant.getKey(), SeedResult.all(runs, "regret"));
        }
        return judged(curves, grid, episodes);
    }

    private static double[] curve(MolmOptions options, long seed, int episodes, double[] grid /* [k] */) { // [k]
        double[] regret = new OnlineRun(Instances.named("acs5"), options, NOISE, FIRST_WORLD + seed).regret(episodes);
        return Arrays.stream(grid).map(k -> regret[(int) k - 1]).toArray();
    }

    /** Episodes 10, 20, 50, 100, ... and the last. */
    private static double[] grid(int episodes) { // [k]
        List<Double> points = new ArrayList<>();
        for (double decade = 10; decade <= episodes; decade *= 10) {
            for (double factor : new double[] {1, 1.5, 2, 3, 5, 7}) {
                if (decade * factor <= episodes) {
                    points.add(decade * factor);
                }
            }
        }
        if (points.get(points.size() - 1) < episodes) {
            points.add((double) episodes);
        }
        return points.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private Findings judged(Map<String, double[][]> curves, double[] grid /* [k] */, int episodes) {
        List<Finding> findings = new ArrayList<>();
        // The theorem bounds regret by the root up to a logarithm; where its slope is measured, and the limit, are
        // ours.
        findings.add(Finding.below(
                claim(), "log-log slope of MOLM's regret from episode 100", slopes(curves, MOLM, grid), SLOPE_LIMIT));
        for (int c = 0; c < CHECKPOINTS.length && CHECKPOINTS[c] <= episodes; c++) {
            findings.add(Finding.below(
                            "MOLM loses less than the prototype of our own notes did.",
                            "regret after " + CHECKPOINTS[c] + " episodes",
                            regretAt(CHECKPOINTS[c], curves, grid),
                            REFERENCE[c])
                    .against(Target.OWN_SIMULATION));
        }
        for (String linear : List.of("greedy", "box")) {
            findings.add(Finding.above(
                    "The " + linear
                            + " variant's regret is linear: without exploration, or with a bonus that equilibrium"
                            + " play does not reduce.",
                    "log-log slope of its regret from episode 100",
                    slopes(curves, linear, grid),
                    SLOPE_LINEAR));
        }
        return drawn(findings, curves, grid);
    }

    private static Findings drawn(List<Finding> findings, Map<String, double[][]> curves, double[] grid /* [k] */) {
        Csv csv = new Csv("regret", "variant", "episode", "regret_mean", "regret_low", "regret_high");
        List<Series> series = new ArrayList<>();
        curves.forEach((name, runs) -> {
            Series line = Series.ofSeeds(name, grid, runs);
            series.add(line);
            for (int k = 0; k < grid.length; k++) {
                csv.row(name, (int) grid[k], line.y()[k], line.low()[k], line.high()[k]);
            }
        });
        Figure figure = Figure.of(
                "Regret on ACS5, mean over worlds and its 95% interval",
                Axis.log("episode"), Axis.log("cumulative suboptimality"), series.toArray(Series[]::new));
        return new Findings(findings, List.of(csv), List.of(figure));
    }

    private static Interval regretAt(int episode, Map<String, double[][]> curves, double[] grid /* [k] */) {
        int at = Arrays.binarySearch(grid, episode);
        return Interval.ofMean(
                Arrays.stream(runs(curves, MOLM)).mapToDouble(run -> run[at]).toArray());
    }

    private static double[][] runs(Map<String, double[][]> curves, String name) { // [seeds][k]
        return curves.getOrDefault(name, new double[0][]);
    }

    private static Interval slopes(Map<String, double[][]> curves, String name, double[] grid /* [k] */) {
        return Interval.ofMean(Arrays.stream(runs(curves, name))
                .mapToDouble(run -> slope(grid, run))
                .toArray());
    }

    /** Least squares of log regret on log episode, from episode 100 on. */
    static double slope(double[] grid /* [k] */, double[] regret /* [k] */) {
        double n = 0;
        double x = 0;
        double y = 0;
        double xx = 0;
        double xy = 0;
        for (int k = 0; k < grid.length; k++) {
            if (grid[k] >= 100) {
                double u = Math.log(grid[k]);
                double v = Math.log(regret[k]);
                n++;
                x += u;
                y += v;
                xx += u * u;
                xy += u * v;
            }
        }
        return (n * xy - x * y) / (n * xx - x * x);
    }
}
