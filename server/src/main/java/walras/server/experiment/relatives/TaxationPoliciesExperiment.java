package walras.server.experiment.relatives;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import walras.env.batch.Batch;
import walras.server.experiment.Experiment;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Finding;
import walras.server.experiment.Findings;
import walras.server.experiment.SeedResult;
import walras.server.report.Csv;
import walras.server.report.Figure;
import walras.server.report.Interval;

/** Published tax rules in the same economy. */
@AutoService(Experiment.class)
public final class TaxationPoliciesExperiment implements Experiment {
    private static final String ID = "stackelberg/taxation-v0";
    private static final String[] RULES = {"free-market", "federal-2022", "saez", "hsv"};
    private static final List<String> TAXED = List.of("federal-2022", "saez", "hsv");
    private static final int GENERATIONS = 12;
    private static final String BEST = "best-hsv";
    private static final List<String> MEASURED = List.of("free-market", "federal-2022", "saez", "hsv", BEST);
    private static final Map<String, String> NAMES = Map.of(
            "free-market",
            "free market",
            "federal-2022",
            "US federal 2022",
            "saez",
            "Saez",
            "hsv",
            "HSV",
            BEST,
            "best HSV");
    private static final List<String> FIGURES =
            List.of("output", "welfare", "income_gini", "wealth_gini", "labour", "tax_revenue", "years");

    @Override
    public String name() {
        return "taxation-policies";
    }

    @Override
    public String claim() {
        return "Progressive taxes (the United States' of 2022, Saez's, HSV) buy equality with output, against the free"
                + " market, in the economy of the dynamic Stackelberg mean-field game (Mi et al., ECAI 2025).";
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
        int households = context.quick() ? 100 : 1000;
        int years = context.quick() ? 40 : 100;
        List<SeedResult> runs =
                context.perSeed("households " + households + " years " + years, seed -> play(seed, households, years));
        return Findings.of(
                        Finding.above(
                                "The best constant HSV tax makes several times the federal tax's output (published for"
                                        + " learned governments: 19 times, after 300 years).",
                                "output per head over the federal tax's",
                                Interval.ofMean(ratio(runs)),
                                4),
                        difference("The federal tax lowers inequality of income.", runs, "federal-2022"),
                        difference("Saez's tax lowers inequality of income.", runs, "saez"),
                        difference("The HSV tax lowers inequality of income.", runs, "hsv"),
                        relative("The federal tax costs output.", runs, "federal-2022"),
                        relative("Saez's tax costs output.", runs, "saez"),
                        relative("The HSV tax costs output.", runs, "hsv"))
                .withTable(table(runs))
                .withFigure(
                        levels(runs, List.of(RULES), "income_gini", "Inequality", "Gini index of income after tax"),
                        levels(
                                runs,
                                MEASURED,
                                "output",
                                "Output, on the mean-field game's scale",
                                "output per head (dollars a year)"),
                        beside(
                                runs,
                                "income_gini",
                                false,
                                "Inequality beside the free market's, seed by seed",
                                "change of the Gini index of income after tax"),
                        beside(
                                runs,
                                "output",
                                true,
                                "Output beside the free market's, seed by seed",
                                "relative change of output per head"));
    }

    private static double[] ratio(List<SeedResult> runs) { // [seeds]
        double[] best = last(runs, BEST, "output"); // [seeds]
        double[] federal = last(runs, "federal-2022", "output"); // [seeds]
        Arrays.setAll(best, k -> best[k] / federal[k]);
        return best;
    }

    private static double[] minusFree(List<SeedResult> runs, String rule, String figure, boolean relative) {
        double[] taxed = last(runs, rule, figure); // [seeds]
        double[] free = last(runs, RULES[0], figure); // [seeds]
        Arrays.setAll(taxed, k -> relative ? taxed[k] / free[k] - 1 : taxed[k] - free[k]);
        return taxed;
    }

    private static double[] last(List<SeedResult> runs, String rule, String figure) { // [seeds]
        return SeedResult.last(runs, rule + " " + figure);
    }

    private static Finding difference(String claim, List<SeedResult> runs, String rule) {
        double[] gap = minusFree(runs, rule, "income_gini", false); // [seeds]
        return Finding.below(claim, "Gini of income after tax, less the free market's", Interval.ofMean(gap), 0);
    }

    private static Finding relative(String claim, List<SeedResult> runs, String rule) {
        double[] loss = minusFree(runs, rule, "output", true); // [seeds]
        return Finding.below(claim, "output per head over the free market's, less 1", Interval.ofMean(loss), 0);
    }

    /** The figures of the last year that each economy lives through. */
    private static Map<String, double[]> play(long seed, int households, int years) {
        Map<String, double[]> results = new LinkedHashMap<>();
        for (String rule : RULES) {
            Map<String, Object> options = Map.of(
                    "variant", "dsmfg", "households", households, "tax", rule.equals("hsv") ? "hsv" : "federal-2022");
            Batch batch = Play.of(ID, options).batch(1, seed, rule, Map.of(), FIGURES);
            for (int year = 0; year < years && !batch.pending(0); year++) {
                batch.step();
            }
            for (String figure : FIGURES) {
                results.put(rule + " " + figure, new double[] {Play.mean(batch, figure)});
            }
        }
        LeverSearch search =
                new LeverSearch(Play.of(ID, Map.of("variant", "dsmfg", "households", households)), years, seed);
        for (int generation = 0; generation < GENERATIONS; generation++) {
            search.improve();
        }
        results.put(BEST + " output", new double[] {search.bestOutput()});
        results.put(BEST + " levers", search.best());
        return results;
    }

    private static Csv table(List<SeedResult> runs) {
        Csv csv = new Csv(
                "policies",
                "seed",
                "rule",
                "output",
                "welfare",
                "income_gini",
                "wealth_gini",
                "labour",
                "tax_revenue",
                "years");
        for (SeedResult run : runs) {
            for (String rule : RULES) {
                Object[] row = new Object[FIGURES.size() + 2];
                row[0] = run.seed();
                row[1] = rule;
                for (int k = 0; k < FIGURES.size(); k++) {
                    row[k + 2] = run.series(rule + " " + FIGURES.get(k))[0];
                }
                csv.row(row);
            }
        }
        return csv;
    }

    private static Figure levels(List<SeedResult> runs, List<String> rules, String figure, String title, String axis) {
        return bars(title, axis, rules, rule -> last(runs, rule, figure));
    }

    /** As the verdicts are: each seed's economy beside the same economy without taxes. */
    private static Figure beside(List<SeedResult> runs, String figure, boolean relative, String title, String axis) {
        return bars(title, axis, TAXED, rule -> minusFree(runs, rule, figure, relative))
                .withReferences(new Figure.Reference("the free market", 0));
    }

    private static Figure bars(
            String title, String axis, List<String> rules, Function<String, double[]> values /* -> [seeds] */) {
        double[][] all = rules.stream().map(values).toArray(double[][]::new); // [rules][seeds]
        return Figure.of(
                title,
                Figure.Axis.categories(
                        "tax rule", rules.stream().map(NAMES::get).toArray(String[]::new)),
                Figure.Axis.linear(axis),
                Figure.Series.barsOfSeeds(axis, all));
    }
}
