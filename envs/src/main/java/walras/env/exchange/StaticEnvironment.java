package walras.env.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Guide;
import walras.env.NumberArray;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Problem;
import walras.env.TableSize;
import walras.env.exchange.equilibrium.Preferences;
import walras.env.exchange.equilibrium.ProcessRules;
import walras.env.exchange.equilibrium.Utility;

/** {@code exchange/static-v0}: who it is and what options it takes. */
final class StaticEnvironment implements Environment {
    private static final List<List<Double>> WEIGHTS =
            List.of(List.of(1 / 6.0, 2 / 6.0, 3 / 6.0), List.of(0.4, 0.4, 0.2), List.of(0.6, 0.2, 0.2));
    private static final List<List<Double>> ENDOWMENTS =
            List.of(List.of(1.0, 2.0, 0.0), List.of(0.0, 1.0, 3.0), List.of(2.0, 0.0, 1.0));
    private static final int STEPS_DEFAULT = 10_000;
    private static final double LAZINESS_DEFAULT = 0.25;
    private static final OptionsSchema OPTIONS = OptionsSchema.of(
            OptionSpec.choice("utility", "additive-ces", List.of(Utility.ids()), "Utility family of all consumers."),
            EconomyOptions.families(),
            EconomyOptions.rho().withDefault(0.5),
            OptionSpec.array("weights", 2, 2, 0, EconomyOptions.WEIGHT_MAX, "", "Taste for each good, [agent][good].")
                    .withDefault(WEIGHTS),
            OptionSpec.array("endowments", 2, 2, 0, EconomyOptions.WEIGHT_MAX, "", "What each owns, [agent][good].")
                    .withDefault(ENDOWMENTS),
            OptionSpec.array(
                    "budgets",
                    1,
                    1,
                    0,
                    EconomyOptions.WEIGHT_MAX,
                    "",
                    "Fisher form: money per agent; with it, endowments are that part of the supply."),
            OptionSpec.array(
                    "supply",
                    1,
                    1,
                    0,
                    EconomyOptions.WEIGHT_MAX,
                    "goods",
                    "Fisher form: how much there is of each good; else what the endowments add up to."),
            EconomyOptions.tolerance(),
            OptionSpec.choice("market", "report", MarketMode.ids(), "What consumers tell the auctioneer."),
            OptionSpec.integer("horizon", 1, 1, 1_000_000, "steps", "Markets held in one episode."),
            OptionSpec.number(
                    "spread",
                    0,
                    0,
                    3,
                    "",
                    "Each row's tastes and endowments are multiplied by exp(spread z), z standard normal, at reset."),
            OptionSpec.number(
                    "price_step",
                    0.5,
                    0,
                    2,
                    "",
                    "Exponent of tatonnement, in the market `demand` and of the auctioneer; 0 fixes prices."),
            OptionSpec.choice(
                            "auctioneer",
                            "",
                            ProcessRules.ids(),
                            "The process that clears reports, from equal prices, in place of the certified kernel; a"
                                    + " row whose residual stays above `tolerance` ends without trade.")
                    .withDefault(null),
            OptionSpec.array(
                    "auctioneer_steps",
                    0,
                    0,
                    1,
                    1e7,
                    "steps",
                    "Most steps of such a process; " + STEPS_DEFAULT + " where left out."),
            OptionSpec.array(
                    "laziness",
                    0,
                    0,
                    0,
                    0.999,
                    "",
                    "The part of each bid that stays in a proportional response; " + LAZINESS_DEFAULT
                            + " where left out."),
            OptionSpec.array(
                    "start_prices",
                    1,
                    1,
                    0,
                    EconomyOptions.WEIGHT_MAX,
                    "",
                    "Where the oracle's Newton search starts; selects one of several equilibria."));

    @Override
    public String id() {
        return "exchange/static-v0";
    }

    @Override
    public String summary() {
        return "A static exchange economy: consumers trade endowments through an auctioneer whose prices are"
                + " certified.";
    }

    @Override
    public String description() {
        return """
                N consumers own bundles of L goods and value bundles by `utility` with `weights`. At every step a market is
                held. With `market` "report" each consumer reports weights and the auctioneer finds the competitive
                equilibrium of the reported economy, or lets the price process `auctioneer` look for it; with "demand" each
                sends a demand at the posted prices, which are rationed and then moved by tatonnement; with "proposal" each
                proposes a bundle and prices. The reward is the utility of the bundle received, at the true preferences.
                Endowments are the same at every step. The episode terminates after `horizon` markets. The oracle is the
                competitive equilibrium with its certificate.""";
    }

    @Override
    public Guide guide() {
        return Guide.read(StaticEnvironment.class, "market.md", "static.md");
    }

    @Override
    public List<String> sources() {
        return List.of(
                "L. Walras, Elements of Pure Economics, 1874.",
                "E. Eisenberg and D. Gale, Consensus of subjective probabilities: the pari-mutuel method, 1959.",
                "B. Codenotti, B. McCune, K. Varadarajan, Market equilibrium via the excess demand function, STOC"
                        + " 2005.",
                "T. Kehoe, Computation and multiplicity of equilibria, Handbook of Mathematical Economics IV, 1991.");
    }

    @Override
    public OptionsSchema options() {
        return OPTIONS;
    }

    @Override
    public TableSize tables(Options options) {
        TableSize given = TableSize.ofArrays(options);
        return given.perRow(given.economyBytes(), 0); // every row has its own tastes, endowments and bundles
    }

    @Override
    public Economy economy(Options options) {
        NumberArray weights = EconomyOptions.array(options, "weights");
        NumberArray endowments = EconomyOptions.array(options, "endowments");
        int agents = weights.shape().get(0);
        int goods = weights.shape().get(1);
        if (!options.has("budgets")) {
            options.requireNone("supply", "beside budgets");
        }
        double[] owned = options.has("budgets") ? fisher(options, agents, goods) : owned(weights, endowments); // [N, L]
        Preferences preferences = EconomyOptions.preferences(options, options.text("utility"), 0.5, agents, goods);
        EconomyOptions.checkEndowments(owned, agents, goods);
        EconomyOptions.checkUtilities(
                preferences, weights.values(), StaticEconomy.logFactorMax(options.number("spread")));
        double[] start = options.array("start_prices").map(NumberArray::values).orElse(new double[0]); // [L] or [0]
        if (start.length != 0 && (start.length != goods || Arrays.stream(start).anyMatch(price -> price <= 0))) {
            throw Problem.option("start_prices", goods + " positive numbers", Arrays.toString(start));
        }
        return new StaticEconomy(
                preferences,
                weights.values(),
                owned,
                start,
                new StaticRules(
                        MarketMode.of(options.text("market")),
                        options.integer("horizon"),
                        options.number("spread"),
                        options.number("price_step"),
                        options.number("tolerance"),
                        process(options, preferences)));
    }

    private static Optional<ProcessRules> process(Options options, Preferences preferences) {
        if (!options.has("auctioneer")) {
            return Optional.empty();
        }
        ProcessRules.Kind kind = ProcessRules.Kind.of(options.text("auctioneer"));
        if (!kind.takes(preferences)) {
            throw Problem.option(
                    "auctioneer", "another than " + kind.id() + ", which takes " + kind.taken(), kind.id());
        }
        double steps = bare(options, "auctioneer_steps", STEPS_DEFAULT);
        if (steps != Math.rint(steps)) {
            throw Problem.option("auctioneer_steps", "a whole number", steps);
        }
        double strength = kind == ProcessRules.Kind.TATONNEMENT
                ? options.number("price_step")
                : bare(options, "laziness", LAZINESS_DEFAULT);
        return Optional.of(new ProcessRules(kind, strength, (int) steps));
    }

    private static double bare(Options options, String name, double otherwise) {
        return options.array(name).map(array -> array.values()[0]).orElse(otherwise);
    }

    private static double[] owned(NumberArray weights, NumberArray endowments) { // [N, L]
        if (!weights.shape().equals(endowments.shape())) {
            throw Problem.option("endowments", "the shape of weights, " + weights.shape(), endowments.shape());
        }
        return endowments.values();
    }

    /** A Fisher market is an exchange economy in which each agent owns the same part of every good: its budget's. */
    private static double[] fisher(Options options, int agents, int goods) { // [N, L]
        double[] budgets = EconomyOptions.array(options, "budgets").values(); // [N]
        double[] supply = options.array("supply")
                .map(NumberArray::values)
                .orElseGet(() -> columnSums(EconomyOptions.array(options, "endowments"))); // [L]
        if (budgets.length != agents) {
            throw Problem.option("budgets", agents + " numbers", budgets.length);
        }
        if (supply.length != goods) {
            throw Problem.option("supply", goods + " numbers", supply.length);
        }
        double money = Arrays.stream(budgets).sum();
        double[] owned = new double[agents * goods]; // [N, L]
        Arrays.setAll(owned, k -> budgets[k / goods] / money * supply[k % goods]);
        return owned;
    }

    private static double[] columnSums(NumberArray array) { // [L]
        double[] values = array.values(); // [N, L]
        int goods = array.shape().get(1);
        double[] sums = new double[goods];
        for (int k = 0; k < values.length; k++) {
            sums[k % goods] += values[k];
        }
        return sums;
    }
}
