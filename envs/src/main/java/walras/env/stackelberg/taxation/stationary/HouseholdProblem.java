package walras.env.stackelberg.taxation.stationary;

import walras.env.Interruption;
import walras.env.Problem;

/** Households' best plans by endogenous grid points. For one thread. */
final class HouseholdProblem {
    static final double TIGHT = 1e-12;
    private static final int ROUNDS = 20_000;

    private final StationaryWorld world;
    private final int n;
    private final int m;
    private final double[] worth; // [asset, ability], of wealth in the next year at the margin
    private final double[] before; // [asset], wealth of a year that leads to the grid's
    private final double[] incomes; // [asset, ability], of that wealth; guesses for the next round

    HouseholdProblem(StationaryWorld world) {
        this.world = world;
        this.n = world.points();
        this.m = world.states();
        this.worth = new double[n * m];
        this.before = new double[n];
        this.incomes = new double[n * m];
    }

    /** Plans to start from: work 1 and eat income. */
    Policies modest(Market market) {
        YearBudget budget = new YearBudget(world, market);
        Policies start = Policies.blank(n * m);
        for (int k = 0; k < n; k++) {
            for (int j = 0; j < m; j++) {
                double ability = world.chain().values()[j];
                double wealth = world.assets()[k];
                double income = budget.income(ability, 1, wealth);
                double least = .1 * market.wage() * ability;
                start.consumption()[k * m + j] = Math.max(least, budget.consumption(income, wealth, wealth));
                start.hours()[k * m + j] = 1;
            }
        }
        return start;
    }

    /** Plans that repeat themselves under prices that do; {@code start} is not changed. */
    Policies stationary(Market market, Policies start, double tolerance) {
        YearBudget budget = new YearBudget(world, market);
        Policies next = start;
        Policies[] pages = {Policies.blank(n * m), Policies.blank(n * m)}; // [2]
        for (int round = 0; round < ROUNDS; round++) {
            Interruption.check("households' plans");
            Policies now = pages[round % 2];
            back(next, budget, budget, now);
            double change = change(now.consumption(), next.consumption());
            next = now;
            if (change <= tolerance) {
                return next;
            }
            if (Double.isNaN(change)) {
                throw YearBudget.lost();
            }
        }
        throw Problem.option("discount", "plans that settle in " + ROUNDS + " rounds", "none that do");
    }

    private static double change(double[] now, double[] before) { // [n, m] each
        double change = 0;
        for (int k = 0; k < now.length; k++) {
            change = Math.max(change, Math.abs(now[k] / before[k] - 1));
        }
        return change;
    }

    /** One year back: the plans of a year with budget {@code year} before one with plans {@code next}. */
    void back(Policies next, YearBudget nextYear, YearBudget year, Policies plans) {
        value(next, nextYear);
        for (int j = 0; j < m; j++) {
            for (int k = 0; k < n; k++) {
                before[k] = wealthBefore(k, j, year);
            }
            keep(j, plans);
            spend(j, year, next, plans);
        }
    }

    /** What one more unit of wealth is worth: {@code R c^-sigma}. */
    private void value(Policies next, YearBudget year) {
        for (int k = 0; k < n; k++) {
            for (int j = 0; j < m; j++) {
                int cell = k * m + j;
                double income = year.income(world.chain().values()[j], next.hours()[cell], world.assets()[k]);
                worth[cell] = year.gain(income) / world.preferences().weight(next.consumption()[cell]);
            }
        }
    }

    /** The wealth from which a household of ability j keeps exactly the grid's k-th. */
    private double wealthBefore(int k, int j, YearBudget year) {
        double expected = 0;
        for (int l = 0; l < m; l++) {
            expected += world.chain().transition()[j * m + l] * worth[k * m + l];
        }
        double consumption = Preferences.power(
                1 / (world.preferences().discount() * expected),
                1 / world.preferences().aversion());
        double kept = world.assets()[k];
        int cell = k * m + j;
        incomes[cell] = year.incomeBehind(world.chain().values()[j], consumption, kept, incomes[cell]);
        return year.wealthBehind(incomes[cell], consumption, kept);
    }

    /** Wealth kept at the grid's points: between those of {@link #before} on a line, beyond them the ends. */
    private void keep(int j, Policies plans) {
        double[] assets = world.assets(); // [asset]
        int at = 0;
        for (int k = 0; k < n; k++) {
            double wealth = assets[k];
            while (at < n - 2 && before[at + 1] <= wealth) {
                at++;
            }
            double share = (wealth - before[at]) / (before[at + 1] - before[at]);
            double kept = assets[at] + share * (assets[at + 1] - assets[at]);
            plans.assets()[k * m + j] = Math.max(world.least(), Math.min(world.most(), kept));
        }
    }

    private void spend(int j, YearBudget year, Policies guess, Policies plans) {
        double ability = world.chain().values()[j];
        for (int k = 0; k < n; k++) {
            int cell = k * m + j;
            double wealth = world.assets()[k];
            double kept = plans.assets()[cell];
            double hours = year.hours(ability, wealth, kept, guess.hours()[cell]);
            double consumption = year.consumption(year.income(ability, hours, wealth), wealth, kept);
            if (!(consumption > 0)) {
                throw YearBudget.lost();
            }
            plans.hours()[cell] = hours;
            plans.consumption()[cell] = consumption;
        }
    }
}
