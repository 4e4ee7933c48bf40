package walras.env.stackelberg.taxation;

import java.util.Arrays;

/** Sorted views of a row's households: Gini indices and the means of the rich and the poor. One per thread. */
final class PopulationStatistics {
    /** Numbers per row: (rich, poor) x (wealth, income, ability). */
    static final int COUNT = 6;

    private final double[] sorted; // [N]

    PopulationStatistics(int households) {
        this.sorted = new double[households];
    }

    /** The Gini index of {@code gross - tax} over [at, at + n). */
    double gini(double[] gross, double[] tax, int at, int n) {
        for (int i = 0; i < n; i++) {
            sorted[i] = gross[at + i] - tax[at + i];
        }
        Arrays.sort(sorted, 0, n);
        return Gini.ofAscending(sorted, n);
    }

    private double gini(double[] values, int at, int n) {
        System.arraycopy(values, at, sorted, 0, n);
        Arrays.sort(sorted, 0, n);
        return Gini.ofAscending(sorted, n);
    }

    /** The sum of the relative reductions of the income and wealth Gini by this year's taxes. */
    double giniReduction(HouseholdEconomy economy, int row) {
        int n = economy.households;
        int at = row * n;
        double gross = gini(economy.income, at, n);
        double owned = gini(economy.wealth, at, n);
        double net = gini(economy.income, economy.incomeTax, at, n);
        double kept = gini(economy.wealth, economy.wealthTax, at, n);
        return (gross > 0 ? (gross - net) / gross : 0) + (owned > 0 ? (owned - kept) / owned : 0);
    }

    /**
     * Writes the means of wealth, income and ability of the richest tenth and the poorer half by wealth (each at least
     * one household; ties at the border go to the lowest index) and returns the Gini index of wealth.
     */
    double describeWealth(HouseholdEconomy economy, int row) {
        int n = economy.households;
        int at = row * n;
        double gini = gini(economy.wealth, at, n);
        int rich = Math.max(1, n / 10);
        int poor = Math.max(1, n / 2);
        mean(economy, row, 0, rich, sorted[n - rich], true);
        mean(economy, row, COUNT / 2, poor, sorted[poor - 1], false);
        return gini;
    }

    private static void mean(HouseholdEconomy economy, int row, int group, int size, double border, boolean above) {
        int from = row * economy.households;
        int beyond = 0;
        for (int h = from; h < from + economy.households; h++) {
            beyond += (above ? economy.wealth[h] > border : economy.wealth[h] < border) ? 1 : 0;
        }
        int ties = size - beyond;
        double wealth = 0;
        double income = 0;
        double ability = 0;
        for (int h = from; h < from + economy.households; h++) {
            boolean inside = above ? economy.wealth[h] > border : economy.wealth[h] < border;
            if (!inside && economy.wealth[h] == border && ties > 0) {
                ties--;
                inside = true;
            }
            wealth += inside ? economy.wealth[h] : 0;
            income += inside ? economy.income[h] : 0;
            ability += inside ? economy.ability[h] : 0;
        }
        int to = row * COUNT + group;
        economy.statistics[to] = wealth / size;
        economy.statistics[to + 1] = income / size;
        economy.statistics[to + 2] = ability / size;
    }
}
