package walras.server.experiment.auction;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

/** Where learned bids end, for four mechanisms, solitary and cloned, in three worlds and with two learners. */
@AutoService(Experiment.class)
public final class BidsExperiment implements Experiment {
    private static final String CLONED = BidsSetting.CONSERVING + " x 2";
    private static final String SOLITARY = BidsSetting.CONSERVING + " x 1";

    @Override
    public String name() {
        return "auction-bids";
    }

    @Override
    public String claim() {
        return "A cloned credit-conserving Vickrey society learns to act optimally, and its bids for what it does are"
                + " nearer the optimal values than those of other societies.";
    }

    @Override
    public int seeds() {
        return 10;
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        Csv table = new Csv(
                "bids",
                "learner",
                "world",
                "mechanism",
                "copies",
                "seed",
                "largest_distance",
                "mean_distance",
                "distance_of_best",
                "greedy_share",
                "drawn_share");
        List<Finding> findings = new ArrayList<>();
        List<Figure> panels = new ArrayList<>();
        for (String learner : List.of(BidsSetting.BETA, BidsSetting.VALUE)) {
            for (String world : BidsSetting.WORLDS) {
                Map<String, List<SeedResult>> runs = runs(context, learner, world, table);
                findings.addAll(learner.equals(BidsSetting.BETA) ? ofBeta(world, runs) : ofValues(world, runs));
                panels.add(panel(learner, world, runs));
            }
        }
        findings.add(mentalRotation(context));
        return new Findings(findings, List.of(table), panels);
    }

    /** All mechanisms, solitary and cloned, by their words. */
    private static Map<String, List<SeedResult>> runs(
            ExperimentContext context, String learner, String world, Csv table) throws IOException {
        Map<String, List<SeedResult>> runs = new LinkedHashMap<>();
        for (String mechanism : BidsSetting.MECHANISMS) {
            for (int copies = 1; copies <= 2; copies++) {
                BidsSetting setting = new BidsSetting(learner, world, mechanism, copies);
                List<SeedResult> results =
                        context.perSeed(setting.toString(), seed -> setting.measure(seed, context.quick()));
                runs.put(mechanism + " x " + copies, results);
                for (SeedResult result : results) {
                    table.row(
                            learner,
                            world,
                            mechanism,
                            copies,
                            result.seed(),
                            result.series("largest")[0],
                            result.series("mean")[0],
                            result.series("best")[0],
                            result.series("greedy")[0],
                            result.series("drawn")[0]);
                }
            }
        }
        return runs;
    }

    /** Images: the society tells variants and progress apart, as the networks of the paper learn to. */
    private static Finding mentalRotation(ExperimentContext context) throws IOException {
        int steps = context.quick() ? 40_000 : 120_000;
        List<SeedResult> runs = context.perSeed("mental rotation", seed -> {
            Map<String, Object> options = Map.of("tie_rule", "random");
            LearningRun run =
                    LearningRun.society("auction/mental-rotation-v0", options, BidsSetting.BETA, Map.of(), 1, seed);
            run.train(steps);
            return Map.of("drawn", new double[] {run.frozen().drawnReturn(2_000)});
        });
        return Finding.near(
                        "A cloned society of Beta bidders puts images straight about as often as published (0.933).",
                        "mean reward, " + steps + " decisions; the best plan of every image has 0.950",
                        Interval.ofMean(SeedResult.last(runs, "drawn")),
                        0.933,
                        0.02)
                .against(Target.PUBLISHED);
    }

    private static List<Finding> ofValues(String world, Map<String, List<SeedResult>> runs) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.everyBelow(
                "Cloned value bidders bid optimal values in " + world + ".",
                "largest |bid - Q*| (credits)",
                last(runs, CLONED, "largest"),
                1e-3));
        findings.add(Finding.everyAbove(
                "Cloned value bidders act optimally in " + world + ".",
                "share of the optimal return",
                last(runs, CLONED, "greedy"),
                0.98));
        if (world.equals("chain")) {
            findings.add(Finding.above(
                    "Bids of solitary credit-conserving value bidders collapse in chain.",
                    "largest |bid - Q*| (credits)",
                    interval(runs, SOLITARY, "largest"),
                    0.5));
        } else if (world.equals("duality")) {
            findings.add(Finding.below(
                    "Solitary credit-conserving value bidders end in the duality trap.",
                    "share of the optimal return",
                    interval(runs, SOLITARY, "greedy"),
                    0.66));
        }
        return findings;
    }

    private static List<Finding> ofBeta(String world, Map<String, List<SeedResult>> runs) {
        List<Finding> findings = new ArrayList<>();
        for (String bids : List.of("drawn", "greedy")) {
            findings.add(Finding.above(
                    "A cloned credit-conserving society of Beta bidders acts optimally in " + world + ", bids "
                            + (bids.equals("drawn") ? "drawn as in learning." : "at their means."),
                    "share of the optimal return",
                    interval(runs, CLONED, bids),
                    0.98));
        }
        if (world.equals("duality")) {
            findings.add(Finding.below(
                    "A solitary one ends in the duality trap.",
                    "share of the optimal return",
                    interval(runs, SOLITARY, "drawn"),
                    0.66));
        }
        for (String other : List.of(SOLITARY, "first-price x 2", "vickrey x 2", "environment-reward x 2")) {
            findings.add(Finding.above(
                    "In " + world + " the bids of the best primitives are nearer Q* there than with " + other + ".",
                    "difference of mean |bid - Q*| of the best primitives (credits)",
                    Interval.ofMean(difference(runs, other)),
                    0));
        }
        return findings;
    }

    private static double[] difference(Map<String, List<SeedResult>> runs, String other) { // [seeds]
        double[] far = last(runs, other, "best");
        double[] near = last(runs, CLONED, "best");
        double[] difference = new double[far.length];
        for (int seed = 0; seed < far.length; seed++) {
            difference[seed] = far[seed] - near[seed];
        }
        return difference;
    }

    private static double[] last(Map<String, List<SeedResult>> runs, String setting, String series) { // [seeds]
        return SeedResult.last(runs.getOrDefault(setting, List.of()), series);
    }

    private static Interval interval(Map<String, List<SeedResult>> runs, String setting, String series) {
        return Interval.ofMean(last(runs, setting, series));
    }

    private static Figure panel(String learner, String world, Map<String, List<SeedResult>> runs) {
        List<Series> series = new ArrayList<>();
        for (int copies = 1; copies <= 2; copies++) {
            int count = copies;
            double[][] distances = BidsSetting.MECHANISMS.stream()
                    .map(mechanism -> last(runs, mechanism + " x " + count, "best"))
                    .toArray(double[][]::new); // [mechanisms][seeds]
            series.add(Series.barsOfSeeds(copies == 1 ? "solitary society" : "cloned society", distances));
        }
        String[] words = BidsSetting.MECHANISMS.stream()
                .map(key -> key.replace(BidsSetting.CONSERVING, "conserving Vickrey")
                        .replace("vickrey", "Vickrey")
                        .replace('-', ' '))
                .toArray(String[]::new);
        return Figure.of(
                world + ", " + (learner.equals(BidsSetting.BETA) ? "Beta bidders" : "value bidders"),
                Axis.categories("auction mechanism", words),
                Axis.linear("distance of the best primitive's bid from Q* (credits)"),
                series.toArray(Series[]::new));
    }
}
