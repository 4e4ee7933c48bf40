package walras.env.exchange.equilibrium;

/**
 * Logarithms of utilities and indirect utilities for {@link Certificate}, which alone calls it: an account of its own beside
 * {@link Demand}, so that an error in one shows against the other. Weights are divided by their sum, which leaves ratios of
 * utilities alone; additive CES is taken in its form of degree one.
 *
 * <p>A CES utility is the mean of order rho of quantities, and its indirect utility is income times the mean of order
 * {@code rho/(1-rho)} of {@code weight/price}; a mean of order near zero is near the geometric one, without overflow.
 */
final class LogUtility {
    private static final double NONE = Double.NEGATIVE_INFINITY;
    private static final double ENDLESS = Double.POSITIVE_INFINITY;
    private static final double NARROW = 0.5;

    private final Preferences preferences;
    private final int goods;
    private final ThreadLocal<double[]> shareScratch; // [L] a certificate is asked by several threads
    private final ThreadLocal<double[]> logScratch; // [L]

    LogUtility(Preferences preferences) {
        this.preferences = preferences;
        this.goods = preferences.goods();
        this.shareScratch = ThreadLocal.withInitial(() -> new double[goods]);
        this.logScratch = ThreadLocal.withInitial(() -> new double[goods]);
    }

    /** Of a bundle {@code [L]}; minus infinity where it is worth nothing. */
    double ofBundle(int agent, double[] weights /* [.., L] */, int w, double[] bundle /* [.., L] */, int x) {
        double[] share = shares(weights, w); // [L]
        double[] log = logScratch.get(); // [L]
        for (int j = 0; j < goods; j++) {
            log[j] = Math.log(bundle[x + j]);
        }
        return switch (preferences.family(agent)) {
            case COBB_DOUGLAS -> mean(0, share, log);
            case CES, ADDITIVE_CES -> mean(preferences.rho(agent), share, log);
            case LINEAR -> mean(1, share, log);
            case LEONTIEF -> least(share, log);
        };
    }

    /** Of a bundle {@code [L]} at the weights as they are: what {@link #ofBundle} leaves out. */
    double ofBundleAsGiven(int agent, double[] weights /* [.., L] */, int w, double[] bundle /* [.., L] */, int x) {
        double sum = 0;
        for (int j = 0; j < goods; j++) {
            sum += weights[w + j];
        }
        double rho = preferences.rho(agent);
        boolean isOne = Math.abs(sum - 1) <= goods * Math.ulp(1.0); // else a rounding error to the power 1/rho
        double scale = isOne ? 0 : Math.log(sum);
        double shared = ofBundle(agent, weights, w, bundle, x);
        return switch (preferences.family(agent)) {
            case COBB_DOUGLAS -> shared;
            case CES -> shared + scale / rho;
            case ADDITIVE_CES -> rho * shared + scale;
            case LINEAR -> shared + scale;
            case LEONTIEF -> shared - scale;
        };
    }

    /** Of the best that an income, which may be zero, buys at prices {@code [L]}, which may be zero: infinite where there is no best. */
    double ofIncome(
            int agent, double[] weights /* [.., L] */, int w, double[] prices /* [.., L] */, int p, double income) {
        double[] share = shares(weights, w); // [L]
        boolean anyFree = false;
        boolean allFree = true;
        for (int j = 0; j < goods; j++) {
            anyFree |= share[j] > 0 && prices[p + j] == 0;
            allFree &= share[j] == 0 || prices[p + j] == 0;
        }
        Utility family = preferences.family(agent);
        boolean worthless = family == Utility.COBB_DOUGLAS || (family == Utility.CES && preferences.rho(agent) < 0);
        boolean needsAll = family == Utility.LEONTIEF || (income <= 0 && worthless); // without one of its goods
        if (needsAll ? allFree : anyFree) {
            return ENDLESS;
        }
        if (income <= 0) {
            return NONE;
        }
        double[] bang = logScratch.get(); // [L]
        for (int j = 0; j < goods; j++) {
            bang[j] = Math.log(share[j]) - Math.log(prices[p + j]);
        }
        return Math.log(income) + ofUnit(agent, share, bang, prices, p);
    }

    private double ofUnit(int agent, double[] share /* [L] */, double[] bang /* [L] */, double[] prices, int p) {
        double rho = preferences.rho(agent);
        return switch (preferences.family(agent)) {
            case COBB_DOUGLAS -> mean(0, share, bang);
            case CES, ADDITIVE_CES -> mean(rho / (1 - rho), share, bang);
            case LINEAR -> largest(bang);
            case LEONTIEF -> {
                double cost = 0;
                for (int j = 0; j < goods; j++) {
                    cost += share[j] * prices[p + j];
                }
                yield -Math.log(cost);
            }
        };
    }

    private static double largest(double[] numbers) { // [L]
        double most = NONE;
        for (double number : numbers) {
            most = Math.max(most, number);
        }
        return most;
    }

    private double[] shares(double[] weights /* [.., L] */, int w) { // [L]
        double most = 0;
        for (int j = 0; j < goods; j++) {
            most = Math.max(most, weights[w + j]);
        }
        double[] share = shareScratch.get(); // [L]
        double total = 0;
        for (int j = 0; j < goods; j++) {
            share[j] = weights[w + j] / most;
            total += share[j];
        }
        for (int j = 0; j < goods; j++) {
            share[j] /= total;
        }
        return share;
    }

    private static double least(double[] share /* [L] */, double[] log /* [L] */) {
        double least = ENDLESS;
        for (int j = 0; j < share.length; j++) {
            least = share[j] > 0 ? Math.min(least, log[j] - Math.log(share[j])) : least;
        }
        return least;
    }

    /** Logarithm of the weighted mean of that order, of numbers given by their logarithms. */
    private static double mean(double order, double[] share /* [L] */, double[] log /* [L] */) {
        double most = NONE;
        double fewest = ENDLESS;
        for (int j = 0; j < share.length; j++) {
            most = share[j] > 0 ? Math.max(most, log[j]) : most;
            fewest = share[j] > 0 ? Math.min(fewest, log[j]) : fewest;
        }
        if (most == NONE || (order <= 0 && fewest == NONE)) {
            return NONE;
        }
        double pivot = order > 0 ? most : fewest;
        boolean narrow = Math.abs(order) * (most - fewest) < NARROW;
        double sum = 0;
        for (int j = 0; j < share.length; j++) {
            if (share[j] > 0) {
                double off = log[j] - pivot;
                sum += share[j] * (order == 0 ? off : narrow ? Math.expm1(order * off) : Math.exp(order * off));
            }
        }
        return pivot + (order == 0 ? sum : (narrow ? Math.log1p(sum) : Math.log(sum)) / order);
    }
}
