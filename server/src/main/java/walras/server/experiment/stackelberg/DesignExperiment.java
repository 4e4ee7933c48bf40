package walras.server.experiment.stackelberg;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import walras.server.experiment.Experiment;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Finding;
import walras.server.experiment.Findings;
import walras.server.experiment.Target;
import walras.server.report.Csv;
import walras.server.report.Interval;

/** Matrix design by policy gradient, with ablations. */
@AutoService(Experiment.class)
public final class DesignExperiment implements Experiment {
    private static final String ID = "stackelberg/matrix-design-v0";

    @Override
    public String name() {
        return "stackelberg-design";
    }

    @Override
    public String claim() {
        return "A policy-gradient leader that learns from response transitions too implements the best joint action of matrix"
                + " design by promises off the path (Brero et al., arXiv 2210.03852).";
    }

    @Override
    public int seeds() {
        return 20;
    }

    @Override
    public int quickSeeds() {
        return 5;
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        double optimum = LeaderTraining.economy(ID, Map.of())
                .solve()
                .borneOut()
                .table("leader_value")
                .scalar();
        List<CriticAblation.Run> runs =
                CriticAblation.runAll(context, ID, Map.of(), "", 8, context.quick() ? 400 : 3000);
        Csv table = new Csv("design", "variant", "seed", "share_of_optimum", "share_while_training");
        double[] full = shares(CriticAblation.of(CriticAblation.FULL, runs), optimum);
        double[][] open = CriticAblation.of(CriticAblation.FULL, runs).curves();
        double[][] hidden = CriticAblation.of(CriticAblation.HIDDEN, runs).curves();
        double[] lost = new double[full.length];
        java.util.Arrays.setAll(lost, seed -> (mean(open[seed]) - mean(hidden[seed])) / optimum);
        for (CriticAblation.Run run : runs) {
            double[] share = shares(run, optimum);
            for (int seed = 0; seed < share.length; seed++) {
                table.row(run.variant().words(), seed, share[seed], mean(run.curves()[seed]) / optimum);
            }
        }
        return Findings.of(
                        Finding.above(claim(), "share of the optimal welfare", Interval.ofMean(full), .98)
                                .against(Target.THEOREM),
                        Finding.above(
                                "A leader that does not learn from response transitions learns more slowly.",
                                "share of the optimum that it has less, on average over training",
                                Interval.ofMean(lost),
                                0))
                .withTable(table)
                .withFigure(CriticAblation.panel("Matrix design", runs, optimum));
    }

    private static double mean(double[] curve) {
        return java.util.Arrays.stream(curve).average().orElse(Double.NaN);
    }

    private static double[] shares(CriticAblation.Run run, double optimum) { // [seeds]
        return java.util.Arrays.stream(run.last()).map(value -> value / optimum).toArray();
    }
}
