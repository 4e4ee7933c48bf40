package walras.env.stackelberg.taxation;

import walras.env.Metric;
import walras.env.Tensor;
import walras.env.Tensors;

/** Writes a year's metrics. */
final class TaxationLedger {
    static final Metric[] METRICS = {
        Metric.ofRow("output", "dollars", "Output per head."),
        Metric.ofRow("consumption", "dollars", "Consumption per head."),
        Metric.ofRow("capital", "dollars", "Capital per head."),
        Metric.ofRow("debt", "dollars", "Public debt per head."),
        Metric.ofRow("tax_revenue", "dollars", "All taxes per head."),
        Metric.ofRow("wage", "dollars", "Pay of one unit of effective labour."),
        Metric.ofRow("labour", "", "Mean labour share."),
        Metric.ofRow("growth", "share a year", "Relative growth of output."),
        Metric.ofRow("wealth_gini", "", "Gini index of wealth at the year's end."),
        Metric.ofRow("income_gini", "", "Gini index of income after tax."),
        Metric.ofRow("welfare", "utility", "Mean utility."),
        Metric.ofRow(
                "first_best_gap",
                "utility",
                "Utility in the best year of equals with this capital, less mean utility."),
        Metric.ofRow("years", "years", "Years lived through."),
        Metric.ofRow("excess_demand", "", "1 where consumption and spending exceeded output."),
        Metric.ofRow("inequality", "", "1 where a Gini index passed its limit."),
        Metric.ofRow(
                "goods_residual",
                "share of output",
                "Output that is neither eaten, spent by the government nor invested, without its sign."),
        Metric.ofRow(
                "asset_residual",
                "share of output",
                "Capital and public debt at the year's end that no household owns, or owned but not there."),
        Metric.ofRow(
                "government_residual",
                "share of output",
                "New debt less spending, transfers and interest, plus taxes; without its sign."),
        Metric.ofRow(
                "budget_residual",
                "share of output per head",
                "The budget of the household that is off the most; 0 where wealth is defined as the budget's rest."),
        Metric.ofRow("interest_rate", "share a year", "What households got on their wealth in the year."),
        Metric.ofRow("dollars", "dollars", "Dollars of a unit of money: a good in variant closed, else 1."),
    };

    private final double depreciation;
    private final Tensor[] metrics; // [metric]
    private final boolean wantsFirstBest;
    private final FirstBest best;

    TaxationLedger(Tensors tensors, TaxationSettings settings) {
        ClosedRules closed = settings.closed();
        depreciation = closed == null
                ? settings.variant().depreciation()
                : closed.world().technology().depreciation();
        best = FirstBest.of(settings);
        metrics = tensors.metrics().toArray(Tensor[]::new);
        wantsFirstBest = tensors.wants("first_best_gap");
    }

    /** The capital that the year was produced with and the debt at its beginning, before they moved, are {@code capital} and {@code debt}. */
    void write(HouseholdEconomy economy, int row, int years, double work, double capital, double debt) {
        int n = economy.households;
        double eaten = sum(economy.consumption, row, n);
        double dollars = economy.dollars(row);
        double welfare = economy.welfare[row] / n;
        set(row, 0, dollars * (economy.output[row] / n));
        set(row, 1, dollars * (eaten / n));
        set(row, 2, dollars * (economy.capital[row] / n));
        set(row, 3, dollars * (economy.debt[row] / n));
        set(row, 4, dollars * (economy.revenue[row] / n));
        set(row, 5, dollars * economy.wage[row]);
        set(row, 6, work);
        set(row, 7, economy.growth[row]);
        set(row, 8, economy.wealthGini[row]);
        set(row, 9, economy.incomeGini[row]);
        set(row, 10, welfare);
        set(row, 11, wantsFirstBest ? firstBest(economy, row, capital) - welfare : 0);
        set(row, 12, years);
        set(row, 13, (economy.ended[row] & HouseholdEconomy.EXCESS_DEMAND) != 0 ? 1 : 0);
        set(row, 14, (economy.ended[row] & HouseholdEconomy.INEQUALITY) != 0 ? 1 : 0);
        writeAccounts(economy, row, eaten, capital, debt);
    }

    /** What the year's three accounts leave over. The resource constraints are the published ones: see {@link Variant}. */
    private void writeAccounts(HouseholdEconomy economy, int row, double eaten, double capital, double debt) {
        double output = economy.output[row];
        double invested = economy.capital[row] - (1 - depreciation) * capital;
        double goods = output - eaten - economy.spending[row] - invested;
        double owned = sum(economy.wealth, row, economy.households);
        double assets = economy.capital[row] + economy.debt[row] - owned;
        double due = (1 + economy.interest[row]) * debt
                + economy.spending[row]
                + economy.transfers[row]
                - economy.revenue[row];
        set(row, 15, Math.abs(goods) / output);
        set(row, 16, Math.abs(assets) / output);
        set(row, 17, Math.abs(economy.debt[row] - due) / output);
        set(row, 18, economy.budgetGap[row] / (output / economy.households));
        set(row, 19, economy.interest[row]);
        set(row, 20, economy.dollars(row));
    }

    private static double sum(double[] values, int row, int n) { // values [B, N]
        double sum = 0;
        for (int h = row * n; h < (row + 1) * n; h++) {
            sum += values[h];
        }
        return sum;
    }

    private double firstBest(HouseholdEconomy economy, int row, double capital) {
        int n = economy.households;
        double ability = sum(economy.ability, row, n);
        double technology = economy.productivity[row];
        double labourMax = ability * economy.hoursMax[row];
        return best.utility(technology, capital, labourMax, best.labour(technology, capital, labourMax));
    }

    private void set(int row, int metric, double value) {
        metrics[metric].f64()[row] = value;
    }

    void clear(int row) {
        for (Tensor metric : metrics) {
            metric.f64()[row] = 0;
        }
    }
}
