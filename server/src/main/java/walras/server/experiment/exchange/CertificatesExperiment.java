package walras.server.experiment.exchange;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import walras.env.exchange.equilibrium.NewtonProcess;
import walras.env.exchange.equilibrium.Preferences;
import walras.env.exchange.equilibrium.PriceProcess;
import walras.env.exchange.equilibrium.ProportionalResponse;
import walras.env.exchange.equilibrium.Tatonnement;
import walras.env.exchange.equilibrium.Utility;
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

/** Residuals against iterations of every price process, and the share of random economies that the kernel certifies. */
@AutoService(Experiment.class)
public final class CertificatesExperiment implements Experiment {
    private static final int N = 3;
    private static final int CELLS = N * N;
    private static final int ECONOMIES = 30;
    private static final double[] STEPS = {
        1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 2000
    };
    private static final double FLOOR = 1e-17;
    private static final String UNDAMPED = "proportional response, undamped";
    private static final String LAZY = "proportional response, lazy 0.25";

    @Override
    public String name() {
        return "exchange-certificates";
    }

    @Override
    public String claim() {
        return "The published solver, undamped proportional response, is far from equilibrium after its five iterations and"
                + " can cycle for ever, while every family ends certified here.";
    }

    @Override
    public int seeds() {
        return 10;
    }

    @Override
    public int quickSeeds() {
        return seeds();
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        List<SeedResult> linear = context.perSeed("linear", CertificatesExperiment::linear);
        List<SeedResult> smooth = context.perSeed("smooth", CertificatesExperiment::smooth);
        List<SeedResult> kernel = context.perSeed("kernel", RandomMarkets::tally);
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.above(
                claim(),
                "worst demand gap of 30 economies after 5 undamped iterations",
                gapAt(linear, UNDAMPED, 5),
                0.1));
        findings.add(Finding.above(
                "Undamped proportional response cycles.",
                "worst demand gap after 2000 undamped iterations",
                gapAt(linear, UNDAMPED, 2000),
                0.01));
        findings.add(Finding.everyBelow(
                "A lazy response converges.",
                "demand gap of the worst of 30 economies after 2000 lazy iterations",
                gapsAt(linear, LAZY, 2000),
                0.01));
        findings.add(RandomMarkets.sound(kernel));
        for (String family : RandomMarkets.FAMILIES) {
            findings.add(RandomMarkets.finding(family, kernel));
        }
        Figure proportional =
                figure("Linear economies, 3 consumers, 3 goods", "demand gap, worst of 30 (share of a budget)", linear);
        Figure prices =
                figure("CES economies, 3 consumers, 3 goods", "largest |log(demand / supply)|, worst of 30", smooth);
        return new Findings(
                findings, List.of(table(linear, smooth), RandomMarkets.table(kernel)), List.of(proportional, prices));
    }

    private static Interval gapAt(List<SeedResult> runs, String process, double steps) {
        return Interval.ofMean(gapsAt(runs, process, steps));
    }

    private static double[] gapsAt(List<SeedResult> runs, String process, double steps) { // [seeds]
        int at = Arrays.binarySearch(STEPS, steps);
        return runs.stream().mapToDouble(run -> run.series(process)[at]).toArray();
    }

    private static double[] uniform(SplittableRandom random) { // [N, L]
        double[] values = new double[CELLS];
        Arrays.setAll(values, k -> 0.02 + random.nextDouble());
        return values;
    }

    /** Tastes uniform, agent i owning good i, as in the published experiment. */
    private static Map<String, double[]> linear(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] owned = {1, 0, 0, 0, 1, 0, 0, 0, 1}; // [N, L]
        Map<String, double[]> worst = new LinkedHashMap<>();
        for (int k = 0; k < ECONOMIES; k++) {
            double[] tastes = uniform(random); // [N, L]
            follow(worst, UNDAMPED, new ProportionalResponse(N, N, tastes, owned, 0), 1);
            follow(worst, LAZY, new ProportionalResponse(N, N, tastes, owned, 0.25), 1);
        }
        return worst;
    }

    private static Map<String, double[]> smooth(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] start = {1, 1, 1}; // [L]
        Map<String, double[]> worst = new LinkedHashMap<>();
        for (int k = 0; k < ECONOMIES; k++) {
            double[] tastes = uniform(random); // [N, L]
            double[] owned = uniform(random); // [N, L]
            for (double s : new double[] {0.5, 2, 10}) {
                Preferences preferences = Preferences.uniform(N, N, Utility.CES, 1 - 1 / s);
                double gamma = 1 / Math.max(1, s);
                follow(
                        worst,
                        "tatonnement, elasticity " + s,
                        new Tatonnement(preferences, tastes, owned, start, gamma),
                        0);
                follow(worst, "Newton, elasticity " + s, new NewtonProcess(preferences, tastes, owned, start), 0);
            }
        }
        return worst;
    }

    /** Runs a process and keeps the larger of its residuals and those already there; {@code counted} steps are behind it. */
    private static void follow(Map<String, double[]> worst, String name, PriceProcess process, int counted) {
        double[] residual = worst.computeIfAbsent(name, any -> new double[STEPS.length]); // [k]
        int taken = counted;
        for (int k = 0; k < STEPS.length; k++) {
            for (; taken < STEPS[k]; taken++) {
                process.step();
            }
            residual[k] = Math.max(residual[k], Math.max(process.residual(), FLOOR));
        }
    }

    private static Csv table(List<SeedResult> linear, List<SeedResult> smooth) {
        Csv csv = new Csv("residuals", "process", "seed", "iterations", "worst_residual");
        for (List<SeedResult> runs : List.of(linear, smooth)) {
            for (SeedResult run : runs) {
                run.series().forEach((process, residual) -> {
                    for (int k = 0; k < STEPS.length; k++) {
                        csv.row(process, run.seed(), (int) STEPS[k], residual[k]);
                    }
                });
            }
        }
        return csv;
    }

    private static Figure figure(String title, String label, List<SeedResult> runs) {
        List<Series> series = new ArrayList<>();
        for (String process : runs.get(0).series().keySet()) {
            double[] median = new double[STEPS.length]; // [k]
            for (int k = 0; k < STEPS.length; k++) {
                int at = k;
                double[] sorted = runs.stream()
                        .mapToDouble(run -> run.series(process)[at])
                        .sorted()
                        .toArray(); // [seeds]
                median[k] = sorted[sorted.length / 2];
            }
            series.add(Series.line(
                    process.replace("tatonnement", "tâtonnement").replace(".0", "") + ", median of seeds",
                    STEPS,
                    median));
        }
        return Figure.of(title, Axis.log("iterations"), Axis.log(label), series.toArray(Series[]::new));
    }
}
