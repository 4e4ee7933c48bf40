package walras.server.experiment.auction;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import walras.env.batch.Snapshot;
import walras.server.experiment.Experiment;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Finding;
import walras.server.experiment.Findings;
import walras.server.experiment.SeedResult;
import walras.server.report.Csv;
import walras.server.report.Figure;
import walras.server.report.Figure.Axis;
import walras.server.report.Figure.Reference;
import walras.server.report.Figure.Series;
import walras.server.report.Interval;

/** Two rooms: learn to reach the green tile, then go on with the blue one; beside it a society that starts from nothing. */
@AutoService(Experiment.class)
public final class TransferExperiment implements Experiment {
    private static final String ID = "auction/two-rooms-v0";
    private static final int WINDOWS = 30;
    private static final int ROWS = 4;
    private static final double PLATEAU = 0.67;
    private static final double MOVED = 1e-3;
    private static final Map<String, Object> LEARNER =
            Map.of("epsilon", 0.05, "learning_rate", 0.3, "initial_bid", 0.0);

    @Override
    public String name() {
        return "auction-transfer";
    }

    @Override
    public String claim() {
        return "A cloned society pre-trained on the green tile passes the published plateau of 0.67, and passes it again when"
                + " the goal becomes the blue tile.";
    }

    @Override
    public int seeds() {
        return 10;
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        int steps = context.quick() ? 500 : 2_000;
        Path societies = Files.createDirectories(context.out().resolve("societies"));
        List<SeedResult> runs = context.perSeed("two rooms", seed -> learn(seed, steps, societies));
        double[] x = new double[WINDOWS]; // [windows]
        for (int window = 0; window < WINDOWS; window++) {
            x[window] = (window + 1.0) * steps;
        }
        Csv table = new Csv("transfer", "seed", "green", "blue", "blue_from_nothing", "share_of_bids_moved");
        runs.forEach(run -> table.row(
                run.seed(),
                run.series("green")[WINDOWS - 1],
                run.series("blue")[WINDOWS - 1],
                run.series("fresh")[WINDOWS - 1],
                run.series("moved")[0]));
        return Findings.of(
                        Finding.above(claim(), "return after transfer", last(runs, "blue"), PLATEAU),
                        Finding.above("It passes the plateau in pre-training.", "return", last(runs, "green"), PLATEAU),
                        Finding.below(
                                "Most bids stay where they were.",
                                "share of bids that move by 0.001",
                                last(runs, "moved"),
                                0.5))
                .withTable(table)
                .withFigure(Figure.of(
                                "two rooms: return",
                                Axis.linear("decisions per society"),
                                Axis.linear("return (discounted within options)"),
                                Series.ofSeeds("green, pre-training", x, SeedResult.all(runs, "green")),
                                Series.ofSeeds("blue, transferred", x, SeedResult.all(runs, "blue")),
                                Series.ofSeeds("blue, from nothing", x, SeedResult.all(runs, "fresh")))
                        .withReferences(new Reference("optimum", 0.7457), new Reference("published plateau", PLATEAU)));
    }

    private static Interval last(List<SeedResult> runs, String series) {
        return Interval.ofMean(SeedResult.last(runs, series));
    }

    private static Map<String, double[]> learn(long seed, int steps, Path societies) {
        SocietyRun green = society("green", seed);
        double[] onGreen = curve(green, steps);
        double[] before = green.medianBids(); // [S, N]
        Snapshot learned = saved(green.snapshot(), societies.resolve("green-" + seed + ".society"));
        SocietyRun blue = society("blue", seed);
        blue.adopt(learned);
        double[] onBlue = curve(blue, steps);
        double[] fresh = curve(society("blue", seed + 1_000), steps);
        return Map.of(
                "green", onGreen,
                "blue", onBlue,
                "fresh", fresh,
                "moved", new double[] {moved(before, blue.medianBids())});
    }

    private static SocietyRun society(String goal, long seed) {
        return new SocietyRun(ID, Map.of("goal", goal, "observation", "index"), "value-learning", LEARNER, ROWS, seed);
    }

    /** Through a file, as a society travels between processes. */
    private static Snapshot saved(Snapshot society, Path file) {
        try {
            Files.write(file, society.toBytes());
            return Snapshot.fromBytes(Files.readAllBytes(file));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static double[] curve(SocietyRun run, int steps) { // [windows]
        double[] returns = new double[WINDOWS];
        for (int window = 0; window < WINDOWS; window++) {
            run.mark();
            run.play(steps);
            returns[window] = run.returnMean();
        }
        return returns;
    }

    private static double moved(double[] before, double[] after) { // [S, N]
        int moved = 0;
        int pairs = 0;
        for (int pair = 0; pair < before.length; pair++) {
            if (!Double.isNaN(before[pair]) && !Double.isNaN(after[pair])) {
                pairs++;
                moved += Math.abs(before[pair] - after[pair]) > MOVED ? 1 : 0;
            }
        }
        return pairs == 0 ? 0 : (double) moved / pairs;
    }
}
