package walras.server.experiment.stackelberg;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import walras.env.Solution;
import walras.server.experiment.Experiment;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Finding;
import walras.server.experiment.Findings;
import walras.server.experiment.SeedResult;
import walras.server.experiment.Target;
import walras.server.report.Csv;
import walras.server.report.Figure;
import walras.server.report.Interval;

/** Price mechanisms with messages against the best without. */
@AutoService(Experiment.class)
public final class MessagesExperiment implements Experiment {
    private static final String ID = "stackelberg/price-mechanism-v0";
    private static final int LEAST_TYPES = 3;
    private static final int MOST_TYPES = 6;

    @Override
    public String name() {
        return "stackelberg-messages";
    }

    @Override
    public String claim() {
        return "Learned two-message price mechanisms lose less welfare than the best sequential price mechanism for 3 to 6"
                + " types, with buyers in an approximate Bayesian coarse-correlated equilibrium (Brero et al.,"
                + " arXiv 2210.03852).";
    }

    @Override
    public int seeds() {
        return 10;
    }

    @Override
    public int quickSeeds() {
        return 4;
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        int count = MOST_TYPES - LEAST_TYPES + 1;
        double[] types = new double[count];
        double[] silent = new double[count];
        double[] spoken = new double[count];
        double[][] learned = new double[context.seeds()][count];
        List<Finding> findings = new ArrayList<>();
        double[] largestGap = new double[context.seeds()];
        double[] leastGain = new double[context.seeds()];
        java.util.Arrays.fill(leastGain, Double.POSITIVE_INFINITY);
        Csv table = new Csv("messages", "types", "seed", "learned_reward", "gap", "spm_optimum", "message_optimum");
        for (int k = 0; k < count; k++) {
            types[k] = LEAST_TYPES + k;
            Map<String, Object> options = Map.of("setting", "uniform", "types", LEAST_TYPES + k);
            Solution solution = LeaderTraining.economy(ID, options).solve().borneOut();
            silent[k] = solution.table("spm_optimal_reward").scalar();
            spoken[k] = solution.table("message_optimal_reward").scalar();
            List<SeedResult> runs = train(context, options, LEAST_TYPES + k);
            double[] reward = SeedResult.last(runs, "reward");
            double[] gap = SeedResult.last(runs, "gap");
            for (int seed = 0; seed < reward.length; seed++) {
                learned[seed][k] = reward[seed];
                largestGap[seed] = Math.max(largestGap[seed], gap[seed]);
                leastGain[seed] = Math.min(leastGain[seed], reward[seed] - silent[k]);
                table.row((int) types[k], seed, reward[seed], gap[seed], silent[k], spoken[k]);
            }
            findings.add(Finding.above(
                            "With " + (int) types[k] + " types messages help.",
                            "reward of the learned mechanism, expected welfare loss",
                            Interval.ofMean(reward),
                            silent[k])
                    .against(Target.THEOREM));
            findings.add(Finding.everyBelow(
                    "With " + (int) types[k] + " types the buyers' play is certified.", "equilibrium gap", gap, .05));
        }
        findings.add(
                0,
                Finding.everyAbove(claim(), "least gain over the best without messages, by seed", leastGain, 0)
                        .against(Target.THEOREM));
        findings.add(Finding.everyBelow(
                "The buyers' play is certified.", "largest equilibrium gap, by seed", largestGap, .05));
        return new Findings(findings, List.of(table), List.of())
                .withFigure(Figure.of(
                        "Price mechanisms with and without messages",
                        Figure.Axis.linear("types of each buyer"),
                        Figure.Axis.linear("reward: expected welfare loss, negative (units of value)"),
                        Figure.Series.ofSeeds("learned, two messages", types, learned),
                        Figure.Series.line("best sequential price mechanism without messages, exact", types, silent),
                        Figure.Series.line("best pure equilibrium with two messages, exact", types, spoken)));
    }

    private static List<SeedResult> train(ExperimentContext context, Map<String, Object> options, int types)
            throws IOException {
        int rows = 16;
        int episodes = context.quick() ? 400 : 1000;
        LeaderTraining training = new LeaderTraining(ID, options, "local-search", Map.of(), rows, episodes, 12);
        return context.perSeed("types " + types, seed -> {
            LeaderTraining.Outcome outcome = training.run(seed);
            int best = outcome.bestRow();
            return Map.of(
                    "reward", new double[] {LeaderTraining.Outcome.later(outcome.value()[best])},
                    "gap", new double[] {LeaderTraining.Outcome.later(outcome.gap()[best])});
        });
    }
}
