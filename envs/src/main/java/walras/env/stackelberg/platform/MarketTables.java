package walras.env.stackelberg.platform;

/**
 * Demand and consumer surplus of every price profile and every set of displayed sellers: tabulated where there are few
 * enough, else computed anew, to the same bits.
 */
final class MarketTables {
    private static final int MOST_CELLS = 1 << 18;

    private final LogitMarket market;
    private final double[] grid; // [price]
    private final Profiles profiles;
    private final int sellers;
    private final int masks;
    private final boolean tabulated;
    private final double[] demand; // [profile, mask, seller], [0] where there are too many
    private final double[] surplus; // [profile, mask], [0] where there are too many

    MarketTables(LogitMarket market, double[] grid) {
        this.market = market;
        this.grid = grid.clone();
        this.sellers = market.sellers();
        this.profiles = new Profiles(sellers, grid.length);
        this.masks = 1 << sellers;
        this.tabulated = tabulates(profiles.count(), sellers);
        int cells = tabulated ? profiles.count() * masks : 0;
        this.demand = new double[cells * sellers];
        this.surplus = new double[cells];
        double[] sold = new double[sellers + 1]; // [seller + 1]
        for (int cell = 0; cell < cells; cell++) {
            surplus[cell] = market.clear(prices(cell / masks), cell % masks, sold);
            System.arraycopy(sold, 0, demand, cell * sellers, sellers);
        }
    }

    private static boolean tabulates(long profiles, int sellers) {
        return (profiles << sellers) * sellers <= MOST_CELLS;
    }

    /** What these tables take, and two of the oracle's. */
    static long bytes(long profiles, int sellers) {
        long cells = tabulates(profiles, sellers) ? (profiles << sellers) * (sellers + 1) : 0;
        return Double.BYTES * cells + profiles * (sellers + 2 * Double.BYTES);
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

    Profiles profiles() {
        return profiles;
    }

    double gridPrice(int level) {
        return grid[level];
    }

    double price(int profile, int seller) {
        return grid[profiles.level(profile, seller)];
    }

    private double[] prices(int profile) { // [seller]
        double[] prices = new double[sellers];
        for (int seller = 0; seller < sellers; seller++) {
            prices[seller] = price(profile, seller);
        }
        return prices;
    }

    double profit(int profile, int displayed, int seller, double cost) {
        return (price(profile, seller) - cost) * demand(profile, displayed, seller);
    }

    double demand(int profile, int displayed, int seller) {
        if (tabulated) {
            return demand[(profile * masks + displayed) * sellers + seller];
        }
        double[] sold = new double[sellers + 1]; // [seller + 1]
        market.clear(prices(profile), displayed, sold);
        return sold[seller];
    }

    /** Writes all sellers' profits to {@code profit} {@code [.., seller]} from {@code at} on; costs start there too. */
    void profits(int profile, int displayed, double[] costs, double[] profit, int at) {
        double[] sold = tabulated ? demand : new double[sellers + 1];
        int from = tabulated ? (profile * masks + displayed) * sellers : 0;
        if (!tabulated) {
            market.clear(prices(profile), displayed, sold);
        }
        for (int seller = 0; seller < sellers; seller++) {
            profit[at + seller] = (price(profile, seller) - costs[at + seller]) * sold[from + seller];
        }
    }

    double surplus(int profile, int displayed) {
        return tabulated
                ? surplus[profile * masks + displayed]
                : market.clear(prices(profile), displayed, new double[sellers + 1]);
    }
}
