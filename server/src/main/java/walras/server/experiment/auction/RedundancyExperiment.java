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
import walras.server.experiment.Target;
import walras.server.report.Csv;
import walras.server.report.Figure;
import walras.server.report.Figure.Axis;
import walras.server.report.Figure.Reference;
import walras.server.report.Figure.Series;
import walras.server.report.Interval;

/** The duality trap: without clones a primitive keeps the state that it should sell. And who creates credit from nothing. */
@AutoService(Experiment.class)
public final class RedundancyExperiment implements Experiment {
    private static final String CONSERVING = "credit-conserving-vickrey";
    private static final String BETA = "beta";
    private static final String VALUE = "value-learning";
    private static final int WINDOWS = 20;
    private static final double OPTIMUM = 5.0;
    private static final double TRAP = 3.2;

    @Override
    public String name() {
        return "auction-redundancy";
    }

    @Override
    public String claim() {
        return "Cloning every primitive frees a credit-conserving Vickrey society from the duality trap.";
    }

    @Override
    public int seeds() {
        return 10;
    }

    private record Setting(String learner, String mechanism, int copies, boolean sharing) {
        String words() {
            return label().replace(BETA, "Beta bidders")
                    .replace(VALUE, "value bidders")
                    .replace(", conserving", ", conserving Vickrey")
                    .replace(", vickrey", ", Vickrey")
                    .replace("first-price", "first price");
        }

        String label() {
            return learner + ", " + mechanism.replace("credit-conserving-vickrey", "conserving") + ", "
                    + (copies == 1 ? "solitary" : sharing ? "cloned" : "redundant, not cloned");
        }
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        int steps = context.quick() ? 4_000 : 6_000;
        List<Setting> settings = List.of(
                new Setting(BETA, CONSERVING, 2, true),
                new Setting(BETA, CONSERVING, 1, true),
                new Setting(BETA, CONSERVING, 2, false),
                new Setting(VALUE, CONSERVING, 2, true),
                new Setting(VALUE, CONSERVING, 1, true),
                new Setting(VALUE, "vickrey", 1, true),
                new Setting(VALUE, "first-price", 1, true));
        Csv table = new Csv(
                "redundancy", "learner", "mechanism", "copies", "sharing", "seed", "return_mean", "credit_created");
        List<Series> curves = new ArrayList<>();
        List<List<SeedResult>> all = new ArrayList<>();
        double[] x = new double[WINDOWS]; // [windows]
        for (int window = 0; window < WINDOWS; window++) {
            x[window] = (window + 1.0) * steps;
        }
        for (Setting setting : settings) {
            List<SeedResult> runs = context.perSeed(setting.toString(), seed -> learn(setting, seed, steps));
            all.add(runs);
            curves.add(Series.ofSeeds(setting.words(), x, SeedResult.all(runs, "return")));
            runs.forEach(run -> table.row(
                    setting.learner(),
                    setting.mechanism(),
                    setting.copies(),
                    setting.sharing(),
                    run.seed(),
                    run.series("return")[WINDOWS - 1],
                    run.series("created")[0]));
        }
        Figure figure = Figure.of(
                        "Duality: societies with and without redundant primitives",
                        Axis.linear("decisions per society"),
                        Axis.linear("return of a 10-step episode (credits)"),
                        curves.toArray(Series[]::new))
                .withReferences(new Reference("optimum", OPTIMUM), new Reference("duality trap", TRAP));
        return findings(all).withTable(table).withFigure(figure);
    }

    private Findings findings(List<List<SeedResult>> all) {
        double optimal = 0.98 * OPTIMUM;
        return Findings.of(
                Finding.above(claim(), "return, Beta bidders, cloned", last(all.get(0), "return"), optimal),
                trapped("Beta bidders", all.get(1)),
                Finding.above(
                        "Two copies that learn by themselves do as well as clones.",
                        "return, Beta bidders, redundant, not cloned",
                        last(all.get(2), "return"),
                        optimal),
                Finding.above(
                        "Cloning frees value bidders.",
                        "return, value bidders, cloned",
                        last(all.get(3), "return"),
                        optimal),
                trapped("value bidders", all.get(4)),
                Finding.above(
                        "A solitary Vickrey society of value bidders acts optimally.",
                        "return, Vickrey solitary",
                        last(all.get(5), "return"),
                        optimal),
                Finding.above(
                        "It creates credit.",
                        "credit per auction, Vickrey solitary",
                        last(all.get(5), "created"),
                        0.01),
                conserving("The credit-conserving mechanism, solitary,", all.get(4)),
                conserving("The credit-conserving mechanism, cloned,", all.get(0)),
                conserving("First price", all.get(6)));
    }

    private static Finding trapped(String who, List<SeedResult> runs) {
        return Finding.near(
                        "A solitary credit-conserving society of " + who + " ends in the trap.",
                        "return, " + who + ", solitary",
                        last(runs, "return"),
                        TRAP,
                        0.05)
                .against(Target.THEOREM);
    }

    private static Finding conserving(String what, List<SeedResult> runs) {
        double[] largest = SeedResult.last(runs, "largest"); // [seeds]
        return Finding.everyBelow(what + " creates no credit.", "largest |credit| of an auction", largest, 1e-12)
                .against(Target.THEOREM);
    }

    private static Interval last(List<SeedResult> runs, String series) {
        return Interval.ofMean(SeedResult.last(runs, series));
    }

    private static Map<String, double[]> learn(Setting setting, long seed, int steps) {
        Map<String, Object> options = Map.of(
                "mechanism",
                setting.mechanism(),
                "copies",
                setting.copies(),
                "discount",
                0.9,
                "bid_max",
                6.0,
                "tie_rule",
                "random");
        Map<String, Object> policy = setting.learner().equals(BETA)
                ? Map.of("sharing", setting.sharing())
                : Map.of(
                        "epsilon",
                        0.3,
                        "learning_rate",
                        0.3,
                        "explore_steps",
                        steps * WINDOWS / 2,
                        "sharing",
                        setting.sharing());
        LearningRun run = LearningRun.society("auction/duality-v0", options, setting.learner(), policy, 4, seed);
        double[] returns = run.curve(WINDOWS, steps);
        return Map.of("return", returns, "created", new double[] {run.createdMean()}, "largest", new double[] {
            run.createdLargest()
        });
    }
}
