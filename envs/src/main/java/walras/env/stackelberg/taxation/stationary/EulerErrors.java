package walras.env.stackelberg.taxation.stationary;

/** How far plans between the grid's points are from the best ones there, as shares of consumption. */
final class EulerErrors {
    private static final double ROUND_OFF = 1e-16;

    private final StationaryWorld world;
    private final Policies plans;
    private final YearBudget budget;
    private final int n;
    private final int m;

    EulerErrors(Equilibrium found) {
        this.world = found.world();
        this.plans = found.plans();
        this.budget = new YearBudget(world, found.market());
        this.n = world.points();
        this.m = world.states();
    }

    /** log10 of the mean under the distribution and of the greatest, at the cells' middles; who keeps an end of the grid is left out. */
    double[] logs(double[] mass) { // [asset, ability] -> [2]
        double mean = 0;
        double weight = 0;
        double most = 0;
        for (int k = 0; k < n - 1; k++) {
            for (int j = 0; j < m; j++) {
                double kept = (plans.assets()[k * m + j] + plans.assets()[(k + 1) * m + j]) / 2;
                if (kept > world.least() && kept < world.most()) {
                    double error = error((world.assets()[k] + world.assets()[k + 1]) / 2, j, kept, k);
                    double share = (mass[k * m + j] + mass[(k + 1) * m + j]) / 2;
                    mean += share * error;
                    weight += share;
                    most = Math.max(most, error);
                }
            }
        }
        mean = weight > 0 ? mean / weight : 0;
        return new double[] {StrictMath.log10(Math.max(ROUND_OFF, mean)), StrictMath.log10(Math.max(ROUND_OFF, most))};
    }

    private double error(double wealth, int j, double kept, int k) {
        double[] ability = world.chain().values(); // [ability]
        double hours = budget.hours(ability[j], wealth, kept, plans.hours()[k * m + j]);
        double eaten = budget.consumption(budget.income(ability[j], hours, wealth), wealth, kept);
        int at = 0;
        while (at < n - 2 && world.assets()[at + 1] <= kept) {
            at++;
        }
        double share = (kept - world.assets()[at]) / (world.assets()[at + 1] - world.assets()[at]);
        double expected = 0;
        for (int l = 0; l < m; l++) {
            double later = between(plans.consumption(), at, share, l);
            double income = budget.income(ability[l], between(plans.hours(), at, share, l), kept);
            expected += world.chain().transition()[j * m + l]
                    * budget.gain(income)
                    / world.preferences().weight(later);
        }
        double best = Preferences.power(
                1 / (world.preferences().discount() * expected),
                1 / world.preferences().aversion());
        return Math.abs(best / eaten - 1);
    }

    private double between(double[] plan, int at, double share, int l) { // [asset, ability]
        double low = plan[at * m + l];
        return low + share * (plan[(at + 1) * m + l] - low);
    }
}
