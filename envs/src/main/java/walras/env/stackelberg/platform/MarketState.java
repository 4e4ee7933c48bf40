package walras.env.stackelberg.platform;

import walras.env.RowRandom;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** Where every row's market is: the sellers' costs, the last and the present prices, who holds the box, and the time. */
final class MarketState {
    private static final int COST = 2;
    private static final int START = 3;

    final double[] costs; // [B, seller]
    final int[] previous; // [B], price profile of the last period
    final int[] posted; // [B], price profile that the leader is to answer
    final int[] period; // [B], periods played
    private final int[] occupant; // [B]
    private final PlatformSettings settings;
    private final MarketTables tables;
    private final int n; // sellers
    private final RowRandom random;
    private final byte[] terminated; // [B]

    MarketState(Tensors tensors, PlatformSettings settings) {
        this.settings = settings;
        tables = settings.tables();
        random = tensors.random();
        terminated = tensors.terminated().u8();
        int rows = tensors.rows();
        n = tables.profiles().sellers();
        costs = new double[rows * n];
        previous = new int[rows];
        posted = new int[rows];
        occupant = new int[rows];
        period = new int[rows];
    }

    /** Draws a row's costs and the prices that it starts from. */
    void begin(int row) {
        for (int seller = 0; seller < n; seller++) {
            double draw = 2 * random.uniform(row, COST, seller) - 1;
            costs[n * row + seller] = settings.cost(seller) + settings.costSpread() * draw;
        }
        previous[row] = random.below(row, START, 0, tables.profiles().count());
        posted[row] = previous[row];
        occupant[row] = 0;
        period[row] = 0;
    }

    /** Whether the present period pays the leader. */
    boolean pays(int row) {
        return period[row] >= settings.responseSteps();
    }

    /** The mask of sellers that the posted prices and the leader's answer display. */
    int displayed(int row, int answer) {
        return settings.box().displayed(posted[row], previous[row], occupant[row], answer);
    }

    /** Writes the period's profits to a row of {@code profit} {@code [B, seller]}. */
    void profits(int row, int displayed, double[] profit) {
        tables.profits(posted[row], displayed, costs, profit, n * row);
    }

    /** Ends the period, and the episode after the last one; returns what the period is worth to the leader. */
    double close(int row, int displayed) {
        double hidden = (n - Integer.bitCount(displayed)) / (double) n;
        double surplus = tables.surplus(posted[row], displayed) - settings.openness() * hidden;
        double worth = pays(row) ? surplus / settings.rewardSteps() : 0;
        occupant[row] = BuyBox.occupantAfter(displayed, occupant[row]);
        previous[row] = posted[row];
        period[row]++;
        terminated[row] = (byte) (period[row] >= settings.periods() ? 1 : 0);
        return worth;
    }

    /** Writes what the leader sees: the posted prices, or nothing. */
    void observe(int row, int[] seen) { // [B, 1, seller] or [B, 1]
        if (settings.seesPrices() && !settings.wholeRule()) {
            for (int seller = 0; seller < n; seller++) {
                seen[n * row + seller] = tables.profiles().level(posted[row], seller);
            }
        } else {
            seen[row] = 0;
        }
    }

    void visit(StateVisitor visitor) {
        visitor.doubles("platform.hidden.costs", costs);
        visitor.ints("platform.hidden.previous", previous);
        visitor.ints("platform.posted", posted);
        visitor.ints("platform.hidden.occupant", occupant);
        visitor.ints("platform.hidden.period", period);
    }
}
