package walras.env.exchange.equilibrium;

import java.util.Arrays;

/**
 * What an equilibrium is, checked by trying: goods clear, budgets hold, and no agent gains by moving money between goods, by taking
 * more of what is free or by buying in the proportions of its weights. Only utilities are evaluated.
 */
final class Definition {
    private static final double TOLERANCE = 1e-7;
    private static final double[] PARTS = {1, .5, 1e-1, 1e-2, 1e-4};

    private final Preferences preferences;
    private final double[] weights; // [B, N, L]
    private final double[] endowments; // [B, N, L]
    private final Equilibria found;
    private final int n;
    private final int l;

    Definition(Preferences preferences, double[] weights, double[] endowments, Equilibria found) {
        this.preferences = preferences;
        this.weights = weights;
        this.endowments = endowments;
        this.found = found;
        n = preferences.agents();
        l = preferences.goods();
    }

    /** What is wrong with a row, or "". */
    String flaw(int row) {
        for (int j = 0; j < l; j++) {
            double supply = 0;
            double used = 0;
            for (int i = 0; i < n; i++) {
                double x = found.allocation()[(row * n + i) * l + j];
                if (!(x >= 0 && x < Double.POSITIVE_INFINITY)) {
                    return "agent " + i + " gets " + x + " of good " + j;
                }
                supply += endowments[(row * n + i) * l + j];
                used += x;
            }
            double price = found.prices()[row * l + j];
            double excess = used == supply ? 0 : (used - supply) / supply;
            if (!(price >= 0) || !(price > 0 ? Math.abs(excess) <= TOLERANCE : excess <= TOLERANCE)) {
                return "good " + j + " at " + price + ": excess " + excess;
            }
        }
        for (int i = 0; i < n; i++) {
            String flaw = flawOf(row, i);
            if (!flaw.isEmpty()) {
                return "agent " + i + " (" + preferences.family(i).id() + ", rho " + preferences.rho(i) + "): " + flaw;
            }
        }
        return "";
    }

    private String flawOf(int row, int i) {
        int at = (row * n + i) * l;
        double[] x = Arrays.copyOfRange(found.allocation(), at, at + l); // [L]
        double[] p = Arrays.copyOfRange(found.prices(), row * l, row * l + l); // [L]
        double income = 0;
        double spent = 0;
        for (int j = 0; j < l; j++) {
            income += p[j] * endowments[at + j];
            spent += p[j] * x[j];
        }
        if (!(Math.abs(spent - income) <= 1e-11 * income)) {
            return "spends " + spent + " of " + income;
        }
        double own = logUtility(i, at, x);
        for (int from = 0; from < l; from++) {
            for (int to = 0; to < l; to++) {
                for (double part : PARTS) {
                    double[] other = x.clone(); // [L]
                    double money = part * p[from] * x[from];
                    other[from] -= part * x[from];
                    other[to] += p[to] > 0 ? money / p[to] : 1e12 * (1 + x[to]);
                    double gain = logUtility(i, at, other) - own;
                    if (from != to && gain > TOLERANCE) {
                        return "gains " + gain + " by moving " + part + " of good " + from + " to good " + to;
                    }
                }
            }
        }
        return inProportion(i, at, p, income, own);
    }

    private String inProportion(int i, int at, double[] p /* [L] */, double income, double own) {
        double cost = 0;
        for (int j = 0; j < l; j++) {
            cost += p[j] * weights[at + j];
        }
        double level = cost > 0 ? income / cost : 1e12;
        double[] other = new double[l]; // [L]
        for (int j = 0; j < l; j++) {
            other[j] = level * weights[at + j];
        }
        double gain = logUtility(i, at, other) - own;
        return gain > TOLERANCE ? "gains " + gain + " by buying in the proportions of its weights" : "";
    }

    /** Up to a constant per agent; a CES utility of order within 1e-7 of zero is read as its limit. */
    private double logUtility(int i, int at, double[] x /* [L] */) {
        Utility family = preferences.family(i);
        double rho = family == Utility.COBB_DOUGLAS ? 0 : family == Utility.LINEAR ? 1 : preferences.rho(i);
        double total = 0;
        double most = Double.NEGATIVE_INFINITY;
        double value = family == Utility.LEONTIEF ? Double.POSITIVE_INFINITY : 0;
        for (int j = 0; j < l; j++) {
            total += weights[at + j];
            most = weights[at + j] > 0 ? Math.max(most, rho * Math.log(x[j])) : most;
        }
        for (int j = 0; j < l; j++) {
            double a = weights[at + j] / total;
            if (a > 0 && family == Utility.LEONTIEF) {
                value = Math.min(value, Math.log(x[j] / a));
            } else if (a > 0) {
                value += Math.abs(rho) < 1e-7 ? a * Math.log(x[j]) : a * Math.exp(rho * Math.log(x[j]) - most);
            }
        }
        return family == Utility.LEONTIEF || Math.abs(rho) < 1e-7 ? value : (Math.log(value) + most) / rho;
    }
}
