package walras.env.stackelberg.platform;

/** Demand and consumer surplus of two sellers for every price profile and every set of displayed sellers. */
final class MarketTables {
    private static final int MASKS = 4;

    private final double[] grid; // [price]
    private final double[] demand; // [profile, mask, seller]
    private final double[] surplus; // [profile, mask]

    MarketTables(LogitMarket market, double[] grid) {
        int levels = grid.length;
        this.grid = grid.clone();
        this.demand = new double[levels * levels * MASKS * 2];
        this.surplus = new double[levels * levels * MASKS];
        double[] sold = new double[2]; // [seller]
        for (int cell = 0; cell < surplus.length; cell++) {
            int profile = cell / MASKS;
            double[] prices = {grid[profile / levels], grid[profile % levels]}; // [seller]
            surplus[cell] = market.clear(prices, cell % MASKS, sold);
            demand[2 * cell] = sold[0];
            demand[2 * cell + 1] = sold[1];
        }
    }

    /** Equally spaced prices `[price]` from {@code low} to {@code high}. */
    static double[] grid(double low, double high, int levels) {
        double[] grid = new double[levels];
        for (int k = 0; k < levels; k++) {
            grid[k] = levels == 1 ? low : low + (high - low) * k / (levels - 1);
        }
        return grid;
    }

    int levels() {
        return grid.length;
    }

    int profiles() {
        return grid.length * grid.length;
    }

    double price(int profile, int seller) {
        return grid[seller == 0 ? profile / grid.length : profile % grid.length];
    }

    double profit(int profile, int displayed, int seller, double cost) {
        return (price(profile, seller) - cost) * demand[2 * (profile * MASKS + displayed) + seller];
    }

    double demand(int profile, int displayed, int seller) {
        return demand[2 * (profile * MASKS + displayed) + seller];
    }

    double surplus(int profile, int displayed) {
        return surplus[profile * MASKS + displayed];
    }
}
