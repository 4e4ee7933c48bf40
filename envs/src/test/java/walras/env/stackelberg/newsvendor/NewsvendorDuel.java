package walras.env.stackelberg.newsvendor;

import java.util.SplittableRandom;

/** One long play of a learning supplier against a learning retailer. */
final class NewsvendorDuel {
    private static final int GRID = 40;

    /**
     * Cumulative regrets and last play. The leader's is against its equilibrium profit, were each posted price met by
     * the best reply; the follower's is against the best reply to the price posted.
     */
    record Outcome(double leaderRegret, double followerRegret, double lateWholesalePrice, double lateQuantity) {}

    private final NewsvendorMarket market;

    NewsvendorDuel(NewsvendorMarket market) {
        this.market = market;
    }

    Outcome play(SupplierLearner.Kind leader, RetailerLearner.Kind follower, int rounds, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        PriceGrid grid = new PriceGrid(market.chokePrice(), GRID);
        SupplierLearner supplier = new SupplierLearner(leader, 1, market, grid);
        RetailerLearner retailer = new RetailerLearner(follower, 1, market, grid);
        double best = market.equilibrium().leaderProfit();
        double[] sums = new double[4]; // [leader regret, follower regret, late price, late quantity]
        int late = Math.max(1, rounds / 10);
        for (int t = 0; t < rounds; t++) {
            int arm = supplier.choose(0);
            double wholesale = grid.at(arm);
            retailer.reply(0, wholesale);
            double price = retailer.price(0);
            double quantity = retailer.quantity(0);
            double draw = market.noise().quantile(1e-12 + (1 - 2e-12) * random.nextDouble());
            double demand = market.meanDemand(price) + market.noiseStd() * draw;
            retailer.learn(0, wholesale, demand);
            supplier.learn(0, arm, quantity);
            NewsvendorMarket.Reply reply = market.bestReply(wholesale);
            sums[0] += best - wholesale * reply.quantity();
            sums[1] += reply.profit() - market.followerProfit(wholesale, price, quantity);
            sums[2] += t >= rounds - late ? wholesale / late : 0;
            sums[3] += t >= rounds - late ? quantity / late : 0;
        }
        return new Outcome(sums[0], sums[1], sums[2], sums[3]);
    }
}
