package walras.env.stackelberg.newsvendor;

/** The supplier's learners, one per row. */
final class SupplierLearner {
    /** How the supplier learns. */
    enum Kind {
        /** Plans on the retailer's best reply in the optimistic market (LNPG). */
        OFUL,
        /** Treats each wholesale price of a grid as an arm. */
        UCB
    }

    private final Kind kind;
    private final PriceGrid grid;
    private final OptimisticMarket belief;
    private final PriceBandit bandit;

    SupplierLearner(Kind kind, int rows, PriceGrid grid, OptimisticMarket belief, double profitMax) {
        this.kind = kind;
        this.grid = grid;
        this.belief = belief;
        this.bandit = new PriceBandit(kind == Kind.UCB ? rows : 0, 1, grid.points(), profitMax);
    }

    void reset(int row) {
        if (kind == Kind.UCB) {
            bandit.reset(row);
        } else {
            belief.ellipsoids().reset(row);
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
            double wholesale = grid.at(k);
            double profit = wholesale * belief.quantity(row, wholesale, belief.price(row, wholesale));
            best = profit > highest ? k : best;
            highest = Math.max(highest, profit);
        }
        return best;
    }

    /** Learns from a round: the arm posted, the order, the retail price and the demand that came. */
    void learn(int row, int arm, double quantity, double price, double demand) {
        if (kind == Kind.UCB) {
            bandit.learn(row, 0, arm, grid.at(arm) * quantity);
        } else if (price > 0) {
            belief.ellipsoids().observe(row, price, demand);
        }
    }
}
