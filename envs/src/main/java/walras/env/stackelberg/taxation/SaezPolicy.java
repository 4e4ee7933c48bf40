package walras.env.stackelberg.taxation;

import java.util.Arrays;
import walras.env.GroupTensors;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Rows;
import walras.env.StateVisitor;

/**
 * Saez's marginal rates, bracket by bracket: {@code (1 - G) / (1 - G + a e)} with the elasticity e of taxable income,
 * the mean social weight G of households at or above the bracket (weights are proportional to one over income, with
 * mean 1) and the local Pareto parameter a, {@code z f(z) / (1 - F(z))} inside and {@code m / (m - floor)} in the open
 * top bracket. Shares and incomes are means over the episode's years so far.
 */
final class SaezPolicy implements Policy {
    private static final double INCOME_LEAST = 1000;

    private final GroupTensors seat;
    private final BracketTax brackets;
    private final int count;
    private final double elasticity;
    private final double spending;
    private final double[] shares; // [B, bracket], sums over years
    private final double[] incomes; // [B, bracket], sums over years, weighted by share
    private final double[] weights; // [B, bracket], social weights

    SaezPolicy(PolicyContext context, TaxationSettings settings) {
        BracketTax own = settings.brackets();
        if (own == null) {
            throw new IllegalArgumentException("saez needs brackets");
        }
        seat = context.groupTensors();
        brackets = own;
        count = own.brackets();
        elasticity = context.options().number("elasticity");
        spending = context.options().number("spending");
        int cells = context.tensors().rows() * count;
        shares = new double[cells];
        incomes = new double[cells];
        weights = new double[cells];
    }

    @Override
    public void begin(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                Arrays.fill(shares, row * count, (row + 1) * count, 0);
                Arrays.fill(incomes, row * count, (row + 1) * count, 0);
            }
        }
    }

    @Override
    public void act(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row) && seat.active().u8()[row] == 1) {
                see(row);
                weigh(row);
                double[] action = seat.actions().get(0).f64(); // [B, 1, bracket + 1]
                for (int k = 0; k < count; k++) {
                    action[row * (count + 1) + k] = rate(row, k);
                }
                action[row * (count + 1) + count] = spending;
            }
        }
    }

    private void see(int row) {
        double[] share = seat.observation("bracket_share").f64(); // [B, 1, bracket]
        double[] income = seat.observation("bracket_income").f64(); // [B, 1, bracket]
        for (int k = row * count; k < (row + 1) * count; k++) {
            shares[k] += share[k];
            incomes[k] += share[k] * income[k];
        }
    }

    private void weigh(int row) {
        double total = 0;
        double people = 0;
        for (int k = row * count; k < (row + 1) * count; k++) {
            double mean = shares[k] > 0 ? incomes[k] / shares[k] : 0;
            weights[k] = 1 / Math.max(INCOME_LEAST, mean);
            total += shares[k] * weights[k];
            people += shares[k];
        }
        for (int k = row * count; k < (row + 1) * count; k++) {
            weights[k] *= people / total;
        }
    }

    private double rate(int row, int bracket) {
        int at = row * count + bracket;
        double above = 0;
        double weighted = 0;
        double people = 0;
        for (int k = row * count; k < (row + 1) * count; k++) {
            people += shares[k];
            above += k >= at ? shares[k] : 0;
            weighted += k >= at ? shares[k] * weights[k] : 0;
        }
        if (shares[at] <= 0) {
            return bracket == 0 ? 0 : rate(row, bracket - 1);
        }
        double slack = Math.max(0, 1 - weighted / above);
        double mean = incomes[at] / shares[at];
        double pareto = bracket == count - 1
                ? mean / Math.max(1, mean - brackets.floor(bracket))
                : mean
                        * shares[at]
                        / (brackets.floor(bracket + 1) - brackets.floor(bracket))
                        / (above - shares[at] / 2);
        double rate = slack / (slack + pareto * elasticity);
        return people > 0 && Double.isFinite(rate) ? Math.max(0, Math.min(Levers.MOST, rate)) : 0;
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.doubles("saez.shares", shares);
        visitor.doubles("saez.incomes", incomes);
    }
}
