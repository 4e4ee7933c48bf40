package walras.server.experiment.auction;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.server.experiment.Experiment;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Finding;
import walras.server.experiment.Findings;
import walras.server.experiment.SeedResult;
import walras.server.experiment.Target;
import walras.server.report.Csv;
import walras.server.report.Figure;
import walras.server.report.Figure.Axis;
import walras.server.report.Figure.Series;

/** A society of value bidders beside a tabular learner that watches the same play: are their numbers the same at every step? */
@AutoService(Experiment.class)
public final class EquivalenceExperiment implements Experiment {
    private static final int STATES = 6;
    private static final int PRIMITIVES = 4;
    private static final double RATE = 0.3;
    private static final double DISCOUNT = 0.9;
    private static final int WINDOWS = 50;
    private static final double BID_MAX = 100;
    /** What a difference of nothing is drawn as, on a logarithmic axis. */
    private static final double FLOOR = 1e-17;

    @Override
    public String name() {
        return "auction-equivalence";
    }

    @Override
    public String claim() {
        return "A cloned credit-conserving Vickrey society of value bidders is Q-learning, step for step.";
    }

    @Override
    public int seeds() {
        return 10;
    }

    private record Setting(String mechanism, int copies, boolean dropout, boolean onPolicy) {
        String label() {
            return mechanism.replace("vickrey", "Vickrey").replace('-', ' ') + (copies == 1 ? ", solitary" : ", cloned")
                    + " against " + (onPolicy ? "SARSA" : "Q-learning");
        }
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        int steps = context.quick() ? 5_000 : 50_000;
        List<Setting> settings = List.of(
                new Setting("credit-conserving-vickrey", 2, false, false),
                new Setting("vickrey", 2, false, false),
                new Setting("first-price", 1, true, true),
                new Setting("credit-conserving-vickrey", 1, false, false));
        Csv table = new Csv("equivalence", "setting", "seed", "largest_difference");
        List<Series> curves = new ArrayList<>();
        List<double[]> last = new ArrayList<>(); // [settings][seeds]
        double[] x = new double[WINDOWS]; // [windows]
        for (int window = 0; window < WINDOWS; window++) {
            x[window] = (window + 1.0) * steps / WINDOWS;
        }
        for (Setting setting : settings) {
            List<SeedResult> runs = context.perSeed(setting.toString(), seed -> compare(setting, seed, steps));
            last.add(SeedResult.last(runs, "difference"));
            curves.add(Series.ofSeeds(setting.label(), x, SeedResult.all(runs, "difference")));
            runs.forEach(run -> table.row(setting.label(), run.seed(), run.series("difference")[WINDOWS - 1]));
        }
        String measured = "largest |bid - estimate| so far (credits)";
        return Findings.of(
                        Finding.everyBelow(claim(), measured, last.get(0), 1e-9).against(Target.THEOREM),
                        Finding.everyBelow("So is a cloned Vickrey society.", measured, last.get(1), 1e-9)
                                .against(Target.THEOREM),
                        Finding.everyBelow(
                                        "A first-price society that explores by absence is SARSA.",
                                        measured,
                                        last.get(2),
                                        1e-9)
                                .against(Target.THEOREM),
                        Finding.everyAbove(
                                "A solitary credit-conserving society is not Q-learning.", measured, last.get(3), 0.01))
                .withTable(table)
                .withFigure(Figure.of(
                        "Bids of societies beside estimates of a tabular learner",
                        Axis.linear("decisions"),
                        Axis.log("largest |bid − Q estimate| so far (credits)"),
                        curves.toArray(Series[]::new)));
    }

    /** Random transitions and rewards, as options of the tabular world. */
    private static Map<String, Object> world(Setting setting, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<List<List<Double>>> transitions = new ArrayList<>();
        List<List<Double>> rewards = new ArrayList<>();
        for (int state = 0; state < STATES; state++) {
            List<List<Double>> chances = new ArrayList<>();
            List<Double> paid = new ArrayList<>();
            for (int i = 0; i < PRIMITIVES; i++) {
                int one = random.nextInt(STATES);
                int other = random.nextInt(STATES);
                List<Double> row = new ArrayList<>();
                for (int to = 0; to < STATES; to++) {
                    row.add((to == one ? 0.5 : 0) + (to == other ? 0.5 : 0));
                }
                chances.add(row);
                paid.add(random.nextDouble());
            }
            transitions.add(chances);
            rewards.add(paid);
        }
        Map<String, Object> options = new HashMap<>();
        options.put("transitions", transitions);
        options.put("rewards", rewards);
        options.put("terminal", List.of(STATES - 1));
        options.put("discount", DISCOUNT);
        options.put("bid_max", BID_MAX);
        options.put("horizon", 50);
        options.put("mechanism", setting.mechanism());
        options.put("copies", setting.copies());
        options.put("dropout", setting.dropout());
        return options;
    }

    private static Map<String, double[]> compare(Setting setting, long seed, int steps) {
        Environment environment = Registry.discover().find("auction/tabular-v0");
        Economy economy = environment.economy(environment.options().resolve(world(setting, seed)));
        Batch batch = Batch.of(economy)
                .seed(seed)
                .autoreset(AutoresetMode.SAME_STEP)
                .metrics(List.of("winner", "environment_reward"))
                .policy(
                        "bidders",
                        "value-learning",
                        Map.of("learning_rate", RATE, "epsilon", setting.dropout() ? 0.0 : 0.3))
                .build();
        batch.reset(null, null);
        TabularLearner learner = new TabularLearner(STATES, PRIMITIVES, RATE, DISCOUNT, setting.onPolicy());
        double[] differences = new double[WINDOWS]; // [windows]
        double largest = FLOOR;
        for (int step = 0; step < steps; step++) {
            int state = batch.tensors().privileged("world_state").i32()[0];
            batch.step();
            double[] bids = batch.tensors().group("bidders").action("bid").f64(); // [1, m]
            largest = Math.max(largest, learner.difference(state, bids));
            int winner = (int) batch.tensors().metric("winner").f64()[0] % PRIMITIVES;
            double reward = batch.tensors().metric("environment_reward").f64()[0];
            boolean terminated = batch.tensors().terminated().u8()[0] != 0;
            boolean truncated = batch.tensors().truncated().u8()[0] != 0;
            learner.watch(state, winner, reward, terminated, truncated);
            differences[(int) ((long) step * WINDOWS / steps)] = largest;
        }
        return Map.of("difference", differences);
    }
}
