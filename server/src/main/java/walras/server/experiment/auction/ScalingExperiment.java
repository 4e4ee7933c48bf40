package walras.server.experiment.auction;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
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

/** What a learning society costs, and how many decisions it needs, against the length of a chain and the number of copies. */
@AutoService(Experiment.class)
public final class ScalingExperiment implements Experiment {
    private static final int MILLION = 1_000_000;
    private static final int ROWS = 64;
    /** Where a society is given up; one without clones never bids its optimal values. */
    private static final long DECISIONS_MAX = 5_000_000;

    @Override
    public String name() {
        return "auction-scaling";
    }

    @Override
    public String claim() {
        return "A million decisions of a learning tabular society on the chain take less than two seconds.";
    }

    @Override
    public int seeds() {
        return 10;
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        Interval seconds = Interval.ofMean(secondsPerMillion(context.quick() ? 3 : 5));
        int[] lengths = context.quick() ? new int[] {6, 11} : new int[] {6, 11, 21, 41, 81}; // [sizes]
        int[] copies = {1, 2, 4, 8}; // [copies]
        Csv table = new Csv("scaling", "states", "copies", "decisions_to_optimal_or_given_up", "decisions_per_second");
        double[] x = new double[lengths.length]; // [sizes]
        double[][] needed = new double[context.seeds()][lengths.length]; // [seeds][sizes]
        for (int size = 0; size < lengths.length; size++) {
            int states = lengths[size];
            x[size] = states;
            List<SeedResult> runs = context.perSeed("states " + states, seed -> learn(states, 2, seed));
            for (int seed = 0; seed < runs.size(); seed++) {
                needed[seed][size] = runs.get(seed).series("decisions")[0];
            }
            table.row(states, 2, mean(runs, "decisions"), mean(runs, "rate"));
        }
        double[] rates = new double[copies.length]; // [copies]
        double[] counts = new double[copies.length]; // [copies]
        for (int k = 0; k < copies.length; k++) {
            int count = copies[k];
            List<SeedResult> runs = context.perSeed("copies " + count, seed -> learn(6, count, seed));
            counts[k] = count;
            rates[k] = mean(runs, "rate");
            table.row(6, count, mean(runs, "decisions"), rates[k]);
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.below(claim(), "seconds per million decisions", seconds, 2));
        return new Findings(
                findings,
                List.of(table),
                List.of(
                        Figure.of(
                                "Decisions until every estimate is within 0.001 of Q*",
                                Axis.log("states of the chain"),
                                Axis.log("decisions per society"),
                                Series.ofSeeds("cloned society, credit conserving Vickrey", x, needed)),
                        Figure.of(
                                "Speed of a learning society",
                                Axis.log("copies of each primitive"),
                                Axis.linear("decisions per second"),
                                Series.line("chain of 6 states", counts, rates))));
    }

    private static double mean(List<SeedResult> runs, String series) {
        return Interval.ofMean(SeedResult.last(runs, series)).value();
    }

    private static double[] secondsPerMillion(int repeats) { // [repeats]
        double[] seconds = new double[repeats];
        for (int k = 0; k < repeats; k++) {
            LearningRun run = LearningRun.society("auction/chain-v0", Map.of(), "value-learning", Map.of(), ROWS, k);
            long start = System.nanoTime();
            run.train(MILLION / ROWS);
            seconds[k] = (System.nanoTime() - start) / 1e9;
        }
        return seconds;
    }

    private static Map<String, double[]> learn(int states, int copies, long seed) {
        Map<String, Object> options = Map.of("states", states, "copies", copies, "tie_rule", "random");
        Map<String, Object> policy = Map.of("epsilon", 0.5, "learning_rate", 0.5);
        LearningRun run = LearningRun.society("auction/chain-v0", options, "value-learning", policy, 1, seed);
        int chunk = 200 * states;
        long decisions = 0;
        long nanos = 0;
        double off = 1;
        while (off > 1e-3 && decisions < DECISIONS_MAX) {
            long start = System.nanoTime();
            run.train(chunk);
            nanos += System.nanoTime() - start;
            decisions += chunk;
            off = run.frozen().distances(1).largest();
        }
        return Map.of("decisions", new double[] {decisions}, "rate", new double[] {decisions / (nanos / 1e9)});
    }
}
