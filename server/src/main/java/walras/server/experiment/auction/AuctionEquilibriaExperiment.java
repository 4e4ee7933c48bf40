package walras.server.experiment.auction;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import walras.env.Solution;
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
import walras.server.report.Interval;

/** Bids that bidders learn, beside the oracle's, for six settings; what they pay under three formats and four reserves. */
@AutoService(Experiment.class)
public final class AuctionEquilibriaExperiment implements Experiment {
    private static final String FIRST = "first-price, 2 bidders";
    private static final String SECOND = "second-price, 2 bidders";
    private static final String ALL_PAY = "all-pay, 2 bidders";
    /** An all-pay bidder's utility is flat about her best bid: 400,000 auctions leave a gain of 4.6%, 6.4 million one of 1%. */
    private static final int ALL_PAY_PATIENCE = 16;

    private static final List<LearnedBids> SETTINGS = List.of(
            new LearnedBids(FIRST, Map.of()),
            new LearnedBids("first-price, 3 bidders", Map.of("bidders", 3)),
            new LearnedBids(SECOND, Map.of("format", "second-price")),
            new LearnedBids(ALL_PAY, Map.of("format", "all-pay"), ALL_PAY_PATIENCE),
            new LearnedBids("first-price, risk aversion 0.5", Map.of("risk_aversion", .5)),
            new LearnedBids("first-price, values up to 1 and 2", Map.of("value_high", List.of(1, 2))));
    private static final double[] RESERVES = {0, .25, .5, .75};
    private static final double SHARE = .02;

    @Override
    public String name() {
        return "auction-equilibria";
    }

    @Override
    public String claim() {
        return "Bidders that learn by exponential weights earn what the Bayes-Nash equilibrium of a first-price auction"
                + " gives them.";
    }

    @Override
    public int seeds() {
        return 10;
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        int auctions = context.quick() ? 200_000 : 400_000;
        Csv table = new Csv(
                "learned",
                "setting",
                "seed",
                "bidder",
                "utility",
                "equilibrium_utility",
                "revenue",
                "equilibrium_revenue",
                "nash_conv");
        Csv curves = new Csv("bids", "setting", "seed", "bidder", "signal", "learned_bid", "equilibrium_bid");
        List<Finding> findings = new ArrayList<>();
        List<Figure> panels = new ArrayList<>();
        double[][] revenues = new double[SETTINGS.size()][]; // [settings][seeds]
        for (int k = 0; k < SETTINGS.size(); k++) {
            LearnedBids setting = SETTINGS.get(k);
            Solution oracle = setting.solution(List.of());
            List<SeedResult> runs = context.perSeed(setting + " " + auctions, seed -> setting.learn(seed, auctions));
            findings.addAll(judged(setting, oracle, runs));
            panels.add(panel(setting, oracle, runs));
            runs.forEach(run -> write(setting, oracle, run, table, curves));
            revenues[k] = SeedResult.last(runs, "revenue");
        }
        findings.addAll(equivalence(revenues));
        findings.addAll(reserves(context, auctions, panels));
        return new Findings(findings, List.of(table, curves), panels);
    }

    private static List<Finding> judged(LearnedBids setting, Solution oracle, List<SeedResult> runs) {
        double[] wanted = oracle.table("expected_utility").values(); // [bidders]
        double all = Arrays.stream(wanted).sum();
        double[] share = runs.stream()
                .mapToDouble(run -> Arrays.stream(run.series("utility")).sum() / all - 1)
                .toArray(); // [seeds]
        double[] gains = SeedResult.last(runs, "nash_conv"); // [seeds]
        return List.of(
                Finding.near(
                                "Learning bidders earn the equilibrium's utility: " + setting.label() + ".",
                                "utility of all bidders over the equilibrium's, less 1",
                                Interval.ofMean(share),
                                0,
                                SHARE)
                        .against(Target.THEOREM),
                Finding.below(
                        "Best replies to the learned rule gain little: " + setting.label() + ".",
                        "NashConv over the equilibrium's utility of all bidders",
                        Interval.ofMean(
                                Arrays.stream(gains).map(gain -> gain / all).toArray()),
                        SHARE));
    }

    private static List<Finding> equivalence(double[][] revenues) { // [settings][seeds]
        List<Finding> findings = new ArrayList<>();
        double[] second = revenues[index(SECOND)]; // [seeds]
        for (String format : List.of(FIRST, ALL_PAY)) {
            double[] ratio = revenues[index(format)].clone(); // [seeds]
            Arrays.setAll(ratio, k -> ratio[k] / second[k] - 1);
            findings.add(Finding.near(
                            "Revenue equivalence, learned: " + format + " brings what " + SECOND + " does.",
                            "revenue over the second-price auction's, less 1",
                            Interval.ofMean(ratio),
                            0,
                            SHARE)
                    .against(Target.THEOREM));
        }
        return findings;
    }

    private static int index(String label) {
        return SETTINGS.stream().map(LearnedBids::label).toList().indexOf(label);
    }

    /** First-price auctions of two whose values are uniform: revenue by the reserve. */
    private static List<Finding> reserves(ExperimentContext context, int auctions, List<Figure> panels)
            throws IOException {
        double[][] revenues = new double[RESERVES.length][]; // [reserves][seeds]
        double[] wanted = new double[RESERVES.length]; // [reserves]
        double optimum = 0;
        for (int k = 0; k < RESERVES.length; k++) {
            LearnedBids setting = new LearnedBids("reserve " + RESERVES[k], Map.of("reserve", RESERVES[k]));
            Solution oracle = setting.solution(List.of());
            wanted[k] = oracle.table("expected_revenue").scalar();
            optimum = oracle.table("optimal_reserve").values()[0];
            revenues[k] = SeedResult.last(
                    context.perSeed(setting + " " + auctions, seed -> setting.learn(seed, auctions)), "revenue");
        }
        double[][] drawn = new double[revenues[0].length][RESERVES.length]; // [seeds][reserves]
        for (int k = 0; k < RESERVES.length; k++) {
            for (int seed = 0; seed < drawn.length; seed++) {
                drawn[seed][k] = revenues[k][seed];
            }
        }
        panels.add(Figure.of(
                "Revenue by the reserve price, first-price, 2 bidders",
                Axis.linear("reserve price (units of value)"),
                Axis.linear("mean revenue of an auction (units of value)"),
                Series.ofSeeds("learned bids", RESERVES, drawn),
                Series.points("Bayes-Nash equilibrium, exact", RESERVES, wanted)));
        int best = Arrays.binarySearch(RESERVES, optimum);
        List<Finding> findings = new ArrayList<>();
        for (int k = 0; k < RESERVES.length; k++) {
            if (k != best) {
                double[] less = revenues[best].clone(); // [seeds]
                double[] other = revenues[k]; // [seeds]
                Arrays.setAll(less, seed -> less[seed] - other[seed]);
                findings.add(Finding.above(
                                "Myerson's reserve " + optimum + " brings more from learning bidders than "
                                        + RESERVES[k] + ".",
                                "difference of revenue",
                                Interval.ofMean(less),
                                0)
                        .against(Target.THEOREM));
            }
        }
        return findings;
    }

    private static Figure panel(LearnedBids setting, Solution oracle, List<SeedResult> runs) {
        int points = LearnedBids.CELLS + 1;
        double[] signal = oracle.table("signal").values(); // [bidders, points]
        double[] bid = oracle.table("equilibrium_bid").values(); // [bidders, points]
        boolean alike = setting.options().get("value_high") == null;
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < (alike ? 1 : signal.length / points); i++) {
            int first = i * points;
            double[] x = Arrays.copyOfRange(signal, first, first + points); // [points]
            double[][] learned = runs.stream()
                    .map(run -> Arrays.copyOfRange(run.series("bids"), first, first + points))
                    .toArray(double[][]::new); // [seeds][points]
            String who = alike ? "" : ", bidder " + i;
            series.add(Series.ofSeeds("learned bid" + who, x, learned));
            series.add(Series.line(
                    "Bayes-Nash equilibrium, exact" + who, x, Arrays.copyOfRange(bid, first, first + points)));
        }
        return Figure.of(
                setting.label(),
                Axis.linear("private value (units of value)"),
                Axis.linear("bid (units of value)"),
                series.toArray(Series[]::new));
    }

    private static void write(LearnedBids setting, Solution oracle, SeedResult run, Csv table, Csv curves) {
        double[] wanted = oracle.table("expected_utility").values(); // [bidders]
        double[] signal = oracle.table("signal").values(); // [bidders, points]
        double[] bid = oracle.table("equilibrium_bid").values(); // [bidders, points]
        int points = LearnedBids.CELLS + 1;
        for (int i = 0; i < wanted.length; i++) {
            table.row(
                    setting.label(),
                    run.seed(),
                    i,
                    run.series("utility")[i],
                    wanted[i],
                    run.series("revenue")[0],
                    oracle.table("expected_revenue").scalar(),
                    run.series("nash_conv")[0]);
            for (int k = i * points; k < (i + 1) * points; k++) {
                curves.row(setting.label(), run.seed(), i, signal[k], run.series("bids")[k], bid[k]);
            }
        }
    }
}
