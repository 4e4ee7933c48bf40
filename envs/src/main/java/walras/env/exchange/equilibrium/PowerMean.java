package walras.env.exchange.equilibrium;

/**
 * Utilities of CES agents whose rho is near zero, in a form whose rounding errors do not grow like {@code 1/rho}:
 * {@code (sum w y^r)^(1/r) = top (1 + sum w ((y/top)^r - 1))^(1/r)}, which goes to the geometric mean of Cobb-Douglas.
 */
final class PowerMean {
    /** The largest size of rho that takes this form. */
    static final double ORDER_MAX = 1e-2;

    private final int goods;

    PowerMean(int goods) {
        this.goods = goods;
    }

    /**
     * The logarithm of {@code (sum a)^(1/rho)}, by which a CES utility with raw weights exceeds that with weights that sum to one; 0
     * where they do so but for rounding, since no power of a rounding error is meant.
     */
    static double logOfScale(int goods, double rho, double[] weights /* [.., L] */, int w) {
        double total = 0;
        for (int j = 0; j < goods; j++) {
            total += weights[w + j];
        }
        return Math.abs(total - 1) <= goods * Math.ulp(1.0) ? 0 : Math.log(total) / rho;
    }

    /** The CES utility {@code (sum a x^rho)^(1/rho)} of a bundle. */
    double ofBundle(double rho, double[] weights /* [.., L] */, int w, double[] bundle /* [.., L] */, int x) {
        double top = Double.NEGATIVE_INFINITY;
        double total = 0;
        for (int j = 0; j < goods; j++) {
            total += weights[w + j];
            top = weights[w + j] > 0 ? Math.max(top, Math.log(bundle[x + j])) : top;
        }
        if (top == Double.NEGATIVE_INFINITY) {
            return 0;
        }
        double sum = 0;
        for (int j = 0; j < goods; j++) {
            if (weights[w + j] > 0) {
                sum += weights[w + j] / total * Math.expm1(rho * (Math.log(bundle[x + j]) - top));
            }
        }
        return Math.exp(logOfScale(goods, rho, weights, w) + top + Math.log1p(Math.max(sum, -1)) / rho);
    }

    /** The CES utility that a unit of income buys at prices: the mean of order {@code rho/(1-rho)} of weight over price. */
    double ofUnit(double rho, double[] weights /* [.., L] */, int w, double[] prices /* [.., L] */, int p) {
        double order = rho / (1 - rho);
        double top = Double.NEGATIVE_INFINITY;
        double total = 0;
        for (int j = 0; j < goods; j++) {
            total += weights[w + j];
        }
        for (int j = 0; j < goods; j++) {
            top = weights[w + j] > 0 ? Math.max(top, Math.log(weights[w + j] / total / prices[p + j])) : top;
        }
        double sum = 0;
        for (int j = 0; j < goods; j++) {
            if (weights[w + j] > 0) {
                double log = Math.log(weights[w + j] / total / prices[p + j]);
                sum += weights[w + j] / total * Math.expm1(order * (log - top));
            }
        }
        return Math.exp(logOfScale(goods, rho, weights, w) + top + Math.log1p(Math.max(sum, -1)) / order);
    }
}
