package walras.env.stackelberg.newsvendor;

/**
 * The price-setting newsvendor: demand {@code D = theta0 - theta1 p + sigma z}; the retailer, facing the wholesale
 * price a, orders b and sells at p for {@code p E[min(b, D)] - a b}; the supplier earns {@code a b}.
 */
record NewsvendorMarket(double theta0, double theta1, Noise noise, double noiseStd) {
    private static final int SCAN = 256;
    private static final int ROUNDS = 60;
    private static final double TOLERANCE = 1e-13;
    /** Far more than a slope is off by, as a share of the demand that it is the difference of. */
    private static final double ROUNDING = 1e-9;

    private static final int GOLDEN_STEPS = 120;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    /** The retailer's answer to a wholesale price; all zero where no order pays. */
    record Reply(double price, double quantity, double profit) {
        static final Reply NOTHING = new Reply(0, 0, 0);
    }

    /** The supplier's optimal commitment and the answer to it. */
    record Equilibrium(double wholesalePrice, Reply reply) {
        double leaderProfit() {
            return wholesalePrice * reply.quantity();
        }
    }

    /** The price at which mean demand is nothing. */
    double chokePrice() {
        return theta0 / theta1;
    }

    /** What supplier and retailer earn as one firm, whose units cost nothing: all demand is met at the riskless price. */
    double integratedProfit() {
        return theta0 * chokePrice() / 4;
    }

    /** True where demand is its mean. */
    private boolean certain() {
        return !(noiseStd > 0) || noise == Noise.NONE;
    }

    double meanDemand(double price) {
        return theta0 - theta1 * price;
    }

    /**
     * The best order at a retail price: mean demand plus the noise's quantile at the critical ratio {@code 1 - a / p}.
     */
    double quantity(double wholesale, double price) {
        return price <= wholesale ? 0 : meanDemand(price) + noiseStd * noise.quantile(1 - wholesale / price);
    }

    /** Expected profit of an order, {@code p (d(p) - sigma L((b - d(p)) / sigma)) - a b}. */
    double followerProfit(double wholesale, double price, double quantity) {
        double mean = meanDemand(price);
        double lost =
                noiseStd > 0 ? noiseStd * noise.shortfall((quantity - mean) / noiseStd) : Math.max(0, mean - quantity);
        return price * (mean - lost) - wholesale * quantity;
    }

    /*
     * The optimal order is a function of the price, so the profit has one free variable, with the slope theta0 -
     * theta1 (2 p - a) - sigma L(z(p)). It is negative at the riskless price (a + kappa) / 2 unless there is no noise,
     * and falls to minus infinity as p falls to a, so the optimum is the largest root: scan down for the first
     * positive slope, then regula falsi (Petruzzi and Dada 1999).
     */
    /** The retail price of the best reply, 0 where no order pays; {@link #quantity} is the order. */
    double bestPrice(double wholesale) {
        double riskless = (chokePrice() + wholesale) / 2;
        if (wholesale >= chokePrice()) {
            return 0;
        }
        double high = riskless;
        double low = riskless;
        double stride = (riskless - wholesale) / SCAN;
        int scanned = 0;
        while (!rises(wholesale, low) && scanned < SCAN && stride > 0 && low - stride > wholesale) {
            high = low;
            low -= stride;
            scanned++;
        }
        double left = slope(wholesale, low);
        if (left < 0) {
            return 0;
        }
        double price = root(wholesale, low, high, left);
        double quantity = quantity(wholesale, price);
        return quantity > 0 && followerProfit(wholesale, price, quantity) > 0 ? price : 0;
    }

    Reply bestReply(double wholesale) {
        double price = bestPrice(wholesale);
        double quantity = quantity(wholesale, price);
        return price > 0 ? new Reply(price, quantity, followerProfit(wholesale, price, quantity)) : Reply.NOTHING;
    }

    /**
     * Whether the profit rises at a price. Most prices of a scan lie so far above the root that what is lost at least, which a
     * table knows, decides it, and a slope costs 20 times as much as to look there.
     */
    private boolean rises(double wholesale, double price) {
        double riskless = theta0 - theta1 * (2 * price - wholesale);
        double sure = ROUNDING * (theta0 + theta1 * price);
        boolean falls = !certain()
                && wholesale > 0
                && riskless - noiseStd * noise.shortfallAtLeast(1 - wholesale / price) < -sure;
        return !falls && slope(wholesale, price) > 0;
    }

    /** Regula falsi in the Illinois form: the slope is {@code slopeLow > 0} at {@code low} and not positive at {@code high}. */
    private double root(double wholesale, double low, double high, double slopeLow) {
        double below = low;
        double above = high;
        double left = slopeLow;
        double right = slope(wholesale, high);
        int side = 0;
        double price = high;
        for (int k = 0; k < ROUNDS && above - below > TOLERANCE * above && left > right; k++) {
            price = (below * right - above * left) / (right - left);
            double value = slope(wholesale, price);
            if (value == 0) {
                return price;
            }
            boolean under = value > 0;
            right = under ? (side == 1 ? right / 2 : right) : value;
            left = under ? value : side == -1 ? left / 2 : left;
            below = under ? price : below;
            above = under ? above : price;
            side = under ? 1 : -1;
        }
        return price;
    }

    private double slope(double wholesale, double price) {
        double lost = 0;
        if (!certain()) {
            double z = wholesale <= 0 ? Double.POSITIVE_INFINITY : noise.quantile(1 - wholesale / price);
            lost = Double.isInfinite(z) ? 0 : noiseStd * noise.shortfall(z);
        }
        return theta0 - theta1 * (2 * price - wholesale) - lost;
    }

    /** The Stackelberg equilibrium: without noise half the choke price; else a scan and golden sections on {@code a b(a)}. */
    Equilibrium equilibrium() {
        double wholesale = certain() ? chokePrice() / 2 : bestWholesale();
        return new Equilibrium(wholesale, bestReply(wholesale));
    }

    private double bestWholesale() {
        double stride = chokePrice() / SCAN;
        int best = 1;
        for (int k = 2; k < SCAN; k++) {
            best = leaderProfit(k * stride) > leaderProfit(best * stride) ? k : best;
        }
        double low = (best - 1) * stride;
        double high = (best + 1) * stride;
        for (int k = 0; k < GOLDEN_STEPS; k++) {
            double left = high - GOLDEN * (high - low);
            double right = low + GOLDEN * (high - low);
            if (leaderProfit(left) < leaderProfit(right)) {
                low = left;
            } else {
                high = right;
            }
        }
        return (low + high) / 2;
    }

    /** The supplier's expected profit {@code a b(a)}. */
    double leaderProfit(double wholesale) {
        return wholesale <= 0 ? 0 : wholesale * quantity(wholesale, bestPrice(wholesale));
    }
}
