package walras.env.stackelberg.platform;

/**
 * What the options say, with the tables that follow from them.
 *
 * @param cost mean marginal cost
 * @param costSpread half-width of the uniform law of each seller's hidden cost around it
 * @param seated true where sellers are participants, false where they learn inside
 * @param wholeRule true where the leader commits to a whole rule in one step
 * @param seesPrices true where the leader sees the posted prices
 * @param openness penalty per share of sellers that are not displayed
 */
record PlatformSettings(
        LogitMarket market,
        MarketTables tables,
        BuyBox box,
        QSellers.Learning learning,
        double cost,
        double costSpread,
        int responseSteps,
        int rewardSteps,
        boolean seated,
        boolean wholeRule,
        boolean seesPrices,
        double openness) {
    /** Choices of the leader at one price profile. */
    int actions() {
        return box.rule().actions(tables.levels());
    }

    /** Answers in a whole rule: one per profile, or a single one where the leader sees nothing. */
    int answers() {
        return seesPrices ? tables.profiles() : 1;
    }

    /** Periods of an episode. */
    int periods() {
        return responseSteps + rewardSteps;
    }

    boolean intervenes() {
        return box.rule() != DisplayRule.NO_INTERVENE;
    }

    /** The largest consumer surplus on the grid: everybody is displayed at the lowest price. */
    double bestSurplus() {
        return tables.surplus(0, BuyBox.EVERYBODY);
    }

    /** A seller's profit at prices {@code price}, everybody displayed, mean cost. */
    double symmetricProfit(double price) {
        double[] demand = new double[2]; // [seller]
        market.clear(new double[] {price, price}, BuyBox.EVERYBODY, demand);
        return (price - cost) * demand[0];
    }

    double nashPrice() {
        return market.nashPrices(new double[] {cost, cost})[0];
    }

    double monopolyPrice() {
        return market.monopolyPrices(new double[] {cost, cost})[0];
    }
}
