package walras.env.stackelberg.taxation.stationary;

/**
 * Sums over all households, a head.
 *
 * @param effective hours weighted by ability
 * @param most mass at the greatest wealth of the grid
 * @param least mass at the least
 * @param longest hours of whoever works most
 */
record CrossSection(
        double assets,
        double effective,
        double hours,
        double consumption,
        double revenue,
        double most,
        double least,
        double longest) {
    static CrossSection of(StationaryWorld world, Market market, Policies plans, double[] mass) { // [asset, ability]
        YearBudget budget = new YearBudget(world, market);
        Fiscal fiscal = world.fiscal();
        int m = world.states();
        double[] sums = new double[5]; // [quantity]
        double longest = 0;
        for (int cell = 0; cell < mass.length; cell++) {
            double wealth = world.assets()[cell / m];
            double ability = world.chain().values()[cell % m];
            double hours = plans.hours()[cell];
            double eaten = plans.consumption()[cell];
            double income = budget.income(ability, hours, wealth);
            double tax = income - budget.keep(income) + fiscal.tauWealth() * wealth + fiscal.consumptionTax() * eaten;
            double[] own = {wealth, ability * hours, hours, eaten, tax}; // [quantity]
            for (int q = 0; q < sums.length; q++) {
                sums[q] += mass[cell] * own[q];
            }
            longest = Math.max(longest, hours);
        }
        double least = 0;
        double most = 0;
        for (int j = 0; j < m; j++) {
            least += mass[j];
            most += mass[mass.length - m + j];
        }
        return new CrossSection(sums[0], sums[1], sums[2], sums[3], sums[4], most, least, longest);
    }
}
