package walras.env.stackelberg.platform;

import walras.env.StateVisitor;

/**
 * Tabular Q-learning sellers, two per row, with the last price profile as state:
 * {@code Q(s, a) += alpha (r + delta max_a' Q(s', a') - Q(s, a))}, exploring with probability {@code exp(-beta t)}.
 * Ties in the greedy price go to the lowest.
 */
final class QSellers {
    /** Step size, discount and decay of exploration per period. */
    record Learning(double alpha, double delta, double beta) {}

    private final Learning learning;
    private final int levels;
    private final int profiles;
    private final double[] q; // [B, seller, profile, price]
    private final double[] exploration; // [B]
    private final double decay;

    QSellers(int rows, int levels, Learning learning) {
        this.learning = learning;
        this.levels = levels;
        this.profiles = levels * levels;
        this.q = new double[rows * 2 * profiles * levels];
        this.exploration = new double[rows];
        this.decay = StrictMath.exp(-learning.beta());
    }

    /**
     * Starts a row: every state's value of a price is its mean one-period profit against a uniformly random rival over
     * {@code 1 - delta}. Without intervention both are displayed; with one, the lower price is displayed alone and ties
     * are split in halves.
     */
    void reset(int row, MarketTables market, boolean intervention, double cost0, double cost1) {
        for (int seller = 0; seller < 2; seller++) {
            double cost = seller == 0 ? cost0 : cost1;
            for (int own = 0; own < levels; own++) {
                double sum = 0;
                for (int rival = 0; rival < levels; rival++) {
                    sum += expectedProfit(market, intervention, seller, own, rival, cost);
                }
                double value = sum / levels / (1 - learning.delta());
                for (int profile = 0; profile < profiles; profile++) {
                    q[index(row, seller, profile) + own] = value;
                }
            }
        }
        exploration[row] = 1;
    }

    private double expectedProfit(
            MarketTables market, boolean intervention, int seller, int own, int rival, double cost) {
        int profile = seller == 0 ? own * levels + rival : rival * levels + own;
        if (!intervention) {
            return market.profit(profile, BuyBox.EVERYBODY, seller, cost);
        }
        double alone = market.profit(profile, 1 << seller, seller, cost);
        return own < rival ? alone : own == rival ? alone / 2 : 0;
    }

    /** The price level that a seller posts; {@code explore} and {@code pick} are uniform on [0, 1). */
    int choose(int row, int seller, int profile, double explore, double pick) {
        return explores(row, explore) ? random(pick) : greedy(row, seller, profile);
    }

    /** Whether a seller explores in this period; {@code explore} is uniform on [0, 1). */
    boolean explores(int row, double explore) {
        return explore < exploration[row];
    }

    /** An explorer's price; {@code pick} is uniform on [0, 1). */
    int random(double pick) {
        return (int) (pick * levels);
    }

    int greedy(int row, int seller, int profile) {
        int at = index(row, seller, profile);
        int best = 0;
        for (int level = 1; level < levels; level++) {
            best = q[at + level] > q[at + best] ? level : best;
        }
        return best;
    }

    /** Learns from one period: in state {@code before} the profile {@code after} was posted and {@code profit} made. */
    void learn(int row, int seller, int before, int after, double profit) {
        int next = index(row, seller, after);
        double best = q[next];
        for (int level = 1; level < levels; level++) {
            best = Math.max(best, q[next + level]);
        }
        int at = cell(row, seller, before, after);
        q[at] += learning.alpha() * (profit + learning.delta() * best - q[at]);
    }

    /** Ends a period: exploration decays. */
    void tick(int row) {
        exploration[row] *= decay;
    }

    double exploration(int row) {
        return exploration[row];
    }

    /** Copies a row's Q table `[seller, profile, price]` to {@code target} at {@code at}. */
    void copyTable(int row, double[] target, int at) {
        int size = 2 * profiles * levels;
        System.arraycopy(q, row * size, target, at, size);
    }

    void state(StateVisitor visitor, String prefix) {
        visitor.doubles(prefix + ".q", q);
        visitor.doubles(prefix + ".exploration", exploration);
    }

    /** The value that a seller put on its price of profile {@code after} in state {@code before}. */
    double value(int row, int seller, int before, int after) {
        return q[cell(row, seller, before, after)];
    }

    /** Sets that value, which somebody else has learnt. */
    void setValue(int row, int seller, int before, int after, double value) {
        q[cell(row, seller, before, after)] = value;
    }

    /** Copies a seller's values of all prices in a state to row {@code to} of {@code target} {@code [.., price]}. */
    void copyValues(int row, int seller, int profile, double[] target, int to) {
        System.arraycopy(q, index(row, seller, profile), target, to * levels, levels);
    }

    private int cell(int row, int seller, int before, int after) {
        return index(row, seller, before) + (seller == 0 ? after / levels : after % levels);
    }

    private int index(int row, int seller, int profile) {
        return ((row * 2 + seller) * profiles + profile) * levels;
    }
}
