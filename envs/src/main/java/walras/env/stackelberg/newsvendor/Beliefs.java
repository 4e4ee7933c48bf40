package walras.env.stackelberg.newsvendor;

/**
 * What learners know before the first round: the noise's law, that |theta| is at most twice its size, that demand
 * slopes down by a quarter of its slope at least, and that nobody buys at twice the choke price.
 */
final class Beliefs {
    private static final double NOISE_LEAST = .1;
    private static final double LAMBDA = .01;
    private static final double DELTA = .05;

    private Beliefs() {}

    /** The retailer's, of demand at retail prices. */
    static OptimisticMarket ofDemand(NewsvendorMarket market, int rows) {
        return new OptimisticMarket(
                ellipsoids(market, rows), rows, market.noise(), market.noiseStd(), 2 * market.theta0());
    }

    /** The supplier's, of orders at wholesale prices. */
    static DemandEllipsoids ofOrders(NewsvendorMarket market, int rows) {
        return ellipsoids(market, rows);
    }

    private static DemandEllipsoids ellipsoids(NewsvendorMarket market, int rows) {
        double std = market.noise() == Noise.NONE ? 0 : market.noiseStd();
        double bound = 2 * Math.hypot(market.theta0(), market.theta1());
        DemandEllipsoids.Confidence confidence = new DemandEllipsoids.Confidence(
                Math.max(std, NOISE_LEAST * market.theta0() / 10), bound, LAMBDA, DELTA);
        return new DemandEllipsoids(rows, confidence, 2 * market.chokePrice(), market.theta1() / 4);
    }
}
