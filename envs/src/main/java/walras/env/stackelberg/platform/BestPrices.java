package walras.env.stackelberg.platform;

/**
 * Best prices in a logit market. The logarithm of a seller's profit is strictly concave in its own price; its derivative
 * vanishes where the markup m has {@code m h = mu}, h as in {@link Standing#slope}. Since {@code m h} rises in m, the root
 * is bisected, down to neighbouring numbers.
 */
final class BestPrices {
    private final LogitMarket market;
    private final double[] costs; // [n]
    private final double[] highest; // [n]

    BestPrices(LogitMarket market, double[] costs) {
        this.market = market;
        this.costs = costs.clone();
        this.highest = new double[costs.length];
        for (int i = 0; i < costs.length; i++) {
            highest[i] = commonMarkup(market.exponent(i, costs[i]));
        }
    }

    /** A seller's markup where nobody else sells: no best reply has a larger one. */
    double highestMarkup(int seller) {
        return highest[seller];
    }

    /** The markup that is best for all goods at once: {@code m q_0 = mu}. */
    double jointMarkup() {
        return commonMarkup(logNests(-1, costs));
    }

    /** The root of {@code m q_0 = mu} where the goods at cost weigh {@code e^worth} and lose {@code e^(-m / mu)}. */
    private double commonMarkup(double worth) {
        double mu = market.mu();
        double edge = worth - market.outsideExponent();
        double low = 0;
        double high = mu * Math.max(edge, 2); // z - 1 = e^(edge - z) has no root z above either
        for (double m = high / 2; m > low && m < high; m = (low + high) / 2) {
            if (m < mu * (1 + StrictMath.exp(edge - m / mu))) {
                low = m;
            } else {
                high = m;
            }
        }
        return high;
    }

    /** The best price of a seller at prices {@code [n]}, of which its own is not read. */
    double reply(int seller, double[] prices) {
        double dissimilarity = market.dissimilarity(seller);
        double mates = logNest(market.nest(seller), seller, prices);
        double others = logOthers(market.nest(seller), prices);
        double low = 0;
        double high = highest[seller];
        for (double m = high / 2; m > low && m < high; m = (low + high) / 2) {
            double exponent = market.exponent(seller, costs[seller] + m);
            if (m * Standing.of(exponent, dissimilarity, mates, others).slope(dissimilarity) < market.mu()) {
                low = m;
            } else {
                high = m;
            }
        }
        return costs[seller] + high;
    }

    Standing standing(int seller, double[] prices) { // [n]
        int nest = market.nest(seller);
        return Standing.of(
                market.exponent(seller, prices[seller]),
                market.dissimilarity(seller),
                logNest(nest, seller, prices),
                logOthers(nest, prices));
    }

    /** Log of the sum of {@code e^(x_j / l)} over a nest's sellers but one; minus infinity where there are none. */
    private double logNest(int nest, int except, double[] prices) {
        double sum = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < prices.length; j++) {
            if (j != except && market.nest(j) == nest) {
                sum = logAdd(sum, market.exponent(j, prices[j]) / market.dissimilarity(j));
            }
        }
        return sum;
    }

    private double logOthers(int nest, double[] prices) {
        return logAdd(market.outsideExponent(), logNests(nest, prices));
    }

    /** Log of the weights of all nests but one. */
    private double logNests(int except, double[] prices) {
        double sum = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < prices.length; j++) {
            if (market.nest(j) != except && firstOfNest(j)) {
                sum = logAdd(sum, market.dissimilarity(j) * logNest(market.nest(j), -1, prices));
            }
        }
        return sum;
    }

    private boolean firstOfNest(int seller) {
        for (int j = 0; j < seller; j++) {
            if (market.nest(j) == market.nest(seller)) {
                return false;
            }
        }
        return true;
    }

    private static double logAdd(double a, double b) {
        double larger = Math.max(a, b);
        return larger == Double.NEGATIVE_INFINITY
                ? larger
                : larger + StrictMath.log1p(StrictMath.exp(Math.min(a, b) - larger));
    }
}
