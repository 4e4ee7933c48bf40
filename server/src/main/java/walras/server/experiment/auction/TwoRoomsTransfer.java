package walras.server.experiment.auction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Finding;
import walras.server.experiment.SeedResult;
import walras.server.experiment.Target;
import walras.server.report.Csv;
import walras.server.report.Figure;
import walras.server.report.Figure.Axis;
import walras.server.report.Figure.Reference;
import walras.server.report.Figure.Series;
import walras.server.report.Interval;

/** The first half of {@link TransferExperiment}: from the green tile to the blue one, societies beside planners. */
final class TwoRoomsTransfer {
    private static final String ID = "auction/two-rooms-v0";
    private static final int WINDOWS = 60;
    private static final int ROWS = 8;
    private static final double LEVEL = 0.67;
    /** As options are paid, discounted within. */
    private static final double OPTIMUM = 0.7457;
    /** What choosing any option with the same chance brings, not discounted: those that are not at home end at once. */
    private static final double ANY_OPTION = 0.668;

    private static final List<String> LEARNERS = List.of("beta society", "value society", "hierarchical", "flat");
    private static final double[] PUBLISHED_X = {100_000, 200_000, 400_000, 2_000_000};
    private static final double[] PUBLISHED_Y = {0.2, 0.67, 0.69, 0.69};
    private static final double[] PUBLISHED_PLANNER_X = {400_000, 600_000, 1_000_000, 2_000_000};
    private static final double[] PUBLISHED_PLANNER_Y = {0.5, 0.61, 0.67, 0.68};
    private static final double[] PUBLISHED_BLUE_X = {40_000, 58_000, 160_000, 200_000};
    private static final double[] PUBLISHED_BLUE_Y = {0.3, 0.57, 0.67, 0.7};
    private static final double[] PUBLISHED_PLANNER_BLUE_X = {85_000, 127_000, 168_000, 250_000};
    private static final double[] PUBLISHED_PLANNER_BLUE_Y = {0, 0.31, 0.64, 0.7};

    private final int windowSteps;
    private final List<SeedResult> runs;

    TwoRoomsTransfer(ExperimentContext context) throws IOException {
        int steps = context.quick() ? 500 : 1_000;
        windowSteps = steps;
        Path folder = Files.createDirectories(context.out().resolve("societies"));
        runs = context.perSeed("two rooms", seed -> learn(seed, steps, folder));
    }

    private static Map<String, double[]> learn(long seed, int windowSteps, Path folder) {
        Map<String, double[]> all = new HashMap<>();
        for (String name : LEARNERS) {
            Path file = folder.resolve(name.replace(' ', '-') + "-" + seed + ".json");
            all.putAll(TransferRun.of(phase -> learner(name, phase, seed), WINDOWS, windowSteps, file)
                    .series(name));
        }
        return all;
    }

    private static LearningRun learner(String name, String phase, long seed) {
        Map<String, Object> options = new HashMap<>();
        options.put("goal", phase.equals("first") ? "green" : "blue");
        options.put("primitives", name.equals("flat") ? "actions" : "options");
        options.put("observation", "index");
        long own = phase.equals("fresh") ? seed + 1_000 : seed;
        Map<String, Object> exploring = Map.of("epsilon", 0.05, "learning_rate", 0.3);
        if (!name.endsWith("society")) {
            return LearningRun.planner(ID, options, exploring, ROWS, own);
        }
        options.put("tie_rule", "random");
        return name.startsWith("beta")
                ? LearningRun.society(ID, options, "beta", Map.of(), ROWS, own)
                : LearningRun.society(ID, options, "value-learning", exploring, ROWS, own);
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.above(
                        "A cloned society of Beta bidders, pre-trained on the green tile, passes the published 0.67 on"
                                + " the blue one.",
                        "return in the last windows",
                        lastOf("beta society last"),
                        LEVEL)
                .against(Target.PUBLISHED));
        findings.add(Finding.above(
                        "It passes 0.67 in pre-training.",
                        "return in the last window",
                        lastOf("beta society first"),
                        LEVEL)
                .against(Target.PUBLISHED));
        findings.add(Finding.above(
                        "It ends within two percent of the optimum, 0.7457, before and after the change.",
                        "share of the optimal return, the smaller of both",
                        Interval.ofMean(runs.stream()
                                .mapToDouble(run -> Math.min(
                                                run.series("beta society last")[0],
                                                run.series("beta society first")[WINDOWS - 1])
                                        / OPTIMUM)
                                .toArray()),
                        0.98)
                .against(Target.THEOREM));
        findings.add(Finding.below(
                        "It needs no more decisions for 0.67 than the published society (200,000).",
                        "decisions until 0.67, pre-training",
                        needed("beta society first"),
                        200_000)
                .against(Target.PUBLISHED));
        findings.add(Finding.above(
                "It needs fewer in transfer than from nothing.",
                "decisions until 0.67, from nothing less transferred",
                difference("beta society fresh", "beta society second"),
                0));
        findings.add(Finding.above(
                "Value bidders pass 0.67 in transfer.",
                "return in the last windows",
                lastOf("value society last"),
                LEVEL));
        findings.add(Finding.near(
                "After the change of goal value bidders need as many decisions as a hierarchical monolithic Q-learner.",
                "decisions until 0.67, planner less society",
                difference("hierarchical second", "value society second"),
                0,
                windowSteps));
        findings.add(Finding.above(
                "After the change of goal Beta bidders need no more decisions than a hierarchical monolithic"
                        + " Q-learner.",
                "decisions until 0.67, planner less society",
                difference("hierarchical second", "beta society second"),
                0));
        findings.add(Finding.above(
                "A flat monolithic Q-learner over literal actions needs more than a Beta society.",
                "decisions until 0.67 in pre-training, planner less society",
                difference("flat first", "beta society first"),
                0));
        for (String name : List.of("beta society", "value society", "hierarchical")) {
            findings.add(Finding.above(
                    "Most weights stay where they were (published: 69% of a society's, 61% of a planner's): " + name
                            + ".",
                    "share of the touched weights that move by less than 0.001",
                    Interval.ofMean(runs.stream()
                            .mapToDouble(run -> run.series(name + " moved")[0])
                            .toArray()),
                    0.5));
        }
        return findings;
    }

    private Interval lastOf(String series) {
        return Interval.ofMean(SeedResult.last(runs, series));
    }

    private double[] neededOf(String series) { // [seeds]
        return runs.stream()
                .mapToDouble(run -> TransferRun.needed(run.series(series), LEVEL, windowSteps))
                .toArray();
    }

    private Interval needed(String series) {
        return Interval.ofMean(neededOf(series));
    }

    private Interval difference(String slow, String fast) {
        double[] difference = neededOf(slow); // [seeds]
        double[] less = neededOf(fast); // [seeds]
        for (int seed = 0; seed < difference.length; seed++) {
            difference[seed] -= less[seed];
        }
        return Interval.ofMean(difference);
    }

    Csv table() {
        Csv table = new Csv("two_rooms", "learner", "phase", "seed", "decisions_until_0.67", "last_return");
        for (SeedResult run : runs) {
            for (String name : LEARNERS) {
                for (String phase : List.of("first", "second", "fresh")) {
                    double[] curve = run.series(name + " " + phase); // [windows]
                    double needed = TransferRun.needed(curve, LEVEL, windowSteps);
                    table.row(name, phase, run.seed(), needed, curve[WINDOWS - 1]);
                }
            }
        }
        return table;
    }

    Figure[] figures() {
        return new Figure[] {
            panel(
                    "goal green (pre-training)",
                    "first",
                    Series.points("cloned society, published (read off)", PUBLISHED_X, PUBLISHED_Y),
                    Series.points(
                            "hierarchical planner, published (read off)", PUBLISHED_PLANNER_X, PUBLISHED_PLANNER_Y)),
            panel(
                    "goal blue (transfer)",
                    "second",
                    Series.points("cloned society, published (read off)", PUBLISHED_BLUE_X, PUBLISHED_BLUE_Y),
                    Series.points(
                            "hierarchical planner, published (read off)",
                            PUBLISHED_PLANNER_BLUE_X,
                            PUBLISHED_PLANNER_BLUE_Y)),
            moved()
        };
    }

    private static String words(String learner) {
        return learner.replace("beta society", "cloned society, Beta bidders")
                .replace("value society", "cloned society, value bidders")
                .replace("hierarchical", "hierarchical planner (Q-learning over options)")
                .replace("flat", "flat planner (Q-learning over actions)");
    }

    private Figure panel(String title, String phase, Series... published) {
        double[] x = new double[WINDOWS]; // [windows]
        for (int window = 0; window < WINDOWS; window++) {
            x[window] = (window + 1.0) * windowSteps;
        }
        List<Series> all = new ArrayList<>();
        LEARNERS.forEach(name -> all.add(Series.ofSeeds(words(name), x, SeedResult.all(runs, name + " " + phase))));
        all.addAll(List.of(published));
        return Figure.of(
                        "Two rooms, " + title,
                        Axis.log("decisions per learner"),
                        Axis.linear("mean return (reward units, discounted within options)"),
                        all.toArray(Series[]::new))
                .withReferences(
                        new Reference("optimum", OPTIMUM),
                        new Reference("any option with the same chance", ANY_OPTION));
    }

    private Figure moved() {
        double[] x = {0, 1, 2, 3}; // [bins]
        List<Series> all = new ArrayList<>();
        for (String name : List.of("beta society", "value society", "hierarchical")) {
            all.add(TransferRun.bars(words(name), x, SeedResult.all(runs, name + " moved")));
        }
        all.add(Series.points("cloned society, published (read off)", new double[] {0}, new double[] {0.69}));
        all.add(Series.points("hierarchical planner, published (read off)", new double[] {0}, new double[] {0.61}));
        return Figure.of(
                "Weights that move in transfer",
                Axis.categories("absolute change of a weight", "< 0.001", "0.001 to 0.01", "0.01 to 0.1", "≥ 0.1"),
                Axis.linear("share of the weights that ever moved"),
                all.toArray(Series[]::new));
    }
}
