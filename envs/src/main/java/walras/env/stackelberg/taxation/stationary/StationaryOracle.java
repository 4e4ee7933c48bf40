package walras.env.stackelberg.taxation.stationary;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import walras.env.NumberArray;
import walras.env.Options;
import walras.env.Problem;
import walras.env.Solution;

/** What {@code solve} says of the household economy: each answer with a certificate that its tables alone decide. */
public final class StationaryOracle {
    private static final int RATES = 5;
    private static final double RATE_MOST = .95;
    private static final Map<String, Double> BOUNDS = Map.of(
            "policy_residual", 1e-10,
            "labour_residual", 1e-12,
            "distribution_residual", 1e-12,
            "value_residual", 1e-9,
            "asset_residual", 1e-8,
            "goods_residual", 1e-8,
            "government_residual", 1e-8,
            "firm_residual", 1e-8);

    private final Options options;
    private final StationaryWorld world;
    private final Solution.Builder tables;

    private StationaryOracle(Options options, StationaryWorld world, Solution.Builder tables) {
        this.options = options;
        this.world = world;
        this.tables = tables;
    }

    /** Refuses what no answer could be given for, before anything is solved. */
    public static void check(Options options) {
        boolean prices = StationaryOptions.prices(options).length > 0;
        options.array("reform").ifPresent(reform -> {
            if (prices) {
                throw Problem.option("reform", "none where prices are given", reform);
            }
            rates(reform);
        });
    }

    /**
     * Adds the tables and the certificate that the options ask for.
     *
     * @param fixed true where households at given prices follow the options' fixed rule
     */
    public static Solution solve(Options options, StationaryWorld world, boolean fixed, Solution.Builder tables) {
        double[] prices = StationaryOptions.prices(options); // [year, 2]
        StationaryOracle oracle = new StationaryOracle(options, world, tables);
        StationaryTables.grids(world, tables);
        if (prices.length == 0) {
            oracle.equilibrium();
        } else if (prices.length > 2) {
            oracle.path(prices);
        } else {
            Equilibrium best = Clearing.given(world, prices[0], prices[1]);
            LifetimeValues values = LifetimeValues.of(world, best.plans());
            if (fixed) {
                oracle.rule(best, values);
            } else {
                StationaryTables.households(best, values, "", tables);
                oracle.certify(world, "", false);
            }
        }
        return tables.verified(true).build(); // or refused above
    }

    private void equilibrium() {
        Equilibrium found = EquilibriumCache.of(world);
        LifetimeValues values = LifetimeValues.of(world, found.plans());
        StationaryTables.households(found, values, "", tables);
        StationaryTables.aggregates(found, "", tables);
        Incidence.write(found, tables);
        NumberArray reform = options.array("reform").orElse(null);
        if (reform != null) {
            StationaryWorld after = world.under(world.fiscal().reformed(rates(reform)));
            Equilibrium other = EquilibriumCache.of(after);
            LifetimeValues young = LifetimeValues.of(after, other.plans());
            StationaryTables.households(other, young, "reform_", tables);
            StationaryTables.aggregates(other, "reform_", tables);
            Gains.write(found, values, other, young, tables);
            certify(after, "reform_", true);
        }
        certify(world, "", true);
    }

    private static double[] rates(NumberArray reform) { // -> [5]
        double[] rates = reform.values(); // [rate]
        if (rates.length != RATES) {
            throw Problem.option("reform", "[tau, xi, tau_wealth, consumption_tax, spending]", reform);
        }
        for (int k = 0; k < RATES; k++) {
            if (k != 3 && rates[k] > RATE_MOST) {
                throw Problem.option("reform", "rates of at most " + RATE_MOST, reform, RATE_MOST);
            }
        }
        return rates;
    }

    private void path(double[] prices) { // [year, 2]
        Policies[] plans = PricePath.plans(world, prices); // [year]
        int cells = world.cells();
        double[][] pages = new double[3][plans.length * cells]; // [3, year * asset * ability]
        for (int t = 0; t < plans.length; t++) {
            System.arraycopy(plans[t].assets(), 0, pages[0], t * cells, cells);
            System.arraycopy(plans[t].consumption(), 0, pages[1], t * cells, cells);
            System.arraycopy(plans[t].hours(), 0, pages[2], t * cells, cells);
        }
        String[] names = {"assets", "consumption", "labour"}; // [3]
        double[][] first = {plans[0].assets(), plans[0].consumption(), plans[0].hours()}; // [3, asset * ability]
        for (int k = 0; k < names.length; k++) {
            tables.table(
                    "policy_" + names[k], StationaryTables.CELL, List.of(world.points(), world.states()), first[k]);
            tables.table(
                    "path_" + names[k],
                    List.of("year", "asset", "ability"),
                    List.of(plans.length, world.points(), world.states()),
                    pages[k]);
        }
        Solution known = tables.build();
        Function<String, double[]> written = name -> known.table(name).values();
        double residual = new StationaryCertificate(world, written)
                .path(
                        prices,
                        written.apply("path_assets"),
                        written.apply("path_consumption"),
                        written.apply("path_labour"));
        require("policy_residual", "policy_residual", residual);
    }

    /** Exploitability of the fixed rule. */
    private void rule(Equilibrium best, LifetimeValues values) {
        Policies plans = RuleReply.plans(world, best.market(), options.number("saving"), options.number("labour"));
        double[] mass = RuleReply.distribution(world, plans); // [asset, ability]
        LifetimeValues rule = LifetimeValues.of(world, plans);
        double[] gap = RuleReply.exploitability(world.preferences(), rule, values, mass); // [2]
        StationaryTables.households(best, values, "reply_", tables);
        Equilibrium ruled = new Equilibrium(
                world, best.market(), plans, mass, CrossSection.of(world, best.market(), plans, mass), 0, 0, 0);
        StationaryTables.households(ruled, rule, "", tables);
        tables.scalar("exploitability", gap[0]).scalar("exploitability_equivalent", gap[1]);
        certify(world, "reply_", false);
    }

    private void certify(StationaryWorld of, String prefix, boolean cleared) {
        Solution known = tables.build();
        StationaryCertificate certificate =
                new StationaryCertificate(of, name -> known.table(name).values());
        Map<String, Double> found = cleared ? certificate.economy(prefix) : certificate.households(prefix);
        found.forEach((name, residual) -> require(name, name.substring(prefix.length()), residual));
    }

    private void require(String name, String bound, double residual) {
        double most = BOUNDS.getOrDefault(bound, 0.0);
        if (!(residual <= most)) {
            throw Problem.precondition(
                    "NOT_CERTIFIED", "the household economy", name + " at most " + most, String.valueOf(residual));
        }
        tables.certify(name, residual);
    }
}
