package walras.env.stackelberg.taxation.stationary;

import walras.env.Interruption;

/** Best plans along prices that are known in advance; the last year's last for ever. */
final class PricePath {
    private PricePath() {}

    /** Plans of every year. */
    static Policies[] plans(StationaryWorld world, double[] prices) { // [year, 2] -> [year]
        int years = prices.length / 2;
        HouseholdProblem problem = new HouseholdProblem(world);
        Policies[] plans = new Policies[years]; // [year]
        Market last = market(world, prices, years - 1);
        plans[years - 1] = problem.stationary(last, problem.modest(last), HouseholdProblem.TIGHT);
        for (int t = years - 2; t >= 0; t--) {
            Interruption.check("households' plans");
            plans[t] = Policies.blank(world.cells());
            YearBudget next = new YearBudget(world, market(world, prices, t + 1));
            problem.back(plans[t + 1], next, new YearBudget(world, market(world, prices, t)), plans[t]);
        }
        return plans;
    }

    private static Market market(StationaryWorld world, double[] prices, int t) { // [year, 2]
        return new Market(prices[2 * t], prices[2 * t + 1], world.fiscal().transfer());
    }
}
