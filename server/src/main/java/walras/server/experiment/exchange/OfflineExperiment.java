package walras.server.experiment.exchange;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import walras.env.OptionSpec;
import walras.env.OptionsSchema;
import walras.env.exchange.learning.Concentrability;
import walras.env.exchange.learning.Draws;
import walras.env.exchange.learning.Mplm;
import walras.env.exchange.learning.OfflineData;
import walras.env.exchange.learning.TasteRegression;
import walras.env.exchange.markov.JointOptimum;
import walras.env.exchange.markov.MarkovModel;
import walras.env.exchange.markov.Planning;
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

/** Suboptimality of MPLM and of the plug-in learner against the size of the dataset, skewed and uniform. */
@AutoService(Experiment.class)
public final class OfflineExperiment implements Experiment {
    private static final int[] SIZES = {100, 300, 1000, 3000}; // [k] episodes
    private static final double TIE = 0.02;
    private static final String SKEWED = "skewed";
    private static final String UNIFORM = "uniform";

    @Override
    public String name() {
        return "exchange-offline";
    }

    @Override
    public String claim() {
        return "MPLM's pessimism (Liu et al., ICML 2022) beats plug-in planning on data of a nearly optimal planner, at every"
                + " size of the data.";
    }

    @Override
    public int seeds() {
        return 40;
    }

    @Override
    public int quickSeeds() {
        return 20;
    }

    @Override
    public OptionsSchema options() {
        return MarketChoice.schema(OptionSpec.number(
                "uniform_part", 0.1, 0, 1, "", "Part of the nearly optimal planner's actions that are uniform."));
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        MarketChoice market = MarketChoice.of(context.options());
        double part = context.options().number("uniform_part");
        List<SeedResult> skewed = context.perSeed(SKEWED, seed -> measure(market, part, seed));
        List<SeedResult> uniform = context.perSeed(UNIFORM, seed -> measure(market, 1, seed));
        List<Finding> findings = new ArrayList<>();
        Interval worst = smallest(gains(skewed));
        // The theorem bounds what MPLM loses; that plug-in planning loses more was found by our own simulations.
        findings.add(Finding.above(claim(), "plug-in less MPLM, at the size where it is least", worst, 0)
                .against(Target.OWN_SIMULATION));
        if (!context.own()) { // what is small depends on the economy's scale
            findings.add(Finding.near(
                    "On data of the uniform planner the two tie.",
                    "plug-in less MPLM at the largest size",
                    gains(uniform)[SIZES.length - 1],
                    0,
                    TIE));
        }
        findings.add(Finding.everyAbove(
                        "MPLM's pessimistic value never exceeds the true one.",
                        "true less believed value",
                        margins(skewed, uniform),
                        0)
                .against(Target.OWN_SIMULATION));
        String planner = String.format(Locale.ROOT, "Data of a %.0f%% optimal planner", 100 * (1 - part));
        return new Findings(
                        findings,
                        List.of(table(skewed, uniform)),
                        List.of(figure(planner, skewed), figure("Data of the uniform planner", uniform)))
                .withMeans(means(skewed, uniform));
    }

    /** One dataset of the largest size; its first episodes are the smaller ones. */
    private static Map<String, double[]> measure(MarketChoice market, double uniformPart, long seed) {
        MarkovModel model = market.model();
        Mplm.Options options = Mplm.Options.REFERENCE.withThetaMax(TasteRegression.largestTaste(model));
        JointOptimum optimum = JointOptimum.of(model, 1e-9);
        double[] behaviour = OfflineData.mostly(model, optimum.policy(), uniformPart); // [H, S, A]
        double[] best = Planning.probabilities(model, optimum.policy()); // [H, S, A]
        OfflineData all = OfflineData.play(model, behaviour, SIZES[SIZES.length - 1], market.noise(), Draws.of(seed));
        double[] plugIn = new double[SIZES.length]; // [k]
        double[] pessimistic = new double[SIZES.length]; // [k]
        double[] margin = new double[SIZES.length]; // [k]
        double[] coverage = new double[SIZES.length]; // [k]
        for (int k = 0; k < SIZES.length; k++) {
            OfflineData data = all.first(SIZES[k], model);
            plugIn[k] =
                    new Mplm(model, data, options.withWidths(0, 0)).measure().total();
            Mplm learner = new Mplm(model, data, options);
            var metric = learner.measure();
            pessimistic[k] = metric.total();
            margin[k] = metric.played() - learner.believed();
            coverage[k] = Concentrability.of(
                            model,
                            data,
                            best,
                            optimum.equilibria().allocation(),
                            optimum.equilibria().prices())
                    .moves();
        }
        return Map.of("plug-in", plugIn, "MPLM", pessimistic, "margin", margin, "concentrability", coverage);
    }

    /** Mean of plug-in less MPLM, per size. */
    private static Interval[] gains(List<SeedResult> runs) { // [k]
        Interval[] gains = new Interval[SIZES.length];
        for (int k = 0; k < SIZES.length; k++) {
            int at = k;
            gains[k] = Interval.ofMean(runs.stream()
                    .mapToDouble(run -> run.series("plug-in")[at] - run.series("MPLM")[at])
                    .toArray());
        }
        return gains;
    }

    private static Interval smallest(Interval[] intervals /* [k] */) {
        Interval least = intervals[0];
        for (Interval each : intervals) {
            least = each.low() < least.low() ? each : least;
        }
        return least;
    }

    private static double[] margins(List<SeedResult> skewed, List<SeedResult> uniform) { // [runs * sizes]
        return Stream.concat(skewed.stream(), uniform.stream())
                .flatMapToDouble(run -> Arrays.stream(run.series("margin")))
                .toArray();
    }

    /** A row for each kind and size of data. */
    private static MeanTable means(List<SeedResult> skewed, List<SeedResult> uniform) {
        List<List<String>> names = new ArrayList<>();
        List<List<Interval>> cells = new ArrayList<>();
        for (List<SeedResult> runs : List.of(skewed, uniform)) {
            Interval[] gains = gains(runs);
            for (int k = 0; k < SIZES.length; k++) {
                names.add(List.of(runs == skewed ? SKEWED : UNIFORM, Integer.toString(SIZES[k])));
                cells.add(List.of(
                        mean(runs, "plug-in", k), mean(runs, "MPLM", k), gains[k], mean(runs, "concentrability", k)));
            }
        }
        List<String> columns = List.of("plug-in", "MPLM", "plug-in less MPLM", "concentrability");
        return new MeanTable(List.of("data", "episodes"), names, columns, cells);
    }

    private static Interval mean(List<SeedResult> runs, String series, int k) {
        return Interval.ofMean(
                runs.stream().mapToDouble(run -> run.series(series)[k]).toArray());
    }

    private static Csv table(List<SeedResult> skewed, List<SeedResult> uniform) {
        Csv csv = new Csv("suboptimality", "data", "seed", "episodes", "plug_in", "mplm", "margin", "concentrability");
        for (List<SeedResult> runs : List.of(skewed, uniform)) {
            for (SeedResult run : runs) {
                for (int k = 0; k < SIZES.length; k++) {
                    csv.row(
                            runs == skewed ? SKEWED : UNIFORM,
                            run.seed(),
                            SIZES[k],
                            run.series("plug-in")[k],
                            run.series("MPLM")[k],
                            run.series("margin")[k],
                            run.series("concentrability")[k]);
                }
            }
        }
        return csv;
    }

    private static Figure figure(String title, List<SeedResult> runs) {
        double[] sizes = Arrays.stream(SIZES).asDoubleStream().toArray(); // [k]
        return Figure.of(
                title,
                Axis.log("episodes in the data"),
                Axis.log("suboptimality of the plan (units of welfare)"),
                Series.ofSeeds("plug-in planning", sizes, SeedResult.all(runs, "plug-in")),
                Series.ofSeeds("MPLM (pessimistic)", sizes, SeedResult.all(runs, "MPLM")));
    }
}
