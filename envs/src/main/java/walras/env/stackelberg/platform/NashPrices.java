package walras.env.stackelberg.platform;

/**
 * The one equilibrium in prices of sellers of one good each.
 *
 * <p>Uniqueness. In the first-order conditions of log profits a rival's price has a positive derivative, and a common rise
 * of all prices leaves shares within nests as they are and has the derivative {@code -1 / m_i^2 - q_i q_0 / mu^2 < 0}. So
 * best replies rise in rivals' prices and the negative of the Jacobian is strictly diagonally dominant: there is one
 * equilibrium for any number of sellers, qualities, costs and dissimilarities in (0, 1].
 *
 * <p>Best replies from cost upward rise to it, from the markups of lone sellers they fall to it; Newton's method on the
 * first-order conditions polishes the midpoint.
 *
 * @param prices {@code [n]}
 * @param bracket largest distance of a price between where replies rise to and where they fall to
 */
@SuppressWarnings("ArrayRecordComponent")
record NashPrices(double[] prices, double bracket) {
    private static final int MOST_ROUNDS = 2000;
    private static final int CLOSE = 4;

    static NashPrices of(LogitMarket market, double[] costs) { // [n]
        BestPrices best = new BestPrices(market, costs);
        int n = costs.length;
        double[] high = new double[n]; // [n]
        for (int i = 0; i < n; i++) {
            high[i] = costs[i] + best.highestMarkup(i);
        }
        double[] below = limit(best, costs.clone()); // [n]
        double[] above = limit(best, high); // [n]
        double[] middle = new double[n]; // [n]
        double bracket = 0;
        for (int i = 0; i < n; i++) {
            middle[i] = (below[i] + above[i]) / 2;
            bracket = Math.max(bracket, Math.abs(above[i] - below[i]));
        }
        return new NashPrices(new PriceNewton(market, best, costs).polish(middle), bracket);
    }

    /** Replies one after another until none moves a price by more than a few units in its last place. */
    private static double[] limit(BestPrices best, double[] prices) { // [n], changed
        boolean moves = true;
        for (int round = 0; round < MOST_ROUNDS && moves; round++) {
            moves = false;
            for (int i = 0; i < prices.length; i++) {
                double reply = best.reply(i, prices);
                moves |= Math.abs(reply - prices[i]) > CLOSE * Math.ulp(reply);
                prices[i] = reply;
            }
        }
        return prices;
    }
}
