package walras.env.stackelberg.newsvendor;

import walras.env.StateVisitor;

/** The supplier's learners, one per row. */
final class SupplierLearner {
    /** How the supplier learns. */
    enum Kind {
        /** Posts the price with the largest optimistic revenue, orders being linear in it but for noise (LNPG). */
        OFUL,
        /** Treats each wholesale price of a grid as an arm. */
        UCB
    }

    private final Kind kind;
    private final PriceGrid grid;
    private final DemandEllipsoids orders;
    private final PriceBandit bandit;

    SupplierLearner(Kind kind, int rows, NewsvendorMarket market, PriceGrid grid) {
        this.kind = kind;
        this.grid = grid;
        this.orders = Beliefs.ofOrders(market, rows);
        this.bandit = new PriceBandit(kind == Kind.UCB ? rows : 0, 1, grid.points(), market.integratedProfit());
    }

    void reset(int row) {
        if (kind == Kind.UCB) {
            bandit.reset(row);
        } else {
            orders.reset(row);
        }
    }

    /** The index on the grid of the wholesale price to post. */
    int choose(int row) {
        if (kind == Kind.UCB) {
            return bandit.choose(row, 0);
        }
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < grid.points(); k++) {
            double profit = grid.at(k) * orders.optimisticDemand(row, grid.at(k));
            best = profit > highest ? k : best;
            highest = Math.max(highest, profit);
        }
        return best;
    }

    /** Learns from the order that the arm's price brought. */
    void learn(int row, int arm, double quantity) {
        if (kind == Kind.UCB) {
            bandit.learn(row, 0, arm, grid.at(arm) * quantity);
        } else {
            orders.observe(row, grid.at(arm), quantity);
        }
    }

    void state(StateVisitor visitor, String prefix) {
        bandit.state(visitor, prefix + ".bandit");
        orders.state(visitor, prefix + ".orders");
    }
}
