package walras.env.stackelberg.newsvendor;

import java.util.Locale;
import walras.env.StateVisitor;

/** The retailer's learners, one per row: each answers a wholesale price with a retail price and an order. */
final class RetailerLearner {
    /** How the retailer replies. */
    enum Kind {
        /** Knows the demand and replies best. */
        BEST_RESPONSE,
        /** Best reply in the optimistic market of its confidence set (LNPG). */
        OFUL,
        /** UCB1 over a grid of prices and orders, per wholesale price of a grid. */
        UCB;

        String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final int LEVELS = 8;

    private final Kind kind;
    private final NewsvendorMarket market;
    private final OptimisticMarket belief;
    private final PriceGrid wholesale;
    private final PriceGrid prices;
    private final PriceGrid quantities;
    private final PriceBandit bandit;
    private final double[] replies; // [B, (price, quantity)]

    RetailerLearner(Kind kind, int rows, NewsvendorMarket market, PriceGrid wholesale) {
        this.kind = kind;
        this.market = market;
        this.belief = Beliefs.ofDemand(market, rows);
        this.wholesale = wholesale;
        this.prices = new PriceGrid(market.chokePrice(), LEVELS);
        this.quantities = new PriceGrid(market.theta0(), LEVELS);
        this.bandit = new PriceBandit(
                kind == Kind.UCB ? rows : 0, wholesale.points(), LEVELS * LEVELS, market.integratedProfit());
        this.replies = new double[2 * rows];
    }

    void reset(int row) {
        if (kind == Kind.UCB) {
            bandit.reset(row);
        } else if (kind == Kind.OFUL) {
            belief.reset(row);
        }
    }

    /** Answers a wholesale price; the answer is {@link #price} and {@link #quantity}. */
    void reply(int row, double wholesalePrice) {
        switch (kind) {
            case BEST_RESPONSE -> {
                double price = market.bestPrice(wholesalePrice);
                set(row, price, market.quantity(wholesalePrice, price));
            }
            case OFUL -> {
                belief.plan(row, wholesalePrice);
                set(row, belief.price(row), belief.quantity(row));
            }
            case UCB -> {
                int arm = bandit.choose(row, wholesale.nearest(wholesalePrice));
                set(row, prices.at(arm / LEVELS), quantities.at(arm % LEVELS));
            }
        }
    }

    private void set(int row, double price, double quantity) {
        replies[2 * row] = price;
        replies[2 * row + 1] = quantity;
    }

    double price(int row) {
        return replies[2 * row];
    }

    double quantity(int row) {
        return replies[2 * row + 1];
    }

    /** Learns from the demand that came at the price posted. */
    void learn(int row, double wholesalePrice, double demand) {
        double price = price(row);
        double quantity = quantity(row);
        if (kind == Kind.OFUL && price > 0) {
            belief.ellipsoids().observe(row, price, demand);
        } else if (kind == Kind.UCB) {
            int arm = prices.nearest(price) * LEVELS + quantities.nearest(quantity);
            double profit = price * Math.min(quantity, demand) - wholesalePrice * quantity;
            bandit.learn(row, wholesale.nearest(wholesalePrice), arm, profit);
        }
    }

    void state(StateVisitor visitor, String prefix) {
        visitor.doubles(prefix + ".replies", replies);
        bandit.state(visitor, prefix + ".bandit");
        belief.state(visitor, prefix + ".belief");
    }
}
