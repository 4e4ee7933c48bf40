package walras.server.experiment.exchange;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.env.OptionSpec;
import walras.env.OptionsSchema;
import walras.env.Problem;
import walras.env.exchange.learning.MolmOptions;
import walras.env.exchange.learning.MolmOptions.Tastes;
import walras.env.exchange.learning.OnlineRun;
import walras.env.exchange.learning.TasteRegression;
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
import walras.server.report.MeanTable;

/** Regret of MOLM against the number of episodes on ACS5, beside the variants whose regret is linear. */
@AutoService(Experiment.class)
public final class RegretExperiment implements Experiment {
    private static final int EPISODES = 2000;
    private static final int EPISODES_QUICK = 1000;
    private static final int EPISODES_LEAST = 200;
    private static final double SLOPE_LIMIT = 0.5;
    private static final double SLOPE_LINEAR = 0.9;
    private static final String MOLM = "MOLM";
    private static final String PRETRAINED = ", pre-trained";

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

    @Override
    public OptionsSchema options() {
        return MarketChoice.schema(OptionSpec.integer(
                "episodes",
                0,
                0,
                1_000_000,
                "episodes",
                "Length of a run, 200 or more; 0 for 2000, or 1000 if quick."));
    }

    private static Map<String, MolmOptions> variants() {
        Map<String, MolmOptions> variants = new LinkedHashMap<>();
        variants.put(MOLM, MolmOptions.standard());
        variants.put("MOLM, reference constants", MolmOptions.reference(Tastes.THOMPSON));
        variants.put(MOLM + PRETRAINED, MolmOptions.reference(Tastes.THOMPSON).withPretraining(10));
        variants.put("greedy" + PRETRAINED, MolmOptions.reference(Tastes.GREEDY).withPretraining(10));
        variants.put("greedy", MolmOptions.reference(Tastes.GREEDY));
        variants.put("box", MolmOptions.reference(Tastes.BOX));
        variants.put(
                "box, forced exploration", MolmOptions.reference(Tastes.BOX).withForcedExploration());
        return variants;
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        int episodes = episodes(context);
        MarketChoice market = MarketChoice.of(context.options());
        double thetaMax = TasteRegression.largestTaste(market.model());
        double[] grid = grid(episodes); // [k]
        Map<String, double[][]> curves = new LinkedHashMap<>(); // [seeds][k] each
        for (Map.Entry<String, MolmOptions> variant : variants().entrySet()) {
            List<SeedResult> runs = context.perSeed(
                    variant.getKey() + " K=" + episodes,
                    seed -> Map.of(
                            "regret", curve(market, variant.getValue().withThetaMax(thetaMax), seed, episodes, grid)));
            curves.put(variant.getKey(), SeedResult.all(runs, "regret"));
        }
        List<Finding> findings = new ArrayList<>();
        // The theorem bounds regret by the root up to a logarithm; where its slope is measured, and the limit, are
        // ours.
        findings.add(Finding.below(
                claim(), "log-log slope of MOLM's regret from episode 100", slopes(curves, MOLM, grid), SLOPE_LIMIT));
        findings.addAll(context.own() ? differences(curves) : ofReference(curves, grid, episodes));
        return drawn(findings, curves, grid, context.own() ? "the chosen economy" : "ACS5");
    }

    private static int episodes(ExperimentContext context) {
        int chosen = context.options().integer("episodes");
        if (chosen > 0 && chosen < EPISODES_LEAST) {
            throw Problem.option("episodes", EPISODES_LEAST + " or more, for a slope from episode 100 on", chosen);
        }
        return chosen > 0 ? chosen : context.quick() ? EPISODES_QUICK : EPISODES;
    }

    private static double[] curve(
            MarketChoice market, MolmOptions options, long seed, int episodes, double[] grid /* [k] */) { // [k]
        double[] regret = new OnlineRun(market.model(), options, market.noise(), FIRST_WORLD + seed).regret(episodes);
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

    /** In the same worlds MOLM has lost no more in the end than each other learner that begins with as little. */
    private static List<Finding> differences(Map<String, double[][]> curves) {
        List<Finding> findings = new ArrayList<>();
        for (String other : curves.keySet()) {
            if (!other.equals(MOLM) && !other.endsWith(PRETRAINED)) {
                findings.add(Finding.above(
                        "MOLM loses no more than: " + other + ".",
                        "its regret less MOLM's after the last episode, in the same worlds",
                        difference(curves, other),
                        0));
            }
        }
        return findings;
    }

    private static Interval difference(Map<String, double[][]> curves, String other) {
        double[][] mine = runs(curves, MOLM);
        double[][] theirs = runs(curves, other);
        double[] differences = new double[mine.length]; // [seeds]
        Arrays.setAll(differences, seed -> {
            int last = mine[seed].length - 1;
            return theirs[seed][last] - mine[seed][last];
        });
        return Interval.ofMean(differences);
    }

    private static List<Finding> ofReference(Map<String, double[][]> curves, double[] grid /* [k] */, int episodes) {
        List<Finding> findings = new ArrayList<>();
        for (int c = 0; c < CHECKPOINTS.length && CHECKPOINTS[c] <= episodes; c++) {
            findings.add(Finding.below(
                            "MOLM loses less than the prototype of our own notes did.",
                            "regret after " + CHECKPOINTS[c] + " episodes",
                            regretAt(CHECKPOINTS[c], curves, MOLM, grid),
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
        return findings;
    }

    private static Findings drawn(
            List<Finding> findings, Map<String, double[][]> curves, double[] grid /* [k] */, String where) {
        Csv csv = new Csv("regret", "variant", "episode", "regret_mean", "regret_low", "regret_high");
        List<Series> series = new ArrayList<>();
        curves.forEach((name, runs) -> {
            Series line = Series.ofSeeds(name, grid, runs);
            series.add(Series.ofSeeds(words(name), grid, runs));
            for (int k = 0; k < grid.length; k++) {
                csv.row(name, (int) grid[k], line.y()[k], line.low()[k], line.high()[k]);
            }
        });
        Figure figure = Figure.of(
                        "Regret of online learners, " + where,
                        Axis.log("episode"),
                        Axis.log("cumulative suboptimality (units of welfare)"),
                        series.toArray(Series[]::new))
                .withIntervals("95% interval of the mean over worlds, one for each seed");
        return new Findings(findings, List.of(csv), List.of(figure)).withMeans(means(curves, grid));
    }

    private static String words(String variant) {
        return variant.replace("MOLM, reference constants", "MOLM, constants of the reference code")
                .replace("greedy", "greedy plug-in")
                .replace("box", "optimism over a box of tastes");
    }

    private static MeanTable means(Map<String, double[][]> curves, double[] grid /* [k] */) {
        int[] episodes = Arrays.stream(grid)
                .mapToInt(k -> (int) k)
                .filter(k -> k == 100 || k == 500 || k == 1000 || k == (int) grid[grid.length - 1])
                .toArray();
        List<String> columns = new ArrayList<>();
        Arrays.stream(episodes).forEach(k -> columns.add("regret at " + k));
        columns.add("slope");
        columns.add("less MOLM");
        List<List<Interval>> cells = new ArrayList<>();
        for (String name : curves.keySet()) {
            List<Interval> row = new ArrayList<>();
            Arrays.stream(episodes).forEach(k -> row.add(regretAt(k, curves, name, grid)));
            row.add(slopes(curves, name, grid));
            row.add(difference(curves, name));
            cells.add(row);
        }
        List<List<String>> names = curves.keySet().stream().map(List::of).toList();
        return new MeanTable(List.of("learner"), names, columns, cells);
    }

    private static Interval regretAt(
            int episode, Map<String, double[][]> curves, String name, double[] grid /* [k] */) {
        int at = Arrays.binarySearch(grid, episode);
        return Interval.ofMean(
                Arrays.stream(runs(curves, name)).mapToDouble(run -> run[at]).toArray());
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
