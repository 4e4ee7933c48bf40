package walras.env.stackelberg.taxation;

import org.jspecify.annotations.Nullable;
import walras.env.StrictPower;

/**
 * Taxes of variant {@code closed}, row by row: the HSV rule in units of the wage,
 * {@code keep(x) = (1 - tau) / (1 - xi) w^xi x^(1 - xi)}, where with xi above 0 nothing is taken of what is not positive; or brackets
 * of dollars.
 */
final class ClosedTax {
    private final HouseholdEconomy economy;
    private final @Nullable BracketTax brackets;
    private final double[] incomeScale; // [B], of what is kept
    private final double[] incomeXi; // [B]
    private final double[] wealthScale; // [B]
    private final double[] wealthXi; // [B]

    ClosedTax(HouseholdEconomy economy, @Nullable BracketTax brackets) {
        this.economy = economy;
        this.brackets = brackets;
        int rows = economy.output.length;
        incomeScale = new double[rows];
        incomeXi = new double[rows];
        wealthScale = new double[rows];
        wealthXi = new double[rows];
    }

    /** Takes a year's levers at the row's wage. */
    void set(int row, double[] levers) { // [B, lever]
        if (brackets == null) {
            int at = row * Levers.HSV_LEVERS;
            double wage = economy.wage[row];
            incomeXi[row] = levers[at + Levers.INCOME_PROGRESSIVITY];
            incomeScale[row] = HsvTax.scale(levers[at + Levers.INCOME_LEVEL], incomeXi[row], wage);
            wealthXi[row] = levers[at + Levers.WEALTH_PROGRESSIVITY];
            wealthScale[row] = HsvTax.scale(levers[at + Levers.WEALTH_LEVEL], wealthXi[row], wage);
        }
    }

    private static double kept(double base, double scale, double xi) {
        if (xi == 0) {
            return scale * base;
        }
        return base <= 0 ? base : scale * StrictPower.of(base, 1 - xi);
    }

    /** What is left of an income. */
    double keep(int row, double[] levers, double income) { // [B, lever]
        BracketTax own = brackets;
        if (own == null) {
            return kept(income, incomeScale[row], incomeXi[row]);
        }
        double dollars = economy.dollars(row);
        return income - own.of(income * dollars, levers, row * (own.brackets() + 1)) / dollars;
    }

    /** What is left of one more unit of income. */
    double slope(int row, double[] levers, double income) { // [B, lever]
        BracketTax own = brackets;
        if (own == null) {
            double xi = incomeXi[row];
            boolean flat = xi == 0 || income <= 0;
            return flat ? (xi == 0 ? incomeScale[row] : 1) : (1 - xi) * incomeScale[row] * StrictPower.of(income, -xi);
        }
        double earned = income * economy.dollars(row);
        return own.taxable(earned) > 0 ? 1 - levers[row * (own.brackets() + 1) + own.bracket(earned)] : 1;
    }

    /** The tax on wealth, which never takes more than there is with what is kept of income. */
    double onWealth(int row, double wealth, double keptIncome) {
        double wanted = brackets == null ? wealth - kept(wealth, wealthScale[row], wealthXi[row]) : 0;
        return Math.min(wanted, wealth + keptIncome);
    }
}
