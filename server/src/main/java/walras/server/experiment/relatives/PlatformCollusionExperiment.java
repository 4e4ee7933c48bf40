package walras.server.experiment.relatives;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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

/** What display rules do to collusion that pricing algorithms learn. */
@AutoService(Experiment.class)
public final class PlatformCollusionExperiment implements Experiment {
    private static final String ID = "stackelberg/pricing-platform-v0";
    private static final String[] ARMS = {"no_intervene", "pdp", "dpdp", "cap 0", "cap 1", "cap 2"};
    private static final double COST_SPREAD = .3;
    private static final int PROFILES = 16;
    private static final int ANSWERS = 4;
    /** Decay of exploration times periods, as published: 1e-4 times 50,000. */
    private static final double EXPLORED = 5;

    private static final int JUDGES = 200;

    @Override
    public String name() {
        return "platform-collusion";
    }

    @Override
    public String claim() {
        return "Display rules raise consumer surplus against colluding algorithms; with hidden costs a learned,"
                + " price-dependent rule beats the best fixed cap (Brero et al., arXiv 2210.03852: +8.4%).";
    }

    @Override
    public int seeds() {
        return 25;
    }

    @Override
    public int quickSeeds() {
        return 5;
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        List<SeedResult> fixed = context.perSeed("fixed-rules", seed -> fixedRules(seed));
        int generations = context.quick() ? 15 : 60;
        int periods = context.quick() ? 20_000 : 50_000;
        List<SeedResult> learned =
                context.perSeed("learned " + generations + " " + periods, seed -> learn(seed, generations, periods));
        double[] collusion = SeedResult.last(fixed, "index no_intervene"); // [seeds]
        Finding gain = Finding.above(
                "With hidden costs a learned, price-dependent rule beats the best fixed cap (published: +8.4% under an"
                        + " unpublished law of costs).",
                "relative gain in consumer surplus, costs uniform on [0.7, 1.3]",
                Interval.ofMean(SeedResult.last(learned, "gain")),
                0);
        Finding index = Finding.near(
                        "Without intervention Q-learning sellers collude.",
                        "collusion index (0 Nash, 1 monopoly)",
                        Interval.ofMean(collusion),
                        .642,
                        .1)
                .against(Target.OWN_SIMULATION);
        SellerCollusion settled = new SellerCollusion(context);
        List<Finding> findings = new ArrayList<>(List.of(
                gain,
                index,
                surplus(fixed, 0, .528, .03).against(Target.OWN_SIMULATION),
                surplus(fixed, 1, .668, .05).against(Target.OWN_SIMULATION),
                surplus(fixed, 2, .791, .06).against(Target.OWN_SIMULATION),
                surplus(fixed, 3, 1.1261, .002).against(Target.THEOREM)));
        findings.addAll(settled.findings());
        return new Findings(findings, List.of(), List.of())
                .withTable(table(fixed), curves(learned), settled.calibrationTable(), settled.deviationTable())
                .withFigure(bars(fixed), learning(learned), settled.calibrationFigure(), settled.deviationFigure());
    }

    private static Finding surplus(List<SeedResult> runs, int arm, double target, double tolerance) {
        return Finding.near(
                "Consumer surplus under " + ARMS[arm] + " as specified.",
                "consumer surplus",
                Interval.ofMean(SeedResult.last(runs, "surplus " + ARMS[arm])),
                target,
                tolerance);
    }

    private static Map<String, double[]> fixedRules(long seed) {
        Map<String, double[]> results = new LinkedHashMap<>();
        for (String arm : ARMS) {
            boolean cap = arm.startsWith("cap");
            Map<String, Object> options = new HashMap<>();
            options.put("commitment", "rule");
            options.put("leader_observation", "none");
            options.put("display_rule", cap ? "learn_threshold" : arm);
            options.put("response_steps", 300_000);
            options.put("reward_steps", 240);
            int level = cap ? arm.charAt(4) - '0' : 0;
            Batch batch = Play.of(ID, options)
                    .batch(1, seed, "cap", Map.of("level", level), List.of("collusion_index", "mean_price"));
            batch.step();
            results.put("surplus " + arm, new double[] {Play.reward(batch)});
            results.put("index " + arm, new double[] {Play.mean(batch, "collusion_index")});
            results.put("price " + arm, new double[] {Play.mean(batch, "mean_price")});
        }
        return results;
    }

    /** Learns a rule under hidden costs, then holds it and every fixed cap against the same fresh sellers. */
    private static Map<String, double[]> learn(long seed, int generations, int periods) {
        Map<String, Object> options = Map.of(
                "commitment",
                "rule",
                "cost_spread",
                COST_SPREAD,
                "response_steps",
                periods,
                "exploration_decay",
                EXPLORED / periods);
        RuleSearch search = new RuleSearch(Play.of(ID, options), PROFILES, ANSWERS, 40, seed);
        double[] curve = new double[generations]; // [generation]
        for (int generation = 0; generation < generations; generation++) {
            curve[generation] = search.improve();
        }
        int[][] rules = new int[ANSWERS + 1][PROFILES]; // [rule][profile]
        for (int cap = 0; cap < ANSWERS; cap++) {
            Arrays.fill(rules[cap], cap);
        }
        rules[ANSWERS] = search.rule();
        double[] judged = search.rewards(rules, JUDGES, 1_000_000L * (seed + 1)); // [rule]
        double mine = judged[ANSWERS];
        double best = Arrays.stream(judged, 0, ANSWERS).max().orElseThrow();
        return Map.of(
                "curve", curve,
                "learned", new double[] {mine},
                "best_cap", new double[] {best},
                "gain", new double[] {mine / best - 1});
    }

    private static Csv table(List<SeedResult> runs) {
        Csv csv = new Csv("fixed_rules", "seed", "rule", "consumer_surplus", "collusion_index", "mean_price");
        for (SeedResult run : runs) {
            for (String arm : ARMS) {
                csv.row(
                        run.seed(),
                        arm,
                        run.series("surplus " + arm)[0],
                        run.series("index " + arm)[0],
                        run.series("price " + arm)[0]);
            }
        }
        return csv;
    }

    private static Csv curves(List<SeedResult> runs) {
        Csv csv = new Csv("hidden_costs", "seed", "learned_rule", "best_fixed_cap", "gain");
        runs.forEach(
                run -> csv.row(run.seed(), run.series("learned")[0], run.series("best_cap")[0], run.series("gain")[0]));
        return csv;
    }

    private static Figure bars(List<SeedResult> runs) {
        double[][] surplus = Arrays.stream(ARMS)
                .map(arm -> SeedResult.last(runs, "surplus " + arm))
                .toArray(double[][]::new); // [rule][seeds]
        String[] words = Arrays.stream(ARMS)
                .map(arm -> arm.replace("no_intervene", "none")
                        .replace("dpdp", "DPDP")
                        .replace("pdp", "PDP"))
                .toArray(String[]::new);
        return Figure.of(
                        "Known costs, fixed display rules",
                        Figure.Axis.categories("display rule; caps by their place in the grid of prices", words),
                        Figure.Axis.linear("consumer surplus of a period (units of value)"),
                        Figure.Series.barsOfSeeds("surplus", surplus))
                .withReferences(
                        new Figure.Reference("Nash prices", .7150977),
                        new Figure.Reference("monopoly prices", .3270780));
    }

    private static Figure learning(List<SeedResult> runs) {
        int generations = runs.get(0).series("curve").length;
        double[] x = new double[generations]; // [generation]
        Arrays.setAll(x, k -> k + 1);
        List<Figure.Reference> references = new ArrayList<>();
        references.add(new Figure.Reference(
                "best fixed cap",
                Interval.ofMean(SeedResult.last(runs, "best_cap")).value()));
        return Figure.of(
                        "Hidden costs, learned price-dependent rule",
                        Figure.Axis.linear("generation of the search"),
                        Figure.Axis.linear("consumer surplus of a period (units of value)"),
                        Figure.Series.ofSeeds("rules that the search tries", x, SeedResult.all(runs, "curve")))
                .withReferences(references.toArray(Figure.Reference[]::new));
    }
}
