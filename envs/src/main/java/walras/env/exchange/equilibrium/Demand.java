package walras.env.exchange.equilibrium;

/**
 * Utility, demand and indirect utility of one agent at a time, in closed form. Prices of wanted goods must be positive, except
 * for Leontief agents.
 *
 * <p>Every method reads slices of flat arrays: {@code weights[w .. w+L)}, {@code prices[p .. p+L)}, {@code bundle[x .. x+L)}.
 * Immutable, safe for threads.
 */
public final class Demand {
    private static final double HALF = 0.5;

    private final Preferences preferences;
    private final PowerMean powerMean;
    private final int goods;

    /** For agents with these preferences. */
    public Demand(Preferences preferences) {
        this.preferences = preferences;
        this.goods = preferences.goods();
        this.powerMean = new PowerMean(goods);
    }

    /** Whether a CES agent's utility can be told from Cobb-Douglas only in a form of its own. */
    private static boolean isNearZero(double rho) {
        return Math.abs(rho) < PowerMean.ORDER_MAX;
    }

    /** The utility of a bundle {@code [L]}. */
    public double utility(int agent, double[] weights /* [.., L] */, int w, double[] bundle /* [.., L] */, int x) {
        double rho = preferences.rho(agent);
        return switch (preferences.family(agent)) {
            case COBB_DOUGLAS -> cobbDouglas(weights, w, bundle, x);
            case CES ->
                isNearZero(rho) ? powerMean.ofBundle(rho, weights, w, bundle, x) : ces(weights, w, bundle, x, rho);
            case ADDITIVE_CES -> additive(weights, w, bundle, x, rho);
            case LINEAR -> linear(weights, w, bundle, x);
            case LEONTIEF -> leontief(weights, w, bundle, x);
        };
    }

    private double cobbDouglas(double[] weights /* [L] */, int w, double[] bundle /* [L] */, int x) {
        double total = 0;
        double log = 0;
        for (int j = 0; j < goods; j++) {
            double a = weights[w + j];
            if (a > 0) {
                total += a;
                log += a * Math.log(bundle[x + j]);
            }
        }
        return Math.exp(log / total);
    }

    private double ces(double[] weights /* [L] */, int w, double[] bundle /* [L] */, int x, double rho) {
        if (rho == HALF) {
            double root = additive(weights, w, bundle, x, rho);
            return root * root;
        }
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < goods; j++) {
            max = Math.max(max, cesTerm(weights[w + j], bundle[x + j], rho));
        }
        if (Double.isInfinite(max)) {
            return 0;
        }
        double sum = 0;
        for (int j = 0; j < goods; j++) {
            sum += Math.exp(cesTerm(weights[w + j], bundle[x + j], rho) - max);
        }
        return Math.exp((Math.log(sum) + max) / rho);
    }

    private static double cesTerm(double weight, double quantity, double rho) {
        return weight > 0 ? Math.log(weight) + rho * Math.log(quantity) : Double.NEGATIVE_INFINITY;
    }

    private double additive(double[] weights /* [L] */, int w, double[] bundle /* [L] */, int x, double rho) {
        double sum = 0;
        for (int j = 0; j < goods; j++) {
            double quantity = bundle[x + j];
            sum += weights[w + j] * (rho == HALF ? Math.sqrt(quantity) : Math.pow(quantity, rho));
        }
        return sum;
    }

    private double linear(double[] weights /* [L] */, int w, double[] bundle /* [L] */, int x) {
        double sum = 0;
        for (int j = 0; j < goods; j++) {
            sum += weights[w + j] * bundle[x + j];
        }
        return sum;
    }

    private double leontief(double[] weights /* [L] */, int w, double[] bundle /* [L] */, int x) {
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < goods; j++) {
            if (weights[w + j] > 0) {
                least = Math.min(least, bundle[x + j] / weights[w + j]);
            }
        }
        return least;
    }

    /** The most utility that this income buys at these prices {@code [L]}. */
    public double indirect(
            int agent, double[] weights /* [.., L] */, int w, double[] prices /* [.., L] */, int p, double income) {
        if (income <= 0) {
            return 0;
        }
        return switch (preferences.family(agent)) {
            case COBB_DOUGLAS -> income * cobbDouglasBang(weights, w, prices, p);
            case CES -> income * cesBang(agent, weights, w, prices, p);
            case ADDITIVE_CES -> additiveIndirect(agent, weights, w, prices, p, income);
            case LINEAR -> income * linearBang(weights, w, prices, p);
            case LEONTIEF -> income / bundleCost(weights, w, prices, p);
        };
    }

    private double cobbDouglasBang(double[] weights /* [L] */, int w, double[] prices /* [L] */, int p) {
        double total = 0;
        for (int j = 0; j < goods; j++) {
            total += weights[w + j];
        }
        double log = 0;
        for (int j = 0; j < goods; j++) {
            double share = weights[w + j] / total;
            log += share > 0 ? share * Math.log(share / prices[p + j]) : 0;
        }
        return Math.exp(log);
    }

    private double cesBang(int agent, double[] weights /* [L] */, int w, double[] prices /* [L] */, int p) {
        double rho = preferences.rho(agent);
        if (isNearZero(rho)) {
            return powerMean.ofUnit(rho, weights, w, prices, p);
        }
        double s = preferences.elasticity(agent);
        return Math.exp(logIndex(weights, w, prices, p, s) / (s - 1));
    }

    /** Logarithm of {@code sum a^s p^(1-s)}, without overflow. */
    private double logIndex(double[] weights /* [L] */, int w, double[] prices /* [L] */, int p, double s) {
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < goods; j++) {
            max = Math.max(max, indexTerm(weights[w + j], prices[p + j], s));
        }
        double sum = 0;
        for (int j = 0; j < goods; j++) {
            sum += Math.exp(indexTerm(weights[w + j], prices[p + j], s) - max);
        }
        return Math.log(sum) + max;
    }

    private static double indexTerm(double weight, double price, double s) {
        return weight > 0 ? s * Math.log(weight) + (1 - s) * Math.log(price) : Double.NEGATIVE_INFINITY;
    }

    private double additiveIndirect(
            int agent, double[] weights /* [L] */, int w, double[] prices /* [L] */, int p, double income) {
        double rho = preferences.rho(agent);
        if (rho == HALF) {
            double index = 0;
            for (int j = 0; j < goods; j++) {
                index += weights[w + j] * weights[w + j] / prices[p + j];
            }
            return Math.sqrt(income * index);
        }
        double s = preferences.elasticity(agent);
        return Math.exp(rho * Math.log(income) + logIndex(weights, w, prices, p, s) / s);
    }

    private double linearBang(double[] weights /* [L] */, int w, double[] prices /* [L] */, int p) {
        double best = 0;
        for (int j = 0; j < goods; j++) {
            best = weights[w + j] > 0 ? Math.max(best, weights[w + j] / prices[p + j]) : best;
        }
        return best;
    }

    private double bundleCost(double[] weights /* [L] */, int w, double[] prices /* [L] */, int p) {
        double cost = 0;
        for (int j = 0; j < goods; j++) {
            cost += weights[w + j] * prices[p + j];
        }
        return cost;
    }

    /**
     * The logarithm of the factor by which an agent's utility exceeds that with weights that sum to one, where it is a power of their
     * sum: of a CES agent {@code (sum a)^(1/rho)}, which may not fit a double; else 0.
     */
    public double logOfScale(int agent, double[] weights /* [.., L] */, int w) {
        return preferences.family(agent) == Utility.CES
                ? PowerMean.logOfScale(goods, preferences.rho(agent), weights, w)
                : 0;
    }

    /** Negishi weight, one over the marginal utility of income, of an agent who reaches a utility with an income; 0 without income. */
    public double negishi(int agent, double utility, double income) {
        double degree = preferences.family(agent) == Utility.ADDITIVE_CES ? preferences.rho(agent) : 1;
        return utility > 0 ? income / (degree * utility) : 0;
    }

    /**
     * Writes one utility-maximising bundle {@code [L]}. Linear agents spend everything on the first of their best goods.
     */
    public void choose(
            int agent,
            double[] weights /* [.., L] */,
            int w,
            double[] prices /* [.., L] */,
            int p,
            double income,
            double[] bundle /* [.., L] */,
            int x) {
        switch (preferences.family(agent)) {
            case LINEAR -> chooseLinear(weights, w, prices, p, income, bundle, x);
            case LEONTIEF -> {
                double level = income / bundleCost(weights, w, prices, p);
                for (int j = 0; j < goods; j++) {
                    bundle[x + j] = weights[w + j] * level;
                }
            }
            default -> chooseSmooth(preferences.elasticity(agent), weights, w, prices, p, income, bundle, x);
        }
    }

    private void chooseLinear(
            double[] weights /* [L] */,
            int w,
            double[] prices /* [L] */,
            int p,
            double income,
            double[] bundle /* [L] */,
            int x) {
        double best = linearBang(weights, w, prices, p);
        boolean spent = false;
        for (int j = 0; j < goods; j++) {
            boolean buys = !spent && weights[w + j] > 0 && weights[w + j] / prices[p + j] == best;
            bundle[x + j] = buys ? income / prices[p + j] : 0;
            spent |= buys;
        }
    }

    private void chooseSmooth(
            double s,
            double[] weights /* [L] */,
            int w,
            double[] prices /* [L] */,
            int p,
            double income,
            double[] bundle /* [L] */,
            int x) {
        double index = logIndex(weights, w, prices, p, s);
        for (int j = 0; j < goods; j++) {
            double share = Math.exp(indexTerm(weights[w + j], prices[p + j], s) - index);
            bundle[x + j] = share > 0 ? share * income / prices[p + j] : 0;
        }
    }
}
