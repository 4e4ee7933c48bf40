package walras.server.experiment.relatives;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.env.stackelberg.platform.CollusionStudy;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Finding;
import walras.server.experiment.SeedResult;
import walras.server.experiment.Target;
import walras.server.report.Csv;
import walras.server.report.Figure;
import walras.server.report.Interval;

/** Sellers trained until their prices stay put: collusion over a grid of learning rates, and what follows a deviation. */
final class SellerCollusion {
    private static final double[] ALPHAS = {.05, .15, .25};
    private static final double[] BETAS = {4e-5, 1e-4, 4e-4, 1e-3, 4e-3};
    private static final long CALIBRATION_LIMIT = 10_000_000;
    private static final long PANEL_LIMIT = 5_000_000;

    private final List<SeedResult> calibration;
    private final List<SeedResult> panel;

    SellerCollusion(ExperimentContext context) throws IOException {
        calibration = context.perSeed("calibration", SellerCollusion::calibrate);
        panel = context.perSeed("deviation", SellerCollusion::deviate);
    }

    private static Map<String, double[]> calibrate(long seed) {
        Map<String, double[]> results = new LinkedHashMap<>();
        CollusionStudy study = new CollusionStudy();
        for (double alpha : ALPHAS) {
            for (double beta : BETAS) {
                CollusionStudy.Pair pair = study.train(alpha, beta, CALIBRATION_LIMIT, seed);
                double converged = pair.converged() ? 1 : 0;
                results.put(cell(alpha, beta), new double[] {pair.index(), pair.surplus(), pair.periods(), converged});
            }
        }
        return results;
    }

    private static Map<String, double[]> deviate(long seed) {
        CollusionStudy.Pair pair = new CollusionStudy().train(.25, 1e-4, PANEL_LIMIT, seed);
        return Map.of(
                "own", pair.deviatorPrice(), "rival", pair.rivalPrice(), "gain", new double[] {pair.deviationGain()});
    }

    private static String cell(double alpha, double beta) {
        return alpha + " " + beta;
    }

    List<Finding> findings() {
        double[] index = numbers(cell(.25, 1e-4), 0); // [seeds]
        double[] all = Arrays.stream(BETAS)
                .flatMap(beta -> Arrays.stream(ALPHAS).flatMap(alpha -> Arrays.stream(numbers(cell(alpha, beta), 0))))
                .toArray(); // [pairs, seeds]
        return List.of(
                Finding.near(
                                "Sellers trained until their prices stay put collude as specified.",
                                "collusion index (0 Nash, 1 monopoly), learning rate .25, decay 1e-4",
                                Interval.ofMean(index),
                                .642,
                                .068)
                        .against(Target.OWN_SIMULATION),
                Finding.everyAbove(
                        "Sellers earn more than at the Nash equilibrium over the whole grid of learning rates.",
                        "collusion index, by 15 pairs of rates and seed",
                        all,
                        0),
                Finding.below(
                        "A seller that undercuts for one period loses by it: collusion is sustained by punishment"
                                + " (Calvano et al. 2020).",
                        "discounted profit over 16 periods, relative to staying, less 1",
                        Interval.ofMean(SeedResult.last(panel, "gain")),
                        0));
    }

    private double[] numbers(String cell, int which) { // [seeds]
        return calibration.stream().mapToDouble(run -> run.series(cell)[which]).toArray();
    }

    Csv calibrationTable() {
        Csv csv = new Csv(
                "calibration", "seed", "alpha", "beta", "collusion_index", "consumer_surplus", "periods", "converged");
        for (SeedResult run : calibration) {
            for (double alpha : ALPHAS) {
                for (double beta : BETAS) {
                    double[] numbers = run.series(cell(alpha, beta));
                    csv.row(run.seed(), alpha, beta, numbers[0], numbers[1], numbers[2], numbers[3]);
                }
            }
        }
        return csv;
    }

    Csv deviationTable() {
        Csv csv = new Csv("deviation", "seed", "period", "deviator_price", "rival_price");
        for (SeedResult run : panel) {
            for (int t = 0; t <= CollusionStudy.TRACKED; t++) {
                csv.row(run.seed(), t, run.series("own")[t], run.series("rival")[t]);
            }
        }
        return csv;
    }

    Figure calibrationFigure() {
        Figure.Series[] series = new Figure.Series[ALPHAS.length];
        for (int k = 0; k < ALPHAS.length; k++) {
            double alpha = ALPHAS[k];
            double[][] runs = calibration.stream()
                    .map(run -> Arrays.stream(BETAS)
                            .map(beta -> run.series(cell(alpha, beta))[0])
                            .toArray())
                    .toArray(double[][]::new); // [seeds][beta]
            series[k] = Figure.Series.ofSeeds("learning rate α = " + alpha, BETAS, runs);
        }
        return Figure.of(
                "Q-learning sellers that have settled",
                Figure.Axis.log("decay of exploration, β (per period)"),
                Figure.Axis.linear("collusion index (0 Nash, 1 monopoly)"),
                series);
    }

    Figure deviationFigure() {
        double[] periods = new double[1 + CollusionStudy.TRACKED];
        Arrays.setAll(periods, t -> t);
        return Figure.of(
                "Prices after one period of undercutting",
                Figure.Axis.linear("periods since the deviation"),
                Figure.Axis.linear("price (units of value)"),
                Figure.Series.ofSeeds("seller that deviates", periods, SeedResult.all(panel, "own")),
                Figure.Series.ofSeeds("its rival", periods, SeedResult.all(panel, "rival")));
    }
}
