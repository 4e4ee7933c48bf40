package walras.env.stackelberg.taxation.stationary;

import java.util.Arrays;
import walras.env.Problem;

/** Households that keep a fixed share of their purse and work fixed hours at given prices. */
final class RuleReply {
    private RuleReply() {}

    /** What they do on the grid; wealth kept stays on it. */
    static Policies plans(StationaryWorld world, Market market, double saving, double labour) {
        YearBudget budget = new YearBudget(world, market);
        Policies plans = Policies.blank(world.cells());
        int m = world.states();
        double hours = world.preferences().elastic() ? 3 * labour : 1;
        for (int cell = 0; cell < world.cells(); cell++) {
            double wealth = world.assets()[cell / m];
            double income = budget.income(world.chain().values()[cell % m], hours, wealth);
            double wanted = saving * budget.purse(income, wealth);
            double kept = Math.max(world.least(), Math.min(world.most(), wanted));
            double eaten = budget.consumption(income, wealth, kept);
            if (!(eaten > 0)) {
                throw Problem.option("saving", "households that can eat at wealth " + wealth, saving);
            }
            plans.assets()[cell] = kept;
            plans.consumption()[cell] = eaten;
            plans.hours()[cell] = hours;
        }
        return plans;
    }

    static double[] distribution(StationaryWorld world, Policies plans) { // -> [asset, ability]
        return new Histogram(world, plans.assets()).invariant(Histogram.poor(world), 0);
    }

    /** What the best plans gain over the rule's where the rule leads: in utility for ever, and as a share of consumption. */
    static double[] exploitability(
            Preferences likes, LifetimeValues rule, LifetimeValues best, double[] mass) { // [n, m] -> [2]
        double[] gaps = new double[mass.length]; // [asset, ability]
        Arrays.setAll(gaps, cell -> best.whole()[cell] - rule.whole()[cell]);
        double whole = Inequality.mean(rule.whole(), mass);
        double gap = Inequality.mean(gaps, mass);
        double equivalent = LifetimeValues.equivalent(
                likes, whole, Inequality.mean(rule.eating(), mass), Inequality.mean(rule.working(), mass), whole + gap);
        return new double[] {gap, equivalent};
    }
}
