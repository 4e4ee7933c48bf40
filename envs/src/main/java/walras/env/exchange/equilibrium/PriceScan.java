package walras.env.exchange.equilibrium;

import java.util.ArrayList;
import java.util.List;

/** All equilibrium prices of a two-good economy of agents that are not linear, by a scan for sign changes and bisection. */
public final class PriceScan {
    private static final int BISECTIONS = 200;

    private PriceScan() {}

    /**
     * Roots of the first good's excess demand in its price {@code p_1}, the second's being {@code 1 - p_1}, in rising order.
     *
     * @param weights {@code [N, 2]}
     * @param endowments {@code [N, 2]}
     * @param points how many prices to try, evenly spread inside (0, 1)
     */
    public static List<Double> roots(Preferences preferences, double[] weights, double[] endowments, int points) {
        List<Double> roots = new ArrayList<>();
        double before = 1.0 / (points + 1);
        double excessBefore = excess(preferences, weights, endowments, before);
        for (int k = 2; k <= points; k++) {
            double now = (double) k / (points + 1);
            double excessNow = excess(preferences, weights, endowments, now);
            if (excessBefore == 0) {
                roots.add(before);
            } else if (excessBefore * excessNow < 0) {
                roots.add(bisect(preferences, weights, endowments, before, now, excessBefore));
            }
            before = now;
            excessBefore = excessNow;
        }
        return roots;
    }

    /** Excess demand {@code D_1 - E_1} over {@code E_1} at {@code p_1}; weights and endowments {@code [N, 2]}. */
    public static double excess(Preferences preferences, double[] weights, double[] endowments, double price) {
        double[] prices = {price, 1 - price}; // [2]
        return new Tatonnement(preferences, weights, endowments, prices, 1).excess()[0];
    }

    private static double bisect(
            Preferences preferences,
            double[] weights /* [N, 2] */,
            double[] endowments /* [N, 2] */,
            double from,
            double to,
            double excessFrom) {
        double low = from;
        double high = to;
        for (int k = 0; k < BISECTIONS && high - low > Math.ulp(high); k++) {
            double middle = (low + high) / 2;
            if (excess(preferences, weights, endowments, middle) * excessFrom > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
