package walras.server.experiment.auction;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.server.experiment.Experiment;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Finding;
import walras.server.experiment.Findings;
import walras.server.experiment.SeedResult;
import walras.server.report.Csv;
import walras.server.report.Figure;
import walras.server.report.Figure.Axis;
import walras.server.report.Figure.Series;
import walras.server.report.Interval;

/** Where learned bids end, for four mechanisms, solitary and cloned, in three worlds and with two learners. */
@AutoService(Experiment.class)
public final class BidsExperiment implements Experiment {
    private static final String CONSERVING = "credit-conserving-vickrey";
    private static final String[] MECHANISMS = {"first-price", "vickrey", CONSERVING, "environment-reward"};
    private static final String[] WORLDS = {"bandit", "chain", "duality"};
    private static final int ROWS = 8;

    @Override
    public String name() {
        return "auction-bids";
    }

    @Override
    public String claim() {
        return "A cloned credit-conserving Vickrey society learns to bid the optimal values and so acts optimally.";
    }

    @Override
    public int seeds() {
        return 10;
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        Csv table = new Csv("bids", "learner", "world", "mechanism", "copies", "seed", "distance", "return_share");
        List<Finding> findings = new ArrayList<>();
        List<Figure> panels = new ArrayList<>();
        for (String learner : new String[] {"value-learning", "beta"}) {
            for (String world : WORLDS) {
                Map<String, List<SeedResult>> runs = runs(context, learner, world, table);
                findings.addAll(findings(learner, world, runs));
                panels.add(panel(learner, world, runs));
            }
        }
        return new Findings(findings, List.of(table), panels);
    }

    /** All mechanisms, solitary and cloned, by their words. */
    private static Map<String, List<SeedResult>> runs(
            ExperimentContext context, String learner, String world, Csv table) throws IOException {
        Map<String, List<SeedResult>> runs = new LinkedHashMap<>();
        for (String mechanism : MECHANISMS) {
            for (int copies = 1; copies <= 2; copies++) {
                Setting setting = new Setting(learner, world, mechanism, copies);
                List<SeedResult> results =
                        context.perSeed(setting.toString(), seed -> measure(setting, seed, context.quick()));
                runs.put(mechanism + " x " + copies, results);
                for (SeedResult result : results) {
                    double distance = result.series("distance")[0];
                    double share = result.series("share")[0];
                    table.row(learner, world, mechanism, copies, result.seed(), distance, share);
                }
            }
        }
        return runs;
    }

    private record Setting(String learner, String world, String mechanism, int copies) {}

    private static Map<String, double[]> measure(Setting setting, long seed, boolean quick) {
        boolean duality = setting.world().equals("duality");
        Map<String, Object> options = new HashMap<>();
        options.put("mechanism", setting.mechanism());
        options.put("copies", setting.copies());
        // With the lowest index winning ties, a society that knows nothing yet would only ever step left in the chain.
        options.put("tie_rule", "random");
        double bidMax = duality ? 2 : 1;
        if (duality) {
            // Half the discount brings the optimal values within a short bid range.
            options.put("discount", 0.5);
            options.put("bid_max", bidMax);
        }
        int steps = (quick ? 4_000 : 20_000) * (setting.learner().equals("beta") && !quick ? 4 : 1);
        Map<String, Object> policy = setting.learner().equals("beta")
                ? Map.of("batch_steps", 256)
                : Map.of("epsilon", 0.5, "learning_rate", 0.5, "explore_steps", steps * 3 / 4);
        SocietyRun run =
                new SocietyRun("auction/" + setting.world() + "-v0", options, setting.learner(), policy, ROWS, seed);
        run.train(steps / 2);
        run.play(steps / 4);
        double distance = run.distance(bidMax);
        run.mark();
        run.play(steps / 4);
        double best = run.table("optimal_return").scalar();
        return Map.of("distance", new double[] {distance}, "share", new double[] {run.returnMean() / best});
    }

    private static List<Finding> findings(String learner, String world, Map<String, List<SeedResult>> runs) {
        List<Finding> findings = new ArrayList<>();
        List<SeedResult> cloned = runs.getOrDefault(CONSERVING + " x 2", List.of());
        if (learner.equals("value-learning")) {
            findings.add(Finding.below(
                    "Cloned value bidders bid optimal values in " + world + ".",
                    "mean |bid - Q*| (credits)",
                    interval(cloned, "distance"),
                    1e-3));
            findings.add(Finding.above(
                    "Cloned value bidders act optimally in " + world + ".",
                    "share of the optimal return",
                    interval(cloned, "share"),
                    0.98));
            if (!world.equals("bandit")) {
                findings.add(Finding.below(
                        "Solitary credit-conserving value bidders fail in " + world + ".",
                        "share of the optimal return",
                        interval(runs.getOrDefault(CONSERVING + " x 1", List.of()), "share"),
                        0.98));
            }
        } else {
            for (String other : new String[] {CONSERVING + " x 1", "first-price x 2", "environment-reward x 2"}) {
                findings.add(Finding.above(
                        "Bids of Beta learners in " + world + " are nearer Q* cloned and credit-conserving than "
                                + other + ".",
                        "difference of mean |bid - Q*| (credits)",
                        Interval.ofMean(difference(runs.getOrDefault(other, List.of()), cloned)),
                        0));
            }
        }
        return findings;
    }

    private static double[] difference(List<SeedResult> left, List<SeedResult> right) { // [seeds]
        double[] far = SeedResult.last(left, "distance");
        double[] near = SeedResult.last(right, "distance");
        double[] difference = new double[far.length];
        for (int seed = 0; seed < far.length; seed++) {
            difference[seed] = far[seed] - near[seed];
        }
        return difference;
    }

    private static Interval interval(List<SeedResult> runs, String series) {
        return Interval.ofMean(SeedResult.last(runs, series));
    }

    private static Figure panel(String learner, String world, Map<String, List<SeedResult>> runs) {
        int bars = runs.size();
        double[] x = new double[bars]; // [settings]
        double[] y = new double[bars]; // [settings]
        double[] low = new double[bars]; // [settings]
        double[] high = new double[bars]; // [settings]
        int at = 0;
        for (List<SeedResult> results : runs.values()) {
            Interval interval = interval(results, "distance");
            x[at] = at;
            y[at] = interval.value();
            low[at] = interval.low();
            high[at] = interval.high();
            at++;
        }
        String[] words = runs.keySet().stream()
                .map(key ->
                        key.replace("credit-conserving-vickrey", "conserving").replace("environment-reward", "reward"))
                .toArray(String[]::new);
        return Figure.of(
                world + ", " + learner,
                Axis.categories("mechanism x copies", words),
                Axis.linear("mean |bid - Q*| (credits)"),
                Series.bars("distance", x, y).withInterval(low, high));
    }
}
