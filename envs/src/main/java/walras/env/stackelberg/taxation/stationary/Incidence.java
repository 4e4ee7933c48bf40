package walras.env.stackelberg.taxation.stationary;

import java.util.List;
import walras.env.Solution;

/** Who pays and who gets, by tenths of wealth. */
final class Incidence {
    private static final List<String> DIMS = List.of("wealth_tenth");
    private static final List<Integer> SHAPE = List.of(WealthTenths.COUNT);

    private Incidence() {}

    static void write(Equilibrium found, Solution.Builder tables) {
        StationaryWorld world = found.world();
        Fiscal fiscal = world.fiscal();
        YearBudget budget = new YearBudget(world, found.market());
        WealthTenths tenths = new WealthTenths(world, found.distribution());
        int m = world.states();
        double[] eaten = found.plans().consumption(); // [asset, ability]
        double[] hours = found.plans().hours(); // [asset, ability]
        double[] incomes = new double[eaten.length]; // [asset, ability]
        double[] taxes = new double[eaten.length]; // [asset, ability]
        for (int cell = 0; cell < eaten.length; cell++) {
            double wealth = world.assets()[cell / m];
            incomes[cell] = budget.income(world.chain().values()[cell % m], hours[cell], wealth);
            taxes[cell] = incomes[cell]
                    - budget.keep(incomes[cell])
                    + fiscal.tauWealth() * wealth
                    + fiscal.consumptionTax() * eaten[cell];
        }
        double[] income = tenths.means(cell -> incomes[cell]); // [tenth]
        double[] tax = tenths.means(cell -> taxes[cell]); // [tenth]
        double transfer = found.market().transfer();
        double[] after = new double[income.length]; // [tenth]
        double[] effective = new double[income.length]; // [tenth]
        for (int d = 0; d < income.length; d++) {
            after[d] = income[d] - tax[d] + transfer;
            effective[d] = tax[d] / income[d];
        }
        tables.table("incidence_income", DIMS, SHAPE, income)
                .table("incidence_tax", DIMS, SHAPE, tax)
                .table("incidence_transfer", DIMS, SHAPE, tenths.means(cell -> transfer))
                .table("incidence_after", DIMS, SHAPE, after)
                .table("incidence_effective", DIMS, SHAPE, effective)
                .table("incidence_marginal", DIMS, SHAPE, tenths.means(cell -> 1 - budget.slope(incomes[cell])))
                .table("incidence_wealth", DIMS, SHAPE, tenths.means(cell -> world.assets()[cell / m]))
                .table("incidence_consumption", DIMS, SHAPE, tenths.means(cell -> eaten[cell]))
                .table("incidence_hours", DIMS, SHAPE, tenths.means(cell -> hours[cell]));
    }
}
