package walras.env.stackelberg.taxation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Guide;
import walras.env.NumberArray;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Problem;
import walras.env.TableSize;
import walras.env.stackelberg.taxation.stationary.StationaryOptions;
import walras.env.stackelberg.taxation.stationary.StationaryOracle;

/** Who the environment is and what options it takes. */
final class TaxationEnvironment implements Environment {
    private static final int HOUSEHOLDS_MAX = 10_000;
    private static final long HOUSEHOLD_BYTES = 160; // of a household's state, beside what its tensors show
    private static final List<OptionSpec> OWN = List.of(
            OptionSpec.choice(
                    "variant",
                    id(Variant.CLOSED),
                    ids(Variant.values()),
                    "Every account balances; or a published economy: TaxAI loses assets, DSMFG goods and assets."),
            OptionSpec.integer("households", 100, 2, HOUSEHOLDS_MAX, "households", "Households per row."),
            OptionSpec.choice("task", "social_welfare", ids(Task.values()), "What the government is paid for."),
            OptionSpec.choice(
                    "followers",
                    "stationary",
                    ids(TaxationSettings.Behaviour.values()),
                    "Rule of households inside, or `seat`: participants. Published variants take stationary as myopic."),
            OptionSpec.choice(
                    "tax",
                    "hsv",
                    List.of("hsv", "federal-2022", "linear-5"),
                    "HSV on income and wealth; or marginal rates on brackets of income, which the leader sets."),
            OptionSpec.array("thresholds", 1, 1, 1, 1e12, "dollars", "Own ascending thresholds between brackets."),
            OptionSpec.choice(
                    "tax_unit",
                    "output-per-head",
                    List.of("output-per-head", "dollar"),
                    "Money unit of the published variants' HSV rule; `closed` counts wages."),
            OptionSpec.choice("shock", "none", ids(TaxationSettings.Shock.values()), "What hits in year 100."),
            OptionSpec.array("wealth", 1, 1, 0, 1e15, "dollars", "Own initial wealth of each household."),
            OptionSpec.array("ability", 1, 1, 1e-6, 1e6, "", "Own initial ability of each household."),
            OptionSpec.number("wealth_mean", 1_063_700, 1, 1e12, "dollars", "Mean of drawn initial wealth."),
            OptionSpec.number("wealth_median", 192_900, 1, 1e12, "dollars", "Median of drawn initial wealth."),
            OptionSpec.number("wealth_correlation", .5, -1, 1, "", "Of drawn wealth and ability, in logarithms."),
            OptionSpec.flag("ability_risk", true, "Ability moves from year to year, and superstars rise."),
            OptionSpec.number(
                    "saving",
                    .96,
                    0,
                    .999,
                    "",
                    "Saving rate of households inside by a rule: of income and wealth, in DSMFG of income."),
            OptionSpec.number("labour", 1.0 / 3, .001, .99, "", "Labour share of fixed households inside."),
            OptionSpec.integer("horizon", 300, 1, 100_000, "years", "Years of an episode."),
            OptionSpec.choice(
                    "start",
                    "stationary",
                    List.of("stationary", "drawn"),
                    "Variant closed: households of the equilibrium, or drawn ones; given ones are a drawn start."));
    private static final OptionsSchema OPTIONS = OptionsSchema.of(
            Stream.concat(OWN.stream(), StationaryOptions.specs().stream()).toArray(OptionSpec[]::new));

    private static List<String> ids(Enum<?>[] values) {
        return Arrays.stream(values).map(TaxationEnvironment::id).toList();
    }

    private static String id(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String id() {
        return "stackelberg/taxation-v0";
    }

    @Override
    public String summary() {
        return "A government taxes and spends; up to ten thousand heterogeneous households work, eat and save.";
    }

    @Override
    public String description() {
        return TaxationDescription.TEXT;
    }

    @Override
    public Guide guide() {
        return Guide.read(TaxationEnvironment.class, "taxation.md");
    }

    @Override
    public List<String> sources() {
        return List.of(
                "Mi et al., TaxAI: A Dynamic Economic Simulator and Benchmark for Multi-Agent Reinforcement Learning,"
                        + " AAMAS 2024",
                "Mi et al., Learning Macroeconomic Policies through Dynamic Stackelberg Mean-Field Games, ECAI 2025",
                "Heathcote, Storesletten and Violante, Optimal Tax Progressivity, QJE 2017",
                "Saez, Using Elasticities to Derive Optimal Income Tax Rates, REStud 2001",
                "Aiyagari, Uninsured Idiosyncratic Risk and Aggregate Saving, QJE 1994");
    }

    @Override
    public OptionsSchema options() {
        return OPTIONS;
    }

    @Override
    public TableSize tables(Options options) {
        TableSize size = TableSize.ofArrays(options).perRow(options.integer("households") * HOUSEHOLD_BYTES, 0);
        return options.text("variant").equals(id(Variant.CLOSED))
                ? size.plus(StationaryOptions.tableBytes(options), StationaryOptions.buildingBytes(options))
                : size;
    }

    @Override
    public Economy economy(Options options) {
        Optional<NumberArray> wealth = options.array("wealth");
        Optional<NumberArray> ability = options.array("ability");
        int households = households(options, wealth, ability);
        double mean = options.number("wealth_mean");
        double median = options.number("wealth_median");
        if (median > mean) {
            throw Problem.option("wealth_median", "at most wealth_mean " + mean, median, mean);
        }
        String tax = options.text("tax");
        boolean own = options.array("thresholds").isPresent();
        TaxationSettings settings = new TaxationSettings(
                named(Variant.values(), options.text("variant")),
                households,
                named(Task.values(), options.text("task")),
                named(TaxationSettings.Behaviour.values(), options.text("followers")),
                brackets(tax, options),
                tax.equals("federal-2022") && !own,
                options.text("tax_unit").equals("dollar"),
                named(TaxationSettings.Shock.values(), options.text("shock")),
                new Population(
                        wealth.map(NumberArray::values).orElse(null),
                        ability.map(NumberArray::values).orElse(null),
                        mean,
                        median,
                        options.number("wealth_correlation"),
                        AbilityProcess.DEFAULT,
                        options.flag("ability_risk")),
                options.number("saving"),
                options.number("labour"),
                options.integer("horizon"),
                closed(options));
        requireFinite(settings, options);
        return new TaxationEconomy(settings, options);
    }

    private static @Nullable ClosedRules closed(Options options) {
        if (!options.text("variant").equals(id(Variant.CLOSED))) {
            for (String name : List.of("prices", "reform")) {
                options.requireNone(name, "in variant closed");
            }
            return null;
        }
        StationaryOracle.check(options);
        boolean given =
                options.array("wealth").isPresent() || options.array("ability").isPresent();
        return new ClosedRules(
                StationaryOptions.world(options),
                options.number("capital_ratio"),
                !given && options.text("start").equals("stationary"));
    }

    /** In TaxAI everything begins in proportion to wealth: without any there is no capital, no labour and no unit of money. */
    private static void requireFinite(TaxationSettings settings, Options options) {
        if (settings.closed() != null) {
            requireWealth(options);
            return;
        }
        HouseholdEconomy typical = settings.typicalReset();
        double[] first = { // [quantity]
            typical.capital[0],
            typical.labour[0],
            typical.output[0],
            typical.wage[0],
            typical.hoursMax[0],
            1 / typical.unit[0]
        };
        for (double quantity : first) {
            if (!(quantity > 0) || quantity == Double.POSITIVE_INFINITY) {
                throw Problem.option(
                        options.array("wealth").isPresent() ? "wealth" : "ability",
                        "an economy with output: in variant " + id(settings.variant())
                                + " capital and labour begin in proportion to the wealth of all",
                        options.array("wealth").orElse(null));
            }
        }
    }

    private static void requireWealth(Options options) {
        options.array("wealth").ifPresent(wealth -> {
            if (!(Arrays.stream(wealth.values()).sum() > 0)) {
                throw Problem.option("wealth", "wealth of somebody: it is scaled to capital and debt", wealth);
            }
        });
    }

    private static <E extends Enum<E>> E named(E[] values, String id) {
        return Arrays.stream(values)
                .filter(each -> id(each).equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static int households(Options options, Optional<NumberArray> wealth, Optional<NumberArray> ability) {
        int wealthy = wealth.map(array -> array.shape().get(0)).orElse(0);
        int able = ability.map(array -> array.shape().get(0)).orElse(0);
        if (wealthy > 0 && able > 0 && wealthy != able) {
            throw Problem.option("ability", "as many values as wealth, " + wealthy, able);
        }
        int given = Math.max(wealthy, able);
        if (given == 1 || given > HOUSEHOLDS_MAX) {
            throw Problem.option(wealthy > 0 ? "wealth" : "ability", "2 to " + HOUSEHOLDS_MAX + " values", given);
        }
        return given > 0 ? given : options.integer("households");
    }

    private static @Nullable BracketTax brackets(String tax, Options options) {
        Optional<NumberArray> own = options.array("thresholds");
        if (tax.equals("hsv")) {
            if (own.isPresent()) {
                throw Problem.option("thresholds", "none with tax hsv", own.get());
            }
            return null;
        }
        if (own.isEmpty()) {
            return tax.equals("federal-2022") ? BracketTax.federal2022() : BracketTax.linear(5, 4e6);
        }
        double[] thresholds = own.get().values(); // [bracket - 1]
        for (int k = 1; k < thresholds.length; k++) {
            if (thresholds[k] <= thresholds[k - 1]) {
                throw Problem.option("thresholds", "ascending numbers", own.get());
            }
        }
        return new BracketTax(0, 0, thresholds);
    }
}
