package walras.env.stackelberg.taxation.stationary;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * How far tables are from a stationary economy, recomputed in plain loops from the tables and the options' numbers alone. It shares
 * no method with the solver: a mistake there is not repeated here.
 */
final class StationaryCertificate {
    private static final int HALVINGS = 200;

    private final StationaryWorld given;
    private final Function<String, double[]> tables;
    private final double[] grid; // [asset]
    private final double[] ability; // [ability]
    private final double[] chance; // [ability, ability]
    private final int m;

    StationaryCertificate(StationaryWorld given, Function<String, double[]> tables) {
        this.given = given;
        this.tables = tables;
        this.grid = tables.apply("asset_grid");
        this.ability = tables.apply("ability_values");
        this.chance = tables.apply("ability_transition");
        this.m = ability.length;
    }

    /** Households alone. */
    Map<String, Double> households(String prefix) {
        Map<String, Double> found = new LinkedHashMap<>();
        Year year = new Year(scalar(prefix, "interest_rate"), scalar(prefix, "wage"), scalar(prefix, "transfer"));
        double[] kept = table(prefix, "policy_assets"); // [asset, ability]
        double[] eaten = table(prefix, "policy_consumption"); // [asset, ability]
        double[] hours = table(prefix, "policy_labour"); // [asset, ability]
        found.put(prefix + "policy_residual", policy(year, kept, eaten, hours, year, eaten, hours));
        found.put(prefix + "labour_residual", labour(year, eaten, hours));
        found.put(prefix + "distribution_residual", distribution(kept, table(prefix, "distribution")));
        found.put(prefix + "value_residual", values(prefix, kept, eaten, hours));
        return found;
    }

    /** Markets and the budget too. */
    Map<String, Double> economy(String prefix) {
        Map<String, Double> found = households(prefix);
        double capital = scalar(prefix, "capital");
        double output = scalar(prefix, "output");
        double debt = scalar(prefix, "debt");
        double spending = scalar(prefix, "public_spending");
        double[] sums = sums(prefix); // assets, labour, consumption, revenue
        double wear = given.technology().depreciation() * capital;
        double paid = spending + scalar(prefix, "transfer") + scalar(prefix, "interest_rate") * debt;
        double rule = given.fiscal().transfers()
                ? spending - given.fiscal().spending() * output
                : scalar(prefix, "transfer") - given.fiscal().transfer();
        double owed = debt - given.fiscal().debtRatio() * output;
        found.put(prefix + "asset_residual", Math.abs(capital + debt - sums[0]) / output);
        found.put(prefix + "goods_residual", Math.abs(output - sums[2] - spending - wear) / output);
        found.put(
                prefix + "government_residual",
                Math.max(Math.abs(sums[3] - paid), Math.max(Math.abs(rule), Math.abs(owed))) / output);
        found.put(prefix + "firm_residual", firm(prefix, capital, output, sums[1]));
        return found;
    }

    /** Plans of years on the way to a stationary one, `[year, asset, ability]` each. */
    double path(double[] prices, double[] kept, double[] eaten, double[] hours) { // [year, 2] and [year, n, m] each
        int years = prices.length / 2;
        int cells = grid.length * m;
        double worst = 0;
        for (int t = 0; t < years; t++) {
            int next = Math.min(years - 1, t + 1);
            Year now = new Year(prices[2 * t], prices[2 * t + 1], given.fiscal().transfer());
            Year then = new Year(
                    prices[2 * next], prices[2 * next + 1], given.fiscal().transfer());
            double[] nowEaten = page(eaten, t, cells); // [asset, ability]
            double[] nowHours = page(hours, t, cells); // [asset, ability]
            double residual = policy(
                    now,
                    page(kept, t, cells),
                    nowEaten,
                    nowHours,
                    then,
                    page(eaten, next, cells),
                    page(hours, next, cells));
            worst = Math.max(worst, Math.max(residual, labour(now, nowEaten, nowHours)));
        }
        return worst;
    }

    private static double[] page(double[] values, int t, int cells) { // [year, n, m] -> [n, m]
        return java.util.Arrays.copyOfRange(values, t * cells, (t + 1) * cells);
    }

    private double[] table(String prefix, String name) {
        return tables.apply(prefix + name);
    }

    private double scalar(String prefix, String name) {
        return table(prefix, name)[0];
    }

    /** Prices of a year, and taxes under them. */
    private final class Year {
        final double interest;
        final double wage;
        final double transfer;
        final double tau = given.fiscal().tau();
        final double xi = given.fiscal().xi();

        Year(double interest, double wage, double transfer) {
            this.interest = interest;
            this.wage = wage;
            this.transfer = transfer;
        }

        double keep(double y) {
            if (xi == 0) {
                return (1 - tau) * y;
            }
            return y <= 0 ? y : wage * (1 - tau) / (1 - xi) * Math.exp((1 - xi) * Math.log(y / wage));
        }

        double slope(double y) {
            if (xi == 0) {
                return 1 - tau;
            }
            return y <= 0 ? 1 : (1 - tau) * Math.exp(-xi * Math.log(y / wage));
        }

        double income(int k, int j, double hours) {
            return wage * ability[j] * hours + interest * grid[k];
        }

        /** Hours at which the last one is worth what it costs, or 1. */
        double wanted(int j, double y, double marginal) {
            double psi = given.preferences().disutility();
            double pay = wage
                    * ability[j]
                    * slope(y)
                    * marginal
                    / (psi * (1 + given.fiscal().consumptionTax()));
            return psi == 0 ? 1 : Math.exp(given.preferences().frisch() * Math.log(pay));
        }

        /** Wealth from which a household keeps {@code kept} with a unit of consumption worth {@code marginal}. */
        double origin(int j, double kept, double marginal) {
            double eaten = Math.exp(-Math.log(marginal) / given.preferences().aversion());
            double need = (1 + given.fiscal().consumptionTax()) * eaten + kept - transfer;
            double left = 1 - given.fiscal().tauWealth();
            boolean positive = xi > 0 && given.preferences().disutility() > 0;
            double low = positive ? 0 : -1e12;
            double high = 1e12;
            for (int k = 0; k < HALVINGS; k++) {
                double y = (low + high) / 2;
                double wealth = (need - keep(y)) / left;
                boolean less = y < wage * ability[j] * wanted(j, y, marginal) + interest * wealth;
                low = less ? y : low;
                high = less ? high : y;
            }
            return (need - keep((low + high) / 2)) / left;
        }
    }

    /** What the household's first-order condition and budget say of wealth kept and of consumption. */
    private double policy(
            Year year, double[] kept, double[] eaten, double[] hours, Year next, double[] later, double[] work) {
        double worst = 0;
        for (int j = 0; j < m; j++) {
            double[] from = new double[grid.length]; // [asset]
            for (int k = 0; k < grid.length; k++) {
                from[k] = year.origin(j, grid[k], discountedWorth(next, k, j, later, work));
            }
            for (int k = 0; k < grid.length; k++) {
                int cell = k * m + j;
                double purse = year.keep(year.income(k, j, hours[cell]))
                        + (1 - given.fiscal().tauWealth()) * grid[k]
                        + year.transfer;
                double affordable = (purse - kept[cell]) / (1 + given.fiscal().consumptionTax());
                worst = Math.max(worst, Math.abs(line(from, grid[k]) - kept[cell]));
                worst = Math.max(worst, Math.abs(affordable / eaten[cell] - 1));
            }
        }
        return worst;
    }

    private double discountedWorth(Year next, int k, int j, double[] later, double[] work) { // [n, m] each
        double sum = 0;
        for (int l = 0; l < m; l++) {
            int cell = k * m + l;
            double gain = 1 - given.fiscal().tauWealth() + next.interest * next.slope(next.income(k, l, work[cell]));
            sum += chance[j * m + l] * gain * Math.exp(-given.preferences().aversion() * Math.log(later[cell]));
        }
        return given.preferences().discount() * sum;
    }

    /** The grid as a function of {@code from}, at {@code wealth}; the ends of the grid beyond. */
    private double line(double[] from, double wealth) { // [asset]
        int last = grid.length - 1;
        if (wealth <= from[0]) {
            return grid[0];
        }
        if (wealth >= from[last]) {
            return grid[last];
        }
        int k = 1;
        while (from[k] < wealth) {
            k++;
        }
        return grid[k - 1] + (grid[k] - grid[k - 1]) * (wealth - from[k - 1]) / (from[k] - from[k - 1]);
    }

    private double labour(Year year, double[] eaten, double[] hours) { // [asset, ability] each
        double worst = 0;
        for (int cell = 0; cell < hours.length; cell++) {
            double marginal = Math.exp(-given.preferences().aversion() * Math.log(eaten[cell]));
            double y = year.income(cell / m, cell % m, hours[cell]);
            worst = Math.max(worst, Math.abs(hours[cell] / year.wanted(cell % m, y, marginal) - 1));
        }
        return worst;
    }

    /** Absolute mass that a year moves on balance. */
    private double distribution(double[] kept, double[] mass) { // [asset, ability] each
        double[] after = new double[mass.length]; // [asset, ability]
        double total = 0;
        for (int cell = 0; cell < mass.length; cell++) {
            int low = neighbour(kept[cell]);
            double up = (kept[cell] - grid[low]) / (grid[low + 1] - grid[low]);
            for (int l = 0; l < m; l++) {
                double arrives = mass[cell] * chance[cell % m * m + l];
                after[low * m + l] += (1 - up) * arrives;
                after[(low + 1) * m + l] += up * arrives;
            }
            total += mass[cell];
        }
        double moved = Math.abs(total - 1);
        for (int cell = 0; cell < mass.length; cell++) {
            moved += Math.abs(after[cell] - mass[cell]) + Math.max(0, -mass[cell]);
        }
        return moved;
    }

    private int neighbour(double wealth) {
        int low = 0;
        while (low < grid.length - 2 && grid[low + 1] <= wealth) {
            low++;
        }
        return low;
    }

    private double values(String prefix, double[] kept, double[] eaten, double[] hours) { // [n, m] each
        double[] whole = table(prefix, "value"); // [asset, ability]
        double[] fromEating = table(prefix, "value_consumption"); // [asset, ability]
        double[] fromWork = table(prefix, "value_labour"); // [asset, ability]
        double sigma = given.preferences().aversion();
        double power = 1 + 1 / given.preferences().frisch();
        double worst = 0;
        double scale = 1;
        for (int cell = 0; cell < kept.length; cell++) {
            double log = Math.log(eaten[cell]);
            double liked = sigma == 1 ? log : Math.exp((1 - sigma) * log) / (1 - sigma);
            double effort = given.preferences().disutility() * Math.exp(power * Math.log(hours[cell])) / power;
            double beta = given.preferences().discount();
            worst = Math.max(
                    worst, Math.abs(liked + beta * later(fromEating, kept[cell], cell % m) - fromEating[cell]));
            worst = Math.max(worst, Math.abs(effort + beta * later(fromWork, kept[cell], cell % m) - fromWork[cell]));
            worst = Math.max(worst, Math.abs(fromEating[cell] - fromWork[cell] - whole[cell]));
            scale = Math.max(scale, Math.abs(whole[cell]));
        }
        return worst / scale;
    }

    private double later(double[] values, double kept, int j) { // [asset, ability]
        int low = neighbour(kept);
        double up = (kept - grid[low]) / (grid[low + 1] - grid[low]);
        double sum = 0;
        for (int l = 0; l < m; l++) {
            sum += chance[j * m + l] * ((1 - up) * values[low * m + l] + up * values[(low + 1) * m + l]);
        }
        return sum;
    }

    private double[] sums(String prefix) { // -> [4]: assets, labour, consumption, revenue
        Year year = new Year(scalar(prefix, "interest_rate"), scalar(prefix, "wage"), scalar(prefix, "transfer"));
        double[] mass = table(prefix, "distribution"); // [asset, ability]
        double[] eaten = table(prefix, "policy_consumption"); // [asset, ability]
        double[] hours = table(prefix, "policy_labour"); // [asset, ability]
        double[] sums = new double[4]; // [quantity]
        for (int cell = 0; cell < mass.length; cell++) {
            double y = year.income(cell / m, cell % m, hours[cell]);
            double tax = y - year.keep(y) + given.fiscal().tauWealth() * grid[cell / m];
            sums[0] += mass[cell] * grid[cell / m];
            sums[1] += mass[cell] * ability[cell % m] * hours[cell];
            sums[2] += mass[cell] * eaten[cell];
            sums[3] += mass[cell] * (tax + given.fiscal().consumptionTax() * eaten[cell]);
        }
        return sums;
    }

    private double firm(String prefix, double capital, double output, double labour) {
        Technology firm = given.technology();
        double alpha = firm.capitalShare();
        double made = firm.productivity() * Math.pow(capital, alpha) * Math.pow(labour, 1 - alpha);
        double interest = alpha * output / capital - firm.depreciation() - scalar(prefix, "interest_rate");
        double wage = (1 - alpha) * output / labour / scalar(prefix, "wage") - 1;
        double hired = scalar(prefix, "labour") / labour - 1;
        return Math.max(
                Math.max(Math.abs(made / output - 1), Math.abs(interest)), Math.max(Math.abs(wage), Math.abs(hired)));
    }
}
