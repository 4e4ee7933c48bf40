package walras.env.auction;

import walras.env.StateVisitor;

/** The auctions of each row since its last update: what every bidder drew, and what it earned. The last one waits for the next price. */
final class BetaBuffer {
    /** The draw of a bidder that sat out. */
    static final double ABSENT = Double.NaN;

    private final int steps;
    private final int slots; // T + 1: a batch, and the step that still waits
    private final int bidders;
    private final int[] filled; // [B] steps in the buffer
    private final byte[] open; // [B] 1 while the last sale's revenue is not known
    private final int[] seller; // [B] who made the last sale
    private final double[] carry; // [B] what the last seller gets of each unit of the next revenue
    final int[] seen; // [B, slots] state of each step
    final double[] drawn; // [B, slots, m] bids as shares of the range
    final double[] utility; // [B, slots, m]
    final byte[] valid; // [B, slots] 0 for steps that teach nothing

    BetaBuffer(BidderSeat seat, int steps) {
        this.steps = steps;
        bidders = seat.bidders;
        slots = steps + 1;
        int rows = seat.rows();
        filled = new int[rows];
        open = new byte[rows];
        seller = new int[rows];
        carry = new double[rows];
        drawn = new double[seat.checked((long) rows * slots * bidders)];
        utility = new double[drawn.length];
        seen = new int[rows * slots];
        valid = new byte[seen.length];
    }

    /** The slot of the row's first step; the others follow. */
    int first(int row) {
        return row * slots;
    }

    /** The slot of the step that the row is in. */
    int present(int row) {
        return row * slots + filled[row];
    }

    boolean full(int row) {
        return filled[row] == steps;
    }

    /** Pays the last seller. */
    void settle(int row, double revenue) {
        if (open[row] != 0) {
            utility[(present(row) - 1) * bidders + seller[row]] += carry[row] * revenue;
            open[row] = 0;
        }
    }

    /**
     * Notes the sale of the present step.
     *
     * @param earned the reward less the price
     * @param share what the seller will get of each unit of the next revenue
     * @param teaches whether the sale is to be learned from
     * @param waits whether there will be a next price
     */
    void sell(int row, int winner, double earned, double share, boolean teaches, boolean waits) {
        int step = present(row);
        utility[step * bidders + winner] = earned;
        valid[step] = (byte) (teaches ? 1 : 0);
        seller[row] = winner;
        carry[row] = share;
        open[row] = (byte) (waits ? 1 : 0);
        filled[row]++;
    }

    /** Begins anew, with the step that the row is in. */
    void clear(int row) {
        int from = present(row);
        int to = first(row);
        seen[to] = seen[from];
        System.arraycopy(drawn, from * bidders, drawn, to * bidders, bidders);
        System.arraycopy(utility, from * bidders, utility, to * bidders, bidders);
        filled[row] = 0;
    }

    /** The last sale will never be paid for. */
    void abandon(int row) {
        open[row] = 0;
    }

    void state(StateVisitor visitor) {
        visitor.ints("beta.filled", filled);
        visitor.bytes("beta.open", open);
        visitor.ints("beta.seller", seller);
        visitor.doubles("beta.carry", carry);
        visitor.ints("beta.seen", seen);
        visitor.doubles("beta.drawn", drawn);
        visitor.doubles("beta.utility", utility);
        visitor.bytes("beta.valid", valid);
    }
}
