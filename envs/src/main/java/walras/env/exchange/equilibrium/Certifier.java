package walras.env.exchange.equilibrium;

/**
 * Computes the certificate of a (prices, allocation) pair from the definition of equilibrium alone, whoever proposed the pair.
 *
 * <p>The demand gap needs no maximisation and, for most families, no logarithm: a utility that is concave and homogeneous of
 * degree one satisfies {@code v <= m max_j g_j/p_j} and {@code u = g.x} for its gradient {@code g} at {@code x}, so
 * {@code 1 - g.x / (m max_j g_j/p_j)} bounds {@code (v-u)/v} from above, and is zero exactly at a demand. For additive CES the
 * same number bounds the gap too, since {@code 1 - (1-d)^rho <= d}. Immutable, safe for threads.
 */
public final class Certifier {
    private final Preferences preferences;
    private final Demand demand;
    private final int agents;
    private final int goods;

    /** For economies with these preferences. */
    public Certifier(Preferences preferences) {
        this.preferences = preferences;
        this.demand = new Demand(preferences);
        this.agents = preferences.agents();
        this.goods = preferences.goods();
    }

    /** Writes the certificate of a row's prices and allocation; arrays {@code [B, N, L]}. */
    void certify(int row, double[] weights /* [B, N, L] */, double[] endowments /* [B, N, L] */, Equilibria out) {
        int at = row * agents * goods;
        int p = row * goods;
        out.clearing()[row] = clearing(endowments, out.allocation(), at, out.prices(), p);
        out.budget()[row] = budget(endowments, out.allocation(), at, out.prices(), p);
        out.demandGap()[row] = demandGap(weights, at, endowments, out.allocation(), at, out.prices(), p);
    }

    /** Max over goods of {@code |sum_i x_ij - E_j| / E_j}; where the price is zero, only excess demand counts. */
    public double clearing(
            double[] endowments /* [.., N, L] */,
            double[] allocation /* [.., N, L] */,
            int matrix,
            double[] prices /* [.., L] */,
            int p) {
        double worst = 0;
        for (int j = 0; j < goods; j++) {
            double supply = 0;
            double used = 0;
            for (int i = 0; i < agents; i++) {
                supply += endowments[matrix + i * goods + j];
                used += allocation[matrix + i * goods + j];
            }
            double excess = supply > 0 ? (used - supply) / supply : used;
            double residual = prices[p + j] > 0 ? Math.abs(excess) : Math.max(excess, 0);
            worst = Math.max(worst, residual);
        }
        return worst;
    }

    /** Max over agents of {@code |p.x_i - m_i| / m_i}. */
    public double budget(
            double[] endowments /* [.., N, L] */,
            double[] allocation /* [.., N, L] */,
            int matrix,
            double[] prices /* [.., L] */,
            int p) {
        double worst = 0;
        for (int i = 0; i < agents; i++) {
            double income = value(endowments, matrix + i * goods, prices, p);
            double spent = value(allocation, matrix + i * goods, prices, p);
            double residual = Math.abs(spent - income) / (income > 0 ? income : 1);
            worst = Math.max(worst, residual);
        }
        return worst;
    }

    private double value(double[] bundle /* [.., L] */, int x, double[] prices /* [.., L] */, int p) {
        double sum = 0;
        for (int j = 0; j < goods; j++) {
            sum += prices[p + j] * bundle[x + j];
        }
        return sum;
    }

    /** Max over agents of an upper bound on {@code (v_i - u_i) / v_i}; weights are read from {@code tastes}. */
    public double demandGap(
            double[] weights /* [.., N, L] */,
            int tastes,
            double[] endowments /* [.., N, L] */,
            double[] allocation /* [.., N, L] */,
            int matrix,
            double[] prices /* [.., L] */,
            int p) {
        double worst = 0;
        for (int i = 0; i < agents; i++) {
            int at = matrix + i * goods;
            double income = value(endowments, at, prices, p);
            double gap = income > 0 ? agentGap(i, weights, tastes + i * goods, allocation, at, prices, p, income) : 0;
            worst = Math.max(worst, gap);
        }
        return worst;
    }

    private double agentGap(
            int agent,
            double[] weights /* [.., L] */,
            int w,
            double[] allocation /* [.., L] */,
            int at,
            double[] prices /* [.., L] */,
            int p,
            double income) {
        Utility family = preferences.family(agent);
        if (family != Utility.LINEAR && family != Utility.LEONTIEF) {
            double bound = smoothGap(preferences.elasticity(agent), weights, w, allocation, at, prices, p, income);
            if (Double.isFinite(bound)) {
                return bound;
            }
        }
        double best = demand.indirect(agent, weights, w, prices, p, income);
        return 1 - demand.utility(agent, weights, w, allocation, at) / best;
    }

    private double smoothGap(
            double s,
            double[] weights /* [.., L] */,
            int w,
            double[] allocation /* [.., L] */,
            int at,
            double[] prices /* [.., L] */,
            int p,
            double income) {
        double best = 0;
        double reached = 0;
        for (int j = 0; j < goods; j++) {
            double quantity = allocation[at + j];
            if (weights[w + j] > 0) {
                double spent = weights[w + j] * power(quantity, s) / prices[p + j];
                best = Math.max(best, spent);
                reached += spent * prices[p + j] * quantity;
            }
        }
        return 1 - reached / (best * income);
    }

    /** {@code x^(-1/s)}, the shape of marginal utility. */
    private static double power(double quantity, double s) {
        if (s == 1) {
            return 1 / quantity;
        }
        return s == 2 ? 1 / Math.sqrt(quantity) : Math.exp(-Math.log(quantity) / s);
    }
}
