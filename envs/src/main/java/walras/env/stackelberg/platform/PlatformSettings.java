package walras.env.stackelberg.platform;

import java.util.Arrays;
import walras.env.Problem;

/**
 * What the options say, with the tables that follow from them.
 *
 * @param costs mean marginal costs {@code [seller]}
 * @param costSpread half-width of the uniform law of each seller's hidden cost around its mean
 * @param seated true where sellers are participants, false where they learn inside
 * @param wholeRule true where the leader commits to a whole rule in one step
 * @param seesPrices true where the leader sees the posted prices
 * @param openness penalty per share of sellers that are not displayed
 */
@SuppressWarnings("ArrayRecordComponent")
record PlatformSettings(
        LogitMarket market,
        MarketTables tables,
        BuyBox box,
        QSellers.Learning learning,
        double[] costs,
        double costSpread,
        int responseSteps,
        int rewardSteps,
        boolean seated,
        boolean wholeRule,
        boolean seesPrices,
        double openness) {
    private static final int MOST_SHOWN = 65_536;

    int sellers() {
        return costs.length;
    }

    double cost(int seller) {
        return costs[seller];
    }

    /** Choices of the leader at one price profile. */
    int actions() {
        return box.rule().actions(tables.levels());
    }

    /** Answers in a whole rule: one per profile, or a single one where the leader sees nothing. */
    int answers() {
        return seesPrices ? tables.profiles().count() : 1;
    }

    /** Periods of an episode. */
    int periods() {
        return responseSteps + rewardSteps;
    }

    /** Numbers in all tables of one row's inner sellers. */
    int tableSize() {
        return sellers() * tables.profiles().count() * tables.levels();
    }

    /** Whether the inner sellers' tables are among the privileged tensors. */
    boolean showsTables() {
        return !seated && tableSize() <= MOST_SHOWN;
    }

    /** Learning sellers for a batch of rows. */
    QSellers newSellers(int rows) {
        if ((long) rows * tableSize() > Integer.MAX_VALUE) {
            throw Problem.limit(
                    "batch size",
                    "at most " + Integer.MAX_VALUE / tableSize() + " rows of " + sellers() + " sellers with "
                            + tables.levels() + " prices",
                    rows);
        }
        return new QSellers(rows, tables, box.rule() != DisplayRule.NO_INTERVENE, learning);
    }

    /** The largest consumer surplus on the grid: everybody is displayed at the lowest price. */
    double bestSurplus() {
        return tables.surplus(0, tables.profiles().everybody());
    }

    NashPrices nash() {
        return NashPrices.of(market, costs);
    }

    /** Prices {@code [seller]} that maximise joint profit: one markup for all. */
    double[] jointPrices() {
        double markup = new BestPrices(market, costs).jointMarkup();
        return Arrays.stream(costs).map(cost -> cost + markup).toArray();
    }

    /** Mean profit over sellers at prices {@code [seller]}, everybody displayed, mean costs. */
    double meanProfit(double[] prices) {
        double[] demand = new double[prices.length + 1]; // [seller + 1]
        market.clear(prices, tables.profiles().everybody(), demand);
        double sum = 0;
        for (int i = 0; i < prices.length; i++) {
            sum += (prices[i] - costs[i]) * demand[i];
        }
        return sum / prices.length;
    }
}
