package walras.env.stackelberg.platform;

import java.util.Arrays;

/**
 * Logit demand between sellers and an outside good: a displayed seller i sells
 * {@code e^((a_i - p_i) / mu) / (sum over displayed j of e^((a_j - p_j) / mu) + e^(a_0 / mu))}, a hidden one nothing.
 * Consumer surplus is {@code mu ln} of the denominator. A set of displayed sellers is a bit mask.
 */
final class LogitMarket {
    private static final int BISECTIONS = 200;
    private static final int REPLY_ROUNDS = 200;

    private final double[] qualities; // [n]
    private final double outsideWeight;
    private final double mu;

    LogitMarket(double[] qualities, double outsideQuality, double mu) {
        this.qualities = qualities.clone();
        this.outsideWeight = StrictMath.exp(outsideQuality / mu);
        this.mu = mu;
    }

    int sellers() {
        return qualities.length;
    }

    /** Writes each seller's demand `[n]` at prices `[n]` into {@code demand} and returns the consumer surplus. */
    double clear(double[] prices, int displayed, double[] demand) {
        double total = outsideWeight;
        for (int i = 0; i < qualities.length; i++) {
            demand[i] = (displayed >> i & 1) == 1 ? weight(i, prices[i]) : 0;
            total += demand[i];
        }
        for (int i = 0; i < qualities.length; i++) {
            demand[i] /= total;
        }
        return mu * StrictMath.log(total);
    }

    private double weight(int seller, double price) {
        return StrictMath.exp((qualities[seller] - price) / mu);
    }

    /**
     * Nash prices `[n]` for costs `[n]`, everybody displayed. Each best reply has the markup {@code mu / (1 - q_i)};
     * the game is supermodular, so replies from cost upward rise to the (unique) equilibrium.
     */
    double[] nashPrices(double[] costs) {
        double[] prices = costs.clone();
        for (int round = 0; round < REPLY_ROUNDS; round++) {
            for (int i = 0; i < prices.length; i++) {
                prices[i] = reply(i, prices, costs[i]);
            }
        }
        return prices;
    }

    private double reply(int seller, double[] prices, double cost) {
        double others = outsideWeight;
        for (int j = 0; j < prices.length; j++) {
            others += j == seller ? 0 : weight(j, prices[j]);
        }
        double low = 0;
        double high = mu * (1 + weight(seller, cost) / others);
        for (int k = 0; k < BISECTIONS; k++) {
            double markup = (low + high) / 2;
            double share = weight(seller, cost + markup) / (weight(seller, cost + markup) + others);
            if (markup * (1 - share) < mu) {
                low = markup;
            } else {
                high = markup;
            }
        }
        return cost + (low + high) / 2;
    }

    /** Prices `[n]` that maximise the sellers' joint profit: one common markup {@code mu / q_0}. */
    double[] monopolyPrices(double[] costs) {
        double low = 0;
        double high = mu * (1 + inside(costs, 0) / outsideWeight);
        for (int k = 0; k < BISECTIONS; k++) {
            double markup = (low + high) / 2;
            double outsideShare = outsideWeight / (outsideWeight + inside(costs, markup));
            if (markup * outsideShare < mu) {
                low = markup;
            } else {
                high = markup;
            }
        }
        double markup = (low + high) / 2;
        return Arrays.stream(costs).map(cost -> cost + markup).toArray();
    }

    private double inside(double[] costs, double markup) {
        double sum = 0;
        for (int i = 0; i < costs.length; i++) {
            sum += weight(i, costs[i] + markup);
        }
        return sum;
    }
}
