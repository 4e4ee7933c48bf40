package walras.env.auction;

import java.util.Arrays;
import walras.env.Rows;

/** A batch of societies for tests: a fused kernel, its rows, and bids looked up in a table. */
final class Society {
    final AuctionRules rules;
    final AuctionRows rows;
    private final AuctionKernel kernel;
    private final Rows everyRow;

    Society(GlobalMdp world, AuctionRules rules, int batch, int state) {
        this.rules = rules;
        this.rows = new AuctionRows(batch, rules.bidders(), rules.discount());
        this.kernel = new FusedAuctionKernel(rules, false, new TabularWorld(world, rules), batch);
        this.everyRow = Rows.every(0, batch);
        for (int row = 0; row < batch; row++) {
            rows.begin(row, state);
        }
    }

    /** Steps with the same bids in every row. */
    void step(double... bids) { // [m]
        double[] all = new double[rows.rows * bids.length]; // [B, m]
        for (int at = 0; at < all.length; at++) {
            all[at] = bids[at % bids.length];
        }
        stepRows(all);
    }

    /** Steps with bids per row. */
    void stepRows(double[] bids) { // [B, m]
        kernel.step(bids, rows, everyRow);
        for (int row = 0; row < rows.rows; row++) {
            rows.age[row]++;
        }
    }

    /** What all bidders bid in the state of row 0 when copies of primitive i bid {@code table[state, i]}. */
    double[] bids(double[] table) { // [S, N] -> [m]
        return bids(table, rows.state[0]);
    }

    double[] bids(double[] table, int state) { // [S, N] -> [m]
        double[] bids = new double[rules.bidders()];
        for (int i = 0; i < bids.length; i++) {
            bids[i] = table[state * rules.primitives() + i % rules.primitives()];
        }
        return bids;
    }

    /** Whether row 0's episode is over. */
    boolean over() {
        return rows.terminated[0] + rows.truncated[0] > 0;
    }

    double paid(int bidder) {
        return rows.paid[bidder];
    }

    double paidToAll() {
        return Arrays.stream(rows.paid, 0, rules.bidders()).sum();
    }
}
