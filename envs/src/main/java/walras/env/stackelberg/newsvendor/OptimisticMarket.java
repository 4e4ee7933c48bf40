package walras.env.stackelberg.newsvendor;

import walras.env.StateVisitor;

/**
 * The retailer's best reply under optimism: demand at a price is the largest over the row's confidence ellipsoid, and
 * the price with the largest optimistic profit is posted. So the width that shrinks is the one at the price posted;
 * planning on the largest choke price instead never visits the prices that would correct it. The noise's law is known.
 */
final class OptimisticMarket {
    /*
     * Prices are searched at fixed ratios to the wholesale price, equally spaced in logarithms: the critical ratio
     * 1 - a / p, and with it the noise's quantile and loss, depend on p / a alone and are computed once. The best point
     * is refined by the parabola through it and its neighbours.
     */
    private static final int RATIOS = 160;
    private static final int PARTS = 5;
    private static final double LEAST_LOG = .005;
    private static final double STEP_LOG = 5.5 / RATIOS;

    private final DemandEllipsoids ellipsoids;
    private final Noise noise;
    private final double noiseStd;
    private final double demandMax;
    private final double[] ratios = new double[RATIOS]; // [ratio]
    private final double[] safety = new double[RATIOS]; // [ratio], order above mean demand
    private final double[] losses = new double[RATIOS]; // [ratio], expected sales lost
    private final double[] parts; // [B, 5], coefficients of optimistic demand
    private final double[] prices; // [B]
    private final double[] quantities; // [B]

    OptimisticMarket(DemandEllipsoids ellipsoids, int rows, Noise noise, double noiseStd, double demandMax) {
        this.ellipsoids = ellipsoids;
        this.noise = noise;
        this.noiseStd = noise == Noise.NONE ? 0 : noiseStd;
        this.demandMax = demandMax;
        this.parts = new double[rows * PARTS];
        this.prices = new double[rows];
        this.quantities = new double[rows];
        for (int k = 0; k < RATIOS; k++) {
            ratios[k] = StrictMath.exp(LEAST_LOG + k * STEP_LOG);
            double z = noise.quantile(1 - 1 / ratios[k]);
            safety[k] = this.noiseStd * z;
            losses[k] = this.noiseStd * noise.shortfall(z);
        }
    }

    DemandEllipsoids ellipsoids() {
        return ellipsoids;
    }

    /** Plans a reply to a wholesale price; {@link #price} and {@link #quantity} hold it. */
    void plan(int row, double wholesale) {
        ellipsoids.optimisticDemand(row, parts);
        double top = ellipsoids.optimisticChokePrice(row);
        double price = top / 2;
        if (wholesale * ratios[RATIOS - 1] > top) {
            price = search(row, wholesale, top);
        }
        if (price <= wholesale) {
            prices[row] = wholesale;
            quantities[row] = 0;
            return;
        }
        double z = wholesale > 0 && noiseStd > 0 ? noise.quantile(1 - wholesale / price) : 0;
        prices[row] = price;
        quantities[row] = Math.max(0, demand(row, price) + noiseStd * z);
    }

    private double search(int row, double wholesale, double top) {
        int best = -1;
        double highest = 0;
        for (int k = 0; k < RATIOS && wholesale * ratios[k] <= top; k++) {
            double profit = profit(row, wholesale, k);
            if (profit > highest) {
                best = k;
                highest = profit;
            }
        }
        if (best < 0) {
            return wholesale;
        }
        double shift = 0;
        if (best > 0 && best < RATIOS - 1) {
            double left = profit(row, wholesale, best - 1);
            double right = profit(row, wholesale, best + 1);
            double bend = left - 2 * highest + right;
            shift = bend < 0 ? Math.max(-.5, Math.min(.5, (left - right) / (2 * bend))) : 0;
        }
        return Math.min(top, wholesale * StrictMath.exp(LEAST_LOG + (best + shift) * STEP_LOG));
    }

    private double profit(int row, double wholesale, int k) {
        double price = wholesale * ratios[k];
        double mean = demand(row, price);
        return price * (mean - losses[k]) - wholesale * (mean + safety[k]);
    }

    private double demand(int row, double price) {
        int at = row * PARTS;
        double width = parts[at + 2] + price * (2 * parts[at + 3] + price * parts[at + 4]);
        return Math.min(demandMax, parts[at] - parts[at + 1] * price + Math.sqrt(Math.max(0, width)));
    }

    /** The retail price of the last plan. */
    double price(int row) {
        return prices[row];
    }

    /** The order of the last plan, at least nothing. */
    double quantity(int row) {
        return quantities[row];
    }

    void reset(int row) {
        ellipsoids.reset(row);
    }

    void state(StateVisitor visitor, String prefix) {
        ellipsoids.state(visitor, prefix + ".ellipsoids");
    }
}
