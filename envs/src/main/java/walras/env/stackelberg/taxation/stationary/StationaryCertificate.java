package walras.env.stackelberg.taxation.stationary;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import walras.env.Interruption;

/**
 * How far tables are from a stationary economy, recomputed in plain loops from the tables and the options' numbers alone. It shares
 * no method with the solver: a mistake there is not repeated here.
 */
final class StationaryCertificate {
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
        CertificateYear year = year(prefix);
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
        found.putAll(new AccountsCertificate(given, tables, prefix).residuals(year(prefix)));
        return found;
    }

    /** Plans of years on the way to a stationary one, `[year, asset, ability]` each. */
    double path(double[] prices, double[] kept, double[] eaten, double[] hours) { // [year, 2] and [year, n, m] each
        int years = prices.length / 2;
        int cells = grid.length * m;
        double worst = 0;
        for (int t = 0; t < years; t++) {
            int next = Math.min(years - 1, t + 1);
            CertificateYear now =
                    year(prices[2 * t], prices[2 * t + 1], given.fiscal().transfer());
            CertificateYear then =
                    year(prices[2 * next], prices[2 * next + 1], given.fiscal().transfer());
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

    private CertificateYear year(double interest, double wage, double transfer) {
        return new CertificateYear(given, grid, ability, interest, wage, transfer);
    }

    private CertificateYear year(String prefix) {
        return year(scalar(prefix, "interest_rate"), scalar(prefix, "wage"), scalar(prefix, "transfer"));
    }

    private double[] table(String prefix, String name) {
        return tables.apply(prefix + name);
    }

    private double scalar(String prefix, String name) {
        return table(prefix, name)[0];
    }

    /** What the household's first-order condition and budget say of wealth kept and of consumption. */
    private double policy(
            CertificateYear year,
            double[] kept,
            double[] eaten,
            double[] hours,
            CertificateYear next,
            double[] later,
            double[] work) {
        double worst = 0;
        for (int j = 0; j < m; j++) {
            Interruption.check("a certificate of households");
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

    private double discountedWorth(CertificateYear next, int k, int j, double[] later, double[] work) { // [n, m] each
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

    private double labour(CertificateYear year, double[] eaten, double[] hours) { // [asset, ability] each
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
}
