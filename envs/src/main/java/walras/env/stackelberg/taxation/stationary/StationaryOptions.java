package walras.env.stackelberg.taxation.stationary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import walras.env.NumberArray;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.Problem;

/** The options of the household economy and what they say. */
public final class StationaryOptions {
    private static final int POINTS_MOST = 500;
    private static final int STATES_MOST = 15;
    private static final int CELLS_MOST = 7_500;
    private static final int YEARS_MOST = 200;
    private static final double SUM_WIDTH = 1e-9;
    private static final long CELL_BYTES =
            160; // of plans, values and the distribution, in the equilibrium and its tables
    private static final long YEAR_BYTES = 48; // of a cell's plans in a year of given prices, and their tables

    private StationaryOptions() {}

    /** Their specifications. */
    public static List<OptionSpec> specs() {
        List<OptionSpec> all = new ArrayList<>(people());
        all.addAll(abilities());
        all.addAll(government());
        return all;
    }

    private static List<OptionSpec> people() {
        return List.of(
                OptionSpec.number("discount", .96, .8, .99, "", "Variant closed: weight of the next year."),
                OptionSpec.number("capital_share", .36, .1, .7, "", "Variant closed: alpha."),
                OptionSpec.number("depreciation", .08, .005, .5, "", "Variant closed: wear of capital a year."),
                OptionSpec.number("productivity", 1, .1, 10, "", "Variant closed: Z."),
                OptionSpec.number("risk_aversion", 1, .5, 10, "", "Variant closed: sigma; 1 is ln c."),
                OptionSpec.number("labour_disutility", .75, 0, 100, "", "Variant closed: psi; at 0 everybody works 1."),
                OptionSpec.number("frisch", .5, .1, 5, "", "Variant closed: phi, elasticity of hours."),
                OptionSpec.number("capital_ratio", 3, .01, 100, "", "Variant closed: K/Y of a drawn start."),
                OptionSpec.integer("asset_points", 200, 10, POINTS_MOST, "", "Points of the wealth grid."),
                OptionSpec.number("asset_min", 0, -100, 100, "goods", "Least wealth of the grid."),
                OptionSpec.number("asset_max", 150, .1, 1e6, "goods", "Greatest wealth of the grid."),
                OptionSpec.number("asset_power", 3, 1, 6, "", "Above 1 the grid is finer near its least."));
    }

    private static List<OptionSpec> abilities() {
        return List.of(
                OptionSpec.choice(
                        "ability_grid",
                        "rouwenhorst",
                        List.of("rouwenhorst", "tauchen"),
                        "Variant closed: how ln e becomes a chain."),
                OptionSpec.integer("ability_states", 7, 1, STATES_MOST, "", "States of the chain."),
                OptionSpec.number("ability_persistence", .9136, 0, .99, "", "Autocorrelation of ln e."),
                OptionSpec.number("ability_std", .5077, .01, 1.5, "", "Standard deviation of ln e in the long run."),
                OptionSpec.number("tauchen_width", 3, .5, 10, "", "Outermost states in standard deviations."),
                OptionSpec.array("ability_values", 1, 1, 1e-6, 1e6, "", "Own abilities of the chain, as they are."),
                OptionSpec.array("ability_transition", 2, 2, 0, 1, "", "Own chances [from][to] beside them."));
    }

    private static List<OptionSpec> government() {
        return List.of(
                OptionSpec.number("tau", .3, 0, .95, "", "Stationary economy: level of the income tax."),
                OptionSpec.number("xi", .181, 0, .95, "", "Stationary economy: progressivity of the income tax."),
                OptionSpec.number("tau_wealth", 0, 0, .95, "", "Stationary economy: share of wealth taken."),
                OptionSpec.number("consumption_tax", .065, 0, 10, "", "Variant closed: tax on what is eaten."),
                OptionSpec.number("spending", .15, 0, .95, "", "Stationary economy: share of output spent."),
                OptionSpec.number("debt_ratio", .6, -5, 5, "", "Variant closed: public debt over output."),
                OptionSpec.choice(
                        "balance",
                        "transfer",
                        List.of("transfer", "spending"),
                        "Stationary economy: what the budget leaves is the transfer, or is spent."),
                OptionSpec.number(
                        "transfer",
                        0,
                        -10,
                        100,
                        "goods",
                        "Given transfer a head: of a drawn start, of given prices, with balance spending."),
                OptionSpec.array(
                        "prices",
                        2,
                        2,
                        -1,
                        1e6,
                        "",
                        "Rows [interest, wage]: households at given prices; the last row lasts for ever."),
                OptionSpec.array(
                        "reform",
                        1,
                        1,
                        0,
                        10,
                        "",
                        "[tau, xi, tau_wealth, consumption_tax, spending] of a second stationary economy."));
    }

    /** What the tables of every cell `[asset, ability]` take, a reform's and those of each year of given prices among them. */
    public static long tableBytes(Options options) {
        long years = options.array("prices").map(given -> given.shape().get(0)).orElse(0);
        long economies = options.has("reform") ? 2 : 1;
        return cells(options) * (economies * CELL_BYTES + years * YEAR_BYTES);
    }

    /** What the solver needs besides: as much again for plans that are being improved and for the certificate's copies. */
    public static long buildingBytes(Options options) {
        return tableBytes(options);
    }

    private static long cells(Options options) {
        int own = options.array("ability_values").map(NumberArray::size).orElse(0);
        return (long) options.integer("asset_points") * (own > 0 ? own : options.integer("ability_states"));
    }

    /** The economy that they describe. */
    public static StationaryWorld world(Options options) {
        double min = options.number("asset_min");
        double max = options.number("asset_max");
        if (max <= min) {
            throw Problem.option("asset_max", "more than asset_min " + min, max);
        }
        AbilityChain chain = chain(options);
        int points = options.integer("asset_points");
        if (points * chain.states() > CELLS_MOST) {
            throw Problem.option(
                    "asset_points",
                    "at most " + CELLS_MOST / chain.states() + " with " + chain.states() + " abilities",
                    points,
                    CELLS_MOST / chain.states());
        }
        return new StationaryWorld(
                new Preferences(
                        options.number("discount"),
                        options.number("risk_aversion"),
                        options.number("labour_disutility"),
                        options.number("frisch")),
                new Technology(
                        options.number("capital_share"),
                        options.number("depreciation"),
                        options.number("productivity")),
                new Fiscal(
                        options.number("tau"),
                        options.number("xi"),
                        options.number("tau_wealth"),
                        options.number("consumption_tax"),
                        options.number("spending"),
                        options.number("debt_ratio"),
                        options.text("balance").equals("transfer"),
                        options.number("transfer")),
                StationaryWorld.grid(points, min, max, options.number("asset_power")),
                chain);
    }

    private static AbilityChain chain(Options options) {
        Optional<NumberArray> values = options.array("ability_values");
        Optional<NumberArray> transition = options.array("ability_transition");
        if (values.isPresent() != transition.isPresent()) {
            String missing = values.isPresent() ? "ability_transition" : "ability_values";
            throw Problem.option(missing, "both ability_values and ability_transition, or neither", "none");
        }
        if (values.isPresent() && transition.isPresent()) {
            return own(values.get(), transition.get());
        }
        int states = options.integer("ability_states");
        double persistence = options.number("ability_persistence");
        double std = options.number("ability_std");
        return options.text("ability_grid").equals("tauchen")
                ? AbilityChain.tauchen(states, persistence, std, options.number("tauchen_width"))
                : AbilityChain.rouwenhorst(states, persistence, std);
    }

    private static AbilityChain own(NumberArray values, NumberArray transition) {
        int m = values.shape().get(0);
        if (m > STATES_MOST) {
            throw Problem.option("ability_values", "at most " + STATES_MOST + " values", m);
        }
        if (!transition.shape().equals(List.of(m, m))) {
            throw Problem.option("ability_transition", "shape [" + m + ", " + m + "]", transition.shape());
        }
        double[] chances = transition.values(); // [ability, ability]
        for (int i = 0; i < m; i++) {
            double sum = Arrays.stream(chances, i * m, (i + 1) * m).sum();
            if (Math.abs(sum - 1) > SUM_WIDTH) {
                throw Problem.option("ability_transition", "rows that sum to 1", "row " + i + " with " + sum);
            }
        }
        AbilityChain chain = AbilityChain.given(values.values(), chances);
        if (!Arrays.stream(chain.share()).allMatch(Double::isFinite)) {
            throw Problem.option("ability_transition", "a chain with one long run", transition);
        }
        return chain;
    }

    /** Given prices `[year, 2]`, empty for none. */
    static double[] prices(Options options) { // -> [year, 2]
        NumberArray given = options.array("prices").orElse(null);
        if (given == null) {
            return new double[0]; // [0, 2]
        }
        if (given.shape().get(1) != 2 || given.shape().get(0) > YEARS_MOST) {
            throw Problem.option("prices", "1 to " + YEARS_MOST + " rows [interest, wage]", given.shape());
        }
        double[] prices = given.values(); // [year, 2]
        for (int k = 1; k < prices.length; k += 2) {
            if (prices[k] <= 0) {
                throw Problem.option("prices", "positive wages", prices[k]);
            }
        }
        return prices;
    }
}
