package walras.env.exchange.equilibrium;

/**
 * Judges a (prices, allocation) pair by the definition of equilibrium and the problem alone, whoever proposed the pair. It shares no
 * code with what solves, proposes or reports: only {@link Preferences} are read.
 *
 * <p>The demand gap needs no maximisation and, for most families, no logarithm: a utility that is concave and homogeneous of
 * degree one satisfies {@code v <= m max_j g_j/p_j} and {@code u = g.x} for its gradient {@code g} at {@code x}, so
 * {@code 1 - g.x / (m max_j g_j/p_j)} bounds {@code (v-u)/v} from above, and is zero exactly at a demand. For additive CES the
 * same number bounds the gap too, since {@code 1 - (1-d)^rho <= d}. Where the bound is no number, as for a quantity of zero, the gap
 * itself is taken, by {@link LogUtility}. An agent without income counts: a good that is free must reach whoever wants it.
 * Immutable, safe for threads.
 */
public final class Certificate {
    /** The largest relative difference between spending and income. */
    public static final double BUDGET_TOLERANCE = 1e-12;

    private static final double SIMPLEX_TOLERANCE = 1e-9;
    private static final double NEVER = Double.POSITIVE_INFINITY;

    private final Preferences preferences;
    private final LogUtility logUtility;
    private final int agents;
    private final int goods;

    /** For economies with these preferences. */
    public Certificate(Preferences preferences) {
        this.preferences = preferences;
        this.logUtility = new LogUtility(preferences);
        this.agents = preferences.agents();
        this.goods = preferences.goods();
    }

    /**
     * Recomputes rows that are said to be certified, and says {@link Status#NOT_CERTIFIED} of those that are not; the residuals that a
     * row holds stay.
     *
     * @return how many rows were said to be certified and are not
     */
    public int verify(
            int rows,
            double[] weights /* [B, N, L] */,
            double[] endowments /* [B, N, L] */,
            Equilibria out,
            double tolerance) {
        int wrong = 0;
        for (int row = 0; row < rows; row++) {
            if (out.statusOf(row).certified() && !isEquilibrium(row, weights, endowments, out, tolerance)) {
                out.status()[row] = Status.NOT_CERTIFIED.code();
                wrong++;
            }
        }
        return wrong;
    }

    private boolean isEquilibrium(
            int row,
            double[] weights /* [B, N, L] */,
            double[] endowments /* [B, N, L] */,
            Equilibria out,
            double tolerance) {
        int at = row * agents * goods;
        int p = row * goods;
        return clearing(endowments, out.allocation(), at, out.prices(), p) <= tolerance
                && budget(endowments, out.allocation(), at, out.prices(), p) <= BUDGET_TOLERANCE
                && demandGap(weights, at, endowments, out.allocation(), at, out.prices(), p) <= tolerance
                && isOnSimplex(out.prices(), p);
    }

    /** Writes the certificate of a row's prices and allocation; whether they are an equilibrium within the tolerance. */
    boolean judge(
            int row,
            double[] weights /* [B, N, L] */,
            double[] endowments /* [B, N, L] */,
            Equilibria out,
            double tolerance) {
        int at = row * agents * goods;
        int p = row * goods;
        out.clearing()[row] = clearing(endowments, out.allocation(), at, out.prices(), p);
        out.budget()[row] = budget(endowments, out.allocation(), at, out.prices(), p);
        out.demandGap()[row] = demandGap(weights, at, endowments, out.allocation(), at, out.prices(), p);
        return isWithin(row, out, tolerance, BUDGET_TOLERANCE, tolerance) && isOnSimplex(out.prices(), p);
    }

    /** Whether the numbers that a row holds are within these. */
    static boolean isWithin(int row, Equilibria out, double clearing, double budget, double gap) {
        return out.clearing()[row] <= clearing && out.budget()[row] <= budget && out.demandGap()[row] <= gap;
    }

    private boolean isOnSimplex(double[] prices /* [.., L] */, int p) {
        double total = 0;
        boolean positive = true;
        for (int j = p; j < p + goods; j++) {
            total += prices[j];
            positive &= prices[j] >= 0;
        }
        return positive && Math.abs(total - 1) <= SIMPLEX_TOLERANCE;
    }

    /**
     * Max over goods of {@code |sum_i x_ij - E_j| / E_j}; where the price is zero, only excess demand counts. Infinite where a
     * quantity is negative.
     */
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
                double quantity = allocation[matrix + i * goods + j];
                supply += endowments[matrix + i * goods + j];
                used += quantity < 0 ? NEVER : quantity;
            }
            double excess = supply > 0 ? (used - supply) / supply : used;
            double residual = prices[p + j] > 0 ? Math.abs(excess) : Math.max(excess, 0);
            worst = Math.max(worst, residual);
        }
        return worst;
    }

    /** Max over agents of {@code |p.x_i - m_i| / m_i}; infinite where an agent without income spends. */
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
            double residual = spent == income ? 0 : Math.abs(spent - income) / income;
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

    /**
     * Max over agents of an upper bound on {@code (v_i - u_i) / v_i}; weights are read from {@code tastes}. Infinite where an agent
     * would buy without end, as of a free good that it wants.
     */
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
            double gap = agentGap(i, weights, tastes + i * goods, allocation, at, prices, p, income);
            worst = Math.max(worst, gap);
        }
        return worst;
    }

    /**
     * The largest relative error of an account: utilities as they are said against those recomputed, and their sum, each weighed by
     * Negishi's weight and its degree of homogeneity, against the value of all that is owned. Infinite where a number is not finite.
     *
     * @param said utilities {@code [N]}
     * @param negishi {@code [N]}
     * @param weights {@code [N, L]}
     */
    public double accounts(
            double[] said,
            double[] negishi,
            double[] weights,
            double[] endowments /* [N, L] */,
            double[] allocation /* [N, L] */,
            double[] prices /* [L] */) {
        double worst = 0;
        double weighed = 0;
        double owned = 0;
        for (int i = 0; i < agents; i++) {
            double log = logUtility.ofBundleAsGiven(i, weights, i * goods, allocation, i * goods);
            boolean both = said[i] == 0 && log == -NEVER;
            double error = both ? 0 : Math.abs(Math.expm1(Math.log(said[i]) - log));
            worst = Math.max(worst, Double.isFinite(said[i]) && !Double.isNaN(error) ? error : NEVER);
            double degree = preferences.family(i) == Utility.ADDITIVE_CES ? preferences.rho(i) : 1;
            weighed += negishi[i] * degree * said[i];
            owned += value(endowments, i * goods, prices, 0);
        }
        double balance = Math.abs(weighed - owned) / owned;
        return Double.isNaN(balance) ? NEVER : Math.max(worst, balance);
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
        double bound = income > 0
                ? switch (preferences.family(agent)) {
                    case LINEAR -> linearGap(weights, w, allocation, at, prices, p, income);
                    case LEONTIEF -> leontiefGap(weights, w, allocation, at, prices, p, income);
                    default -> smoothGap(preferences.elasticity(agent), weights, w, allocation, at, prices, p, income);
                }
                : NEVER;
        if (Double.isFinite(bound)) {
            return bound;
        }
        if (wantsNothing(weights, w)) {
            return 0;
        }
        double best = logUtility.ofIncome(agent, weights, w, prices, p, income);
        double reached = logUtility.ofBundle(agent, weights, w, allocation, at);
        return best == NEVER ? NEVER : best == -NEVER ? 0 : -Math.expm1(reached - best);
    }

    private boolean wantsNothing(double[] weights /* [.., L] */, int w) {
        boolean nothing = true;
        for (int j = 0; j < goods; j++) {
            nothing &= weights[w + j] == 0;
        }
        return nothing;
    }

    private double linearGap(
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
            reached += weights[w + j] * allocation[at + j];
            best = weights[w + j] > 0 ? Math.max(best, weights[w + j] / prices[p + j]) : best;
        }
        return best < NEVER ? 1 - reached / (income * best) : NEVER;
    }

    private double leontiefGap(
            double[] weights /* [.., L] */,
            int w,
            double[] allocation /* [.., L] */,
            int at,
            double[] prices /* [.., L] */,
            int p,
            double income) {
        double cost = 0;
        double level = NEVER;
        for (int j = 0; j < goods; j++) {
            cost += weights[w + j] * prices[p + j];
            level = weights[w + j] > 0 ? Math.min(level, allocation[at + j] / weights[w + j]) : level;
        }
        return cost > 0 ? 1 - level / (income / cost) : NEVER;
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
        return s == 1 ? 1 / quantity : s == 2 ? 1 / Math.sqrt(quantity) : Math.exp(-Math.log(quantity) / s);
    }
}
