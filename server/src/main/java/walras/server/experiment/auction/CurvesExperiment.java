package walras.server.experiment.auction;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.env.Environment;
import walras.env.OptionSpec;
import walras.env.OptionsSchema;
import walras.env.Registry;
import walras.env.Solution;
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
import walras.server.report.MeanTable;

/** Learning curves of societies in a tabular task, one's own for example, beside the optimal return. */
@AutoService(Experiment.class)
public final class CurvesExperiment implements Experiment {
    private static final String ID = "auction/tabular-v0";
    private static final List<String> WORLD =
            List.of("transitions", "rewards", "start", "terminal", "discount", "horizon");
    private static final String CLONED = "credit-conserving-vickrey x 2";
    private static final List<String> SOCIETIES = List.of(
            CLONED, "credit-conserving-vickrey x 1", "vickrey x 2", "first-price x 2", "environment-reward x 2");
    private static final int CHECKPOINTS = 12;
    private static final int ROWS = 2;
    private static final int EPISODES = 32;
    private static final double SHARE = 0.02;
    private static final double SLACK = 1e-9;

    @Override
    public String name() {
        return "auction-curves";
    }

    @Override
    public String claim() {
        return "A cloned credit-conserving Vickrey society learns to earn the optimal return of a tabular task"
                + " (Chang et al., ICML 2020).";
    }

    @Override
    public int seeds() {
        return 12;
    }

    @Override
    public OptionsSchema options() {
        List<OptionSpec> specs = new ArrayList<>(environment().options().specs().stream()
                .filter(spec -> WORLD.contains(spec.name()))
                .toList());
        specs.add(OptionSpec.number(
                "bid_max", 0, 0, 1e9, "credits", "The highest bid; 0 for the largest optimal value there is."));
        specs.add(OptionSpec.integer(
                "steps", 0, 0, 100_000_000, "steps", "How long a society learns; 0 for 12000, or 4800 if quick."));
        return new OptionsSchema(specs);
    }

    private static Environment environment() {
        return Registry.discover().find(ID);
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        Map<String, Object> world = new LinkedHashMap<>(context.options().shown());
        world.keySet().retainAll(WORLD);
        world.put("tie_rule", "random"); // else a society that knows nothing yet would only ever act one way
        Solution best = environment()
                .economy(environment().options().resolve(world))
                .solve()
                .borneOut();
        double bidMax = context.options().number("bid_max");
        world.put("bid_max", bidMax > 0 ? bidMax : highest(best.table("q_star").values()));
        int chosen = context.options().integer("steps");
        int window = Math.max(1, (chosen > 0 ? chosen : context.quick() ? 4_800 : 12_000) / CHECKPOINTS);
        Map<String, double[][]> curves = new LinkedHashMap<>(); // [seeds][checkpoints]
        for (String society : SOCIETIES) {
            List<SeedResult> runs = context.perSeed(
                    society + " " + window, seed -> Map.of("return", curve(world, society, window, seed)));
            curves.put(society, SeedResult.all(runs, "return"));
        }
        double optimum = best.table("optimal_return").scalar();
        return findings(curves, optimum).withTable(table(curves, window)).withFigure(figure(curves, window, optimum));
    }

    /** The largest bid that an optimal value asks for; 1 where none is positive. */
    private static double highest(double[] values) { // [S * N]
        double most = Arrays.stream(values).max().orElse(0);
        return most > 0 ? most : 1;
    }

    /** What a society would earn if it stopped to learn and to explore, from time to time. */
    private static double[] curve(Map<String, Object> world, String society, int window, long seed) { // [checkpoints]
        String[] words = society.split(" x ", -1);
        Map<String, Object> options = new LinkedHashMap<>(world);
        options.put("mechanism", words[0]);
        options.put("copies", Long.parseLong(words[1]));
        Map<String, Object> policy = BidsSetting.exploring(words[0], window * CHECKPOINTS);
        LearningRun run = LearningRun.society(ID, options, BidsSetting.VALUE, policy, ROWS, seed);
        double[] returns = new double[CHECKPOINTS];
        for (int k = 0; k < returns.length; k++) {
            run.train(window);
            returns[k] = run.frozen().drawnReturn(EPISODES);
        }
        return returns;
    }

    private Findings findings(Map<String, double[][]> curves, double optimum) {
        List<Finding> findings = new ArrayList<>();
        double slack = SHARE * Math.abs(optimum) + SLACK;
        findings.add(Finding.below(
                claim(),
                "optimal return less the society's when it has learned",
                shortfall(curves, CLONED, optimum),
                slack));
        List<List<Interval>> cells = new ArrayList<>();
        for (String society : SOCIETIES) {
            cells.add(List.of(
                    Interval.ofMean(last(curves, society)),
                    shortfall(curves, society, optimum),
                    gain(curves, society)));
            if (!society.equals(CLONED)) {
                findings.add(Finding.above(
                        "It earns no less than the society " + society + ".",
                        "difference of the returns when both have learned, seed by seed",
                        gain(curves, society),
                        -slack));
            }
        }
        return new Findings(findings, List.of(), List.of())
                .withMeans(new MeanTable(
                        List.of("society"),
                        SOCIETIES.stream().map(List::of).toList(),
                        List.of("return", "short of the optimum", "cloned society's less this"),
                        cells));
    }

    private static double[] last(Map<String, double[][]> curves, String society) { // [seeds]
        return Arrays.stream(curves.getOrDefault(society, new double[0][]))
                .mapToDouble(run -> run[run.length - 1])
                .toArray();
    }

    private static Interval shortfall(Map<String, double[][]> curves, String society, double optimum) {
        return Interval.ofMean(Arrays.stream(last(curves, society))
                .map(value -> optimum - value)
                .toArray());
    }

    private static Interval gain(Map<String, double[][]> curves, String society) {
        double[] mine = last(curves, CLONED); // [seeds]
        double[] theirs = last(curves, society); // [seeds]
        Arrays.setAll(mine, seed -> mine[seed] - theirs[seed]);
        return Interval.ofMean(mine);
    }

    private static double[] steps(int window) { // [checkpoints]
        double[] steps = new double[CHECKPOINTS];
        Arrays.setAll(steps, k -> (k + 1.0) * window);
        return steps;
    }

    private static Csv table(Map<String, double[][]> curves, int window) {
        Csv csv = new Csv("curves", "society", "step", "return_mean", "return_low", "return_high");
        curves.forEach((society, runs) -> {
            Series line = Series.ofSeeds(society, steps(window), runs);
            for (int k = 0; k < CHECKPOINTS; k++) {
                csv.row(society, (k + 1) * window, line.y()[k], line.low()[k], line.high()[k]);
            }
        });
        return csv;
    }

    private static String words(String society) {
        return society.replace(" x 1", ", solitary")
                .replace(" x 2", ", cloned")
                .replace("vickrey", "Vickrey")
                .replace('-', ' ');
    }

    private static Figure figure(Map<String, double[][]> curves, int window, double optimum) {
        Series[] lines = curves.entrySet().stream()
                .map(entry -> Series.ofSeeds(words(entry.getKey()), steps(window), entry.getValue()))
                .toArray(Series[]::new);
        return Figure.of(
                        "What a society would earn without exploration",
                        Axis.linear("learning steps"),
                        Axis.linear("mean return of an episode (credits)"),
                        lines)
                .withReferences(new Figure.Reference("optimum", optimum));
    }
}
