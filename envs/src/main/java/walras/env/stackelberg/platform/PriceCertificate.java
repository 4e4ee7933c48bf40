package walras.env.stackelberg.platform;

/**
 * How good prices are, from demand alone: no solver is asked.
 *
 * @param nashResidual largest {@code |m_i (1 / l - (1 / l - 1) w_i - q_i) / mu - 1|} over sellers
 * @param nashGain the most that a seller gains by one of 2,001 other prices, from its cost to its cost and twice its markup as
 *     only seller; 0 where staying is best
 * @param mu the unit in which a gain is judged
 */
record PriceCertificate(double nashResidual, double nashGain, double mu) {
    private static final int DEVIATIONS = 2000;
    /** Largest residual that verifies; of a gain, as a share of a unit of mu. */
    static final double TOLERANCE = 1e-9;

    static PriceCertificate of(LogitMarket market, double[] costs, double[] prices) { // [n], [n]
        double residual = 0;
        double gain = 0;
        for (int i = 0; i < prices.length; i++) {
            residual = Math.max(residual, Math.abs(residual(market, i, prices, prices[i] - costs[i])));
            gain = Math.max(gain, gain(market, i, prices, costs[i]));
        }
        return new PriceCertificate(residual, gain, market.mu());
    }

    boolean verified() {
        return nashResidual <= TOLERANCE && nashGain <= TOLERANCE * mu;
    }

    private static double residual(LogitMarket market, int seller, double[] prices, double markup) {
        double[] demand = demand(market, prices, everybody(prices)); // [n + 1]
        int nest = market.nest(seller);
        double elsewhere = demand[prices.length];
        double mates = 0; // weight of the others of the nest, the seller's own being 1
        for (int j = 0; j < prices.length; j++) {
            if (market.nest(j) != nest) {
                elsewhere += demand[j];
            } else if (j != seller) {
                double ahead = market.exponent(j, prices[j]) - market.exponent(seller, prices[seller]);
                mates += StrictMath.exp(ahead / market.dissimilarity(seller));
            }
        }
        double within = 1 / (1 + mates);
        double lost = Double.isInfinite(mates) ? 1 : mates / (1 + mates);
        return markup * (lost / market.dissimilarity(seller) + within * elsewhere) / market.mu() - 1;
    }

    /** The most that one seller gains. */
    static double gain(LogitMarket market, int seller, double[] prices, double cost) { // [n]
        double[] tried = prices.clone(); // [n]
        double[] demand = new double[prices.length + 1]; // [n + 1]
        double own = profit(market, seller, tried, cost, demand);
        double range = 2 * loneMarkup(market, seller, cost);
        double best = own;
        for (int k = 0; k <= DEVIATIONS; k++) {
            tried[seller] = cost + range * k / DEVIATIONS;
            best = Math.max(best, profit(market, seller, tried, cost, demand));
        }
        return best - own;
    }

    private static double profit(LogitMarket market, int seller, double[] prices, double cost, double[] demand) {
        market.clear(prices, everybody(prices), demand);
        return (prices[seller] - cost) * demand[seller];
    }

    /** The markup m of a lone seller, {@code m q_0 = mu}, to the precision that the range of deviations needs. */
    private static double loneMarkup(LogitMarket market, int seller, double cost) {
        double[] prices = new double[market.sellers()]; // [n]
        double low = 0;
        double high =
                Math.max(2 * market.mu(), market.mu() * (market.exponent(seller, cost) - market.outsideExponent()));
        for (int k = 0; k < 60; k++) {
            prices[seller] = cost + (low + high) / 2;
            double outside = demand(market, prices, 1 << seller)[prices.length];
            if ((low + high) / 2 * outside < market.mu()) {
                low = (low + high) / 2;
            } else {
                high = (low + high) / 2;
            }
        }
        return high;
    }

    /** Largest {@code |m_i q_0 / mu - 1|}: joint profit is largest where it is 0. */
    static double jointResidual(LogitMarket market, double[] costs, double[] prices) { // [n], [n]
        double outside = demand(market, prices, everybody(prices))[prices.length];
        double largest = 0;
        for (int i = 0; i < prices.length; i++) {
            largest = Math.max(largest, Math.abs((prices[i] - costs[i]) * outside / market.mu() - 1));
        }
        return largest;
    }

    private static double[] demand(LogitMarket market, double[] prices, int displayed) {
        double[] demand = new double[prices.length + 1]; // [n + 1]
        market.clear(prices, displayed, demand);
        return demand;
    }

    private static int everybody(double[] prices) {
        return (1 << prices.length) - 1;
    }
}
