package walras.server.experiment.auction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Finding;
import walras.server.experiment.SeedResult;
import walras.server.experiment.Target;
import walras.server.report.Csv;
import walras.server.report.Figure;
import walras.server.report.Figure.Axis;
import walras.server.report.Figure.Series;
import walras.server.report.Interval;

/** The second half of {@link TransferExperiment}: key-door worlds in which one key changes, in four structures. */
final class KeyDoorTransfer {
    private static final String ID = "auction/key-door-v0";
    private static final List<String> STRUCTURES = List.of("linear", "ancestor", "descendant", "invariance");
    private static final List<String> LEARNERS = List.of("beta society", "value society", "monolithic");
    private static final int ROWS = 4;
    private static final int WINDOWS = 400;
    /** Convergence, as published: within 0.01 of the return 0.8. */
    private static final double LEVEL = 0.79;

    private final Map<String, List<SeedResult>> runs = new LinkedHashMap<>();

    KeyDoorTransfer(ExperimentContext context) throws IOException {
        int steps = context.quick() ? 75 : 100;
        Path folder = Files.createDirectories(context.out().resolve("societies"));
        for (String structure : STRUCTURES) {
            runs.put(
                    structure, context.perSeed("key-door " + structure, seed -> learn(structure, seed, steps, folder)));
        }
    }

    private static Map<String, double[]> learn(String structure, long seed, int windowSteps, Path folder) {
        Map<String, double[]> all = new HashMap<>();
        for (String name : LEARNERS) {
            Path file = folder.resolve(structure + "-" + name.replace(' ', '-') + "-" + seed + ".json");
            TransferRun run =
                    TransferRun.of(phase -> learner(structure, name, phase, seed), WINDOWS, windowSteps, file);
            for (Map.Entry<String, double[]> phase : Map.of(
                            "first", run.before(), "second", run.after(), "fresh", run.fresh())
                    .entrySet()) {
                double needed = TransferRun.needed(phase.getValue(), LEVEL, windowSteps);
                all.put(name + " " + phase.getKey(), new double[] {needed});
            }
        }
        return all;
    }

    private static LearningRun learner(String structure, String name, String phase, long seed) {
        Map<String, Object> options = new HashMap<>();
        options.put("structure", structure);
        options.put("task", phase.equals("first") ? "first" : "second");
        long own = phase.equals("fresh") ? seed + 1_000 : seed;
        Map<String, Object> exploring = Map.of("epsilon", 0.1, "learning_rate", 0.3);
        if (name.equals("monolithic")) {
            return LearningRun.planner(ID, options, exploring, ROWS, own);
        }
        options.put("tie_rule", "random");
        return name.startsWith("beta")
                ? LearningRun.society(ID, options, "beta", Map.of(), ROWS, own)
                : LearningRun.society(ID, options, "value-learning", exploring, ROWS, own);
    }

    private Interval needed(String structure, String series) {
        return Interval.ofMean(SeedResult.last(runs.getOrDefault(structure, List.of()), series));
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (String structure : STRUCTURES) {
            for (String name : LEARNERS) {
                findings.add(Finding.above(
                        "One key of a key-door world (" + structure + ") changes: going on needs fewer decisions than"
                                + " beginning anew, " + name + ".",
                        "decisions until the return is 0.79, from nothing less transferred",
                        Interval.ofMean(compared(structure, name + " fresh", name + " second", (x, y) -> x - y)),
                        0));
            }
            findings.add(Finding.above(
                            "Beta bidders go on (" + structure
                                    + ") with 1.5 times fewer decisions than from nothing, at least.",
                            "decisions until the return is 0.79, from nothing over transferred",
                            Interval.ofMean(
                                    compared(structure, "beta society fresh", "beta society second", (x, y) -> x / y)),
                            1.5)
                    .against(Target.PUBLISHED));
            findings.add(Finding.near(
                    "In transfer (" + structure + ") value bidders need as many decisions as a monolithic Q-learner.",
                    "decisions until the return is 0.79, planner less society",
                    Interval.ofMean(compared(structure, "monolithic second", "value society second", (x, y) -> x - y)),
                    0,
                    100));
        }
        return findings;
    }

    private double[] compared(String structure, String slow, String fast, DoubleBinaryOperator how) { // [seeds]
        List<SeedResult> all = runs.getOrDefault(structure, List.of());
        double[] compared = SeedResult.last(all, slow); // [seeds]
        double[] other = SeedResult.last(all, fast); // [seeds]
        for (int seed = 0; seed < compared.length; seed++) {
            compared[seed] = how.applyAsDouble(compared[seed], other[seed]);
        }
        return compared;
    }

    Csv table() {
        Csv table = new Csv("key_door", "structure", "learner", "phase", "decisions_until_0.79", "low", "high");
        for (String structure : STRUCTURES) {
            for (String name : LEARNERS) {
                for (String phase : List.of("first", "second", "fresh")) {
                    Interval needed = needed(structure, name + " " + phase);
                    table.row(structure, name, phase, needed.value(), needed.low(), needed.high());
                }
            }
        }
        return table;
    }

    Figure figure() {
        List<Series> all = new ArrayList<>();
        double[] x = {0, 1, 2, 3}; // [structures]
        for (String name : LEARNERS) {
            for (String phase : List.of("second", "fresh")) {
                double[][] bySeed = new double
                        [runs.getOrDefault(STRUCTURES.get(0), List.of()).size()][x.length];
                for (int k = 0; k < x.length; k++) {
                    double[] needed =
                            SeedResult.last(runs.getOrDefault(STRUCTURES.get(k), List.of()), name + " " + phase);
                    for (int seed = 0; seed < needed.length; seed++) {
                        bySeed[seed][k] = needed[seed];
                    }
                }
                String word = phase.equals("second") ? ", transferred" : ", from nothing";
                all.add(TransferRun.bars(
                        name.replace("beta society", "Beta bidders").replace("value society", "value bidders") + word,
                        x,
                        bySeed));
            }
        }
        return Figure.of(
                "Key-door worlds: one key changes",
                Axis.categories("how the decisions depend on each other", STRUCTURES.toArray(String[]::new)),
                Axis.log("decisions until the return passes 0.79"),
                all.toArray(Series[]::new));
    }
}
