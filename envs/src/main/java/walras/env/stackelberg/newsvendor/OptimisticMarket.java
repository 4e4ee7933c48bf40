package walras.env.stackelberg.newsvendor;

/**
 * What a learner believes of the market: the optimistic choke price over its ellipsoid, with the estimated slope of
 * demand. Both sides of LNPG plan on it: the retailer's best reply and the supplier's forecast of it. The noise's law is
 * known, the demand's parameters are not.
 */
final class OptimisticMarket {
    private static final int REPLY_ROUNDS = 12;

    private final DemandEllipsoids ellipsoids;
    private final Noise noise;
    private final double noiseStd;
    private final double slopeMin;

    OptimisticMarket(DemandEllipsoids ellipsoids, Noise noise, double noiseStd, double slopeMin) {
        this.ellipsoids = ellipsoids;
        this.noise = noise;
        this.noiseStd = noise == Noise.NONE ? 0 : noiseStd;
        this.slopeMin = slopeMin;
    }

    DemandEllipsoids ellipsoids() {
        return ellipsoids;
    }

    private double slope(int row) {
        return Math.max(slopeMin, ellipsoids.theta1(row));
    }

    /**
     * The retail price that is best against the optimistic market: the riskless price (a + kappa) / 2 less the markdown
     * sigma L(z) / (2 theta1), iterated from above. At most the wholesale price where no sale pays.
     */
    double price(int row, double wholesale) {
        double riskless = (wholesale + ellipsoids.optimisticChokePrice(row)) / 2;
        double price = riskless;
        for (int k = 0; noiseStd > 0 && k < REPLY_ROUNDS && price > wholesale; k++) {
            double z = noise.quantile(1 - wholesale / price);
            price = riskless - noiseStd * noise.shortfall(z) / (2 * slope(row));
        }
        return Math.max(0, price);
    }

    /** The order that is best at a price against the optimistic market, at least nothing. */
    double quantity(int row, double wholesale, double price) {
        if (price <= wholesale) {
            return 0;
        }
        double mean = (ellipsoids.optimisticChokePrice(row) - price) * slope(row);
        double safety = noiseStd > 0 ? noiseStd * noise.quantile(1 - wholesale / price) : 0;
        return Math.max(0, mean + safety);
    }
}
