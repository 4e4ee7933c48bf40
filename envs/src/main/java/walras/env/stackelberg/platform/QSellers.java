package walras.env.stackelberg.platform;

import walras.env.StateVisitor;

/**
 * Tabular Q-learning sellers, n per row, with the last price profile as state:
 * {@code Q(s, a) += alpha (r + delta max_a' Q(s', a') - Q(s, a))}, exploring with probability {@code exp(-beta t)}.
 * Ties in the greedy price go to the lowest.
 */
final class QSellers {
    /** Step size, discount and decay of exploration per period. */
    record Learning(double alpha, double delta, double beta) {}

    private final Learning learning;
    private final Profiles profiles;
    private final int n;
    private final int levels;
    private final int size; // of a seller's table
    private final FirstValues first;
    private final double[] q; // [B, seller, profile, price]
    private final double[] exploration; // [B]
    private final double decay;

    /** @param intervention whether the platform may hide sellers, which first values take into account */
    QSellers(int rows, MarketTables market, boolean intervention, Learning learning) {
        this.learning = learning;
        this.profiles = market.profiles();
        this.n = profiles.sellers();
        this.levels = profiles.levels();
        this.size = profiles.count() * levels;
        this.first = new FirstValues(market, intervention, learning.delta());
        this.q = new double[Math.multiplyExact(rows * n, size)];
        this.exploration = new double[rows];
        this.decay = StrictMath.exp(-learning.beta());
    }

    /** Starts a row: in every state a price is worth its {@link FirstValues#value}. Costs {@code [.., seller]} start at {@code at}. */
    void reset(int row, double[] costs, int at) {
        for (int seller = 0; seller < n; seller++) {
            for (int own = 0; own < levels; own++) {
                double value = first.value(seller, own, costs[at + seller]);
                for (int profile = 0; profile < profiles.count(); profile++) {
                    q[index(row, seller, profile) + own] = value;
                }
            }
        }
        exploration[row] = 1;
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

    /** The profile that follows when nobody explores. */
    int greedyProfile(int row, int profile) {
        int next = 0;
        for (int seller = 0; seller < n; seller++) {
            next = next * levels + greedy(row, seller, profile);
        }
        return next;
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
        System.arraycopy(q, row * n * size, target, at, n * size);
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
        return index(row, seller, before) + profiles.level(after, seller);
    }

    private int index(int row, int seller, int profile) {
        return (row * n + seller) * size + profile * levels;
    }
}
