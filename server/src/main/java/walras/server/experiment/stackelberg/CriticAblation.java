package walras.server.experiment.stackelberg;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.SeedResult;
import walras.server.report.Figure;

/** The policy-gradient leader and what is taken from it, or given to it against the rules, one thing at a time. */
enum CriticAblation {
    FULL("central critic", "full"),
    FLAG("critic sees the phase only", "flag"),
    PLAIN("plain critic", "none"),
    HIDDEN("hidden response phase", "full"),
    VISIBLE("visible phase", "full"),
    PAID("response rewards", "full");

    private final String words;
    private final String critic;

    CriticAblation(String words, String critic) {
        this.words = words;
        this.critic = critic;
    }

    private Map<String, Object> options() {
        return switch (this) {
            case FULL, FLAG, PLAIN -> Map.of();
            case HIDDEN -> Map.of("response_transitions", "hidden");
            case VISIBLE -> Map.of("phase_visible", true);
            case PAID -> Map.of("response_rewards", true);
        };
    }

    String words() {
        return words;
    }

    /** The training of this variant on an environment. */
    LeaderTraining training(String id, Map<String, Object> base, int rows, int episodes) {
        Map<String, Object> all = new LinkedHashMap<>(base);
        all.putAll(options());
        return new LeaderTraining(id, all, "actor-critic", Map.of("critic", critic), rows, episodes, 1);
    }

    /** What one variant reached: per seed the mean final value, and the curve. */
    record Run(CriticAblation variant, LeaderTraining training, List<SeedResult> seeds) {
        double[] last() {
            return SeedResult.last(seeds, "value");
        }

        double[][] curves() {
            return SeedResult.all(seeds, "curve");
        }
    }

    /** What the leader of every variant commits to, as it learns. */
    static Figure panel(String title, List<Run> runs, double optimum) {
        Figure.Series[] curves = runs.stream()
                .map(run -> Figure.Series.ofSeeds(
                        run.variant().words, run.training().episodesOfCurve(), run.curves()))
                .toArray(Figure.Series[]::new);
        return Figure.of(
                        title,
                        Figure.Axis.linear("episodes of training"),
                        Figure.Axis.linear("exact value of the leader's commitment (welfare)"),
                        curves)
                .withReferences(new Figure.Reference("optimum", optimum));
    }

    /** The run of a variant. */
    static Run of(CriticAblation variant, List<Run> runs) {
        return runs.stream().filter(run -> run.variant() == variant).findFirst().orElseThrow();
    }

    /** Trains every variant. */
    static List<Run> runAll(
            ExperimentContext context, String id, Map<String, Object> base, String part, int rows, int episodes)
            throws IOException {
        List<Run> runs = new ArrayList<>();
        for (CriticAblation variant : values()) {
            LeaderTraining training = variant.training(id, base, rows, episodes);
            List<SeedResult> seeds = context.perSeed(part + variant.words(), seed -> {
                LeaderTraining.Outcome outcome = training.run(seed);
                return Map.of("value", new double[] {outcome.mean()}, "curve", outcome.curve());
            });
            runs.add(new Run(variant, training, seeds));
        }
        return runs;
    }
}
