package walras.server.experiment.relatives;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.env.batch.Batch;
import walras.server.experiment.Experiment;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Finding;
import walras.server.experiment.Findings;
import walras.server.experiment.SeedResult;
import walras.server.experiment.Target;
import walras.server.report.Csv;
import walras.server.report.Figure;
import walras.server.report.Interval;

/** Regret of optimistic learners in the newsvendor pricing game. */
@AutoService(Experiment.class)
public final class NewsvendorRegretExperiment implements Experiment {
    private static final String ID = "stackelberg/newsvendor-v0";
    private static final String[] LEARNERS = {"oful", "ucb"};
    private static final int POINTS = 32;

    @Override
    public String name() {
        return "newsvendor-regret";
    }

    @Override
    public String claim() {
        return "Optimistic learners on both sides of the newsvendor pricing game have sublinear regret, below a UCB"
                + " baseline's (Liu and Rong 2024).";
    }

    @Override
    public int seeds() {
        return 20;
    }

    @Override
    public int quickSeeds() {
        return 6;
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        int rounds = context.quick() ? 20_000 : 100_000;
        List<SeedResult> runs = context.perSeed("rounds " + rounds, seed -> play(seed, rounds));
        return Findings.of(
                        growth("The follower's regret is sublinear.", runs, "oful follower"),
                        growth("The leader's regret is sublinear.", runs, "oful leader"),
                        ratio("The optimistic follower regrets less than UCB's.", runs, "follower"),
                        ratio("The optimistic leader regrets less than UCB's.", runs, "leader"))
                .withTable(table(runs, rounds))
                .withFigure(figure("leader", runs, rounds), figure("follower", runs, rounds));
    }

    /** The exponent of growth over the second half: log2 of the regret at T over that at T / 2; 1 is linear, and below it the limit is ours. */
    private static Finding growth(String claim, List<SeedResult> runs, String series) {
        double[] exponents = runs.stream()
                .mapToDouble(run -> {
                    double[] curve = run.series(series); // [point]
                    return Math.log(curve[POINTS - 1] / curve[POINTS / 2 - 1]) / Math.log(2);
                })
                .toArray(); // [seeds]
        return Finding.below(claim, "exponent of growth over the last half", Interval.ofMean(exponents), .9);
    }

    private static Finding ratio(String claim, List<SeedResult> runs, String who) {
        double[] optimistic = SeedResult.last(runs, "oful " + who); // [seeds]
        double[] baseline = SeedResult.last(runs, "ucb " + who); // [seeds]
        Arrays.setAll(optimistic, k -> optimistic[k] / baseline[k]);
        return Finding.below(claim, "regret over the baseline's", Interval.ofMean(optimistic), 1)
                .against(Target.PUBLISHED);
    }

    private static Map<String, double[]> play(long seed, int rounds) {
        Map<String, double[]> results = new LinkedHashMap<>();
        for (String learner : LEARNERS) {
            Batch batch = Play.of(ID, Map.of("follower", learner, "noise_std", .5, "horizon", rounds))
                    .batch(1, seed, learner, Map.of(), List.of("leader_regret", "follower_regret"));
            double[] leader = new double[POINTS]; // [point]
            double[] follower = new double[POINTS]; // [point]
            double leaderSum = 0;
            double followerSum = 0;
            for (int round = 0; round < rounds; round++) {
                batch.step();
                leaderSum += batch.tensors().metric("leader_regret").f64()[0];
                followerSum += batch.tensors().metric("follower_regret").f64()[0];
                int point = (int) ((long) round * POINTS / rounds);
                leader[point] = leaderSum;
                follower[point] = followerSum;
            }
            results.put(learner + " leader", leader);
            results.put(learner + " follower", follower);
        }
        return results;
    }

    private static double[] rounds(int rounds) { // [point]
        double[] x = new double[POINTS];
        Arrays.setAll(x, k -> (k + 1.0) * rounds / POINTS);
        return x;
    }

    private static Csv table(List<SeedResult> runs, int rounds) {
        Csv csv = new Csv("regret", "seed", "learners", "round", "leader_regret", "follower_regret");
        double[] x = rounds(rounds); // [point]
        for (SeedResult run : runs) {
            for (String learner : LEARNERS) {
                for (int k = 0; k < POINTS; k++) {
                    csv.row(
                            run.seed(),
                            learner,
                            x[k],
                            run.series(learner + " leader")[k],
                            run.series(learner + " follower")[k]);
                }
            }
        }
        return csv;
    }

    private static Figure figure(String who, List<SeedResult> runs, int rounds) {
        double[] x = rounds(rounds); // [point]
        return Figure.of(
                "Regret of the " + (who.equals("leader") ? "supplier (leader)" : "retailer (follower)"),
                Figure.Axis.log("round"),
                Figure.Axis.log("cumulative regret (units of profit)"),
                Figure.Series.ofSeeds("LNPG (optimistic, OFUL)", x, SeedResult.all(runs, "oful " + who)),
                Figure.Series.ofSeeds("UCB on a grid of prices", x, SeedResult.all(runs, "ucb " + who)));
    }
}
