package walras.env.stackelberg.taxation.stationary;

import java.util.Arrays;
import java.util.List;
import walras.env.Solution;

/** Writes an economy as tables of {@code solve}. */
final class StationaryTables {
    static final List<String> CELL = List.of("asset", "ability");

    private StationaryTables() {}

    static void grids(StationaryWorld world, Solution.Builder tables) {
        AbilityChain chain = world.chain();
        int m = chain.states();
        tables.table("asset_grid", List.of("asset"), List.of(world.points()), world.assets())
                .table("ability_values", List.of("ability"), List.of(m), chain.values())
                .table("ability_transition", List.of("from", "to"), List.of(m, m), chain.transition())
                .table("ability_share", List.of("ability"), List.of(m), chain.share());
    }

    /** What only a cleared economy has. */
    static void aggregates(Equilibrium found, String prefix, Solution.Builder tables) {
        tables.scalar(prefix + "capital", found.capital())
                .scalar(prefix + "output", found.output())
                .scalar(prefix + "public_spending", found.spending())
                .scalar(prefix + "debt", found.debt())
                .scalar(
                        prefix + "saving_rate",
                        found.world().technology().depreciation() * found.capital() / found.output());
    }

    static void households(Equilibrium found, LifetimeValues values, String prefix, Solution.Builder tables) {
        CrossSection sums = found.sums();
        double[] mass = found.distribution(); // [asset, ability]
        tables.scalar(prefix + "interest_rate", found.market().interest())
                .scalar(prefix + "wage", found.market().wage())
                .scalar(prefix + "transfer", found.market().transfer())
                .scalar(prefix + "assets", sums.assets())
                .scalar(prefix + "labour", sums.effective())
                .scalar(prefix + "hours", sums.hours())
                .scalar(prefix + "consumption", sums.consumption())
                .scalar(prefix + "revenue", sums.revenue())
                .scalar(prefix + "constrained_share", sums.least())
                .scalar(prefix + "top_share", sums.most())
                .scalar(prefix + "mean_value", Inequality.mean(values.whole(), mass));
        inequality(found, prefix, tables);
        plans(found, values, prefix, tables);
        tables.table(prefix + "euler_error", List.of("mean_max"), List.of(2), new EulerErrors(found).logs(mass));
    }

    private static void inequality(Equilibrium found, String prefix, Solution.Builder tables) {
        StationaryWorld world = found.world();
        YearBudget budget = new YearBudget(world, found.market());
        int m = world.states();
        double[] mass = found.distribution(); // [asset, ability]
        double[] wealth = new double[mass.length]; // [asset, ability]
        Arrays.setAll(wealth, cell -> world.assets()[cell / m]);
        double[] income = new double[mass.length]; // [asset, ability]
        Arrays.setAll(
                income,
                cell -> budget.income(
                        world.chain().values()[cell % m], found.plans().hours()[cell], wealth[cell]));
        double[] disposable = new double[mass.length]; // [asset, ability]
        Arrays.setAll(disposable, cell -> budget.purse(income[cell], wealth[cell]) - wealth[cell]);
        tables.scalar(prefix + "wealth_gini", Inequality.gini(wealth, mass))
                .scalar(prefix + "income_gini", Inequality.gini(income, mass))
                .scalar(prefix + "disposable_gini", Inequality.gini(disposable, mass))
                .scalar(
                        prefix + "consumption_gini",
                        Inequality.gini(found.plans().consumption(), mass));
    }

    private static void plans(Equilibrium found, LifetimeValues values, String prefix, Solution.Builder tables) {
        List<Integer> shape = List.of(found.world().points(), found.world().states());
        tables.table(prefix + "policy_assets", CELL, shape, found.plans().assets())
                .table(prefix + "policy_consumption", CELL, shape, found.plans().consumption())
                .table(prefix + "policy_labour", CELL, shape, found.plans().hours())
                .table(prefix + "value", CELL, shape, values.whole())
                .table(prefix + "value_consumption", CELL, shape, values.eating())
                .table(prefix + "value_labour", CELL, shape, values.working())
                .table(prefix + "distribution", CELL, shape, found.distribution());
    }
}
