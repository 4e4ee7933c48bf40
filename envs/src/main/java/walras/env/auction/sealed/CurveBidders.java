package walras.env.auction.sealed;

import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Rows;

/** Bid a function of the own signal, as far as the bid range reaches. */
final class CurveBidders implements Policy {
    /** What a bidder of a row bids at a signal. */
    interface Curve {
        double bid(int row, int bidder, double signal);
    }

    private final Curve curve;
    private final int n;
    private final int first;
    private final int end;
    private final double bidMax;
    private final double[] signals; // [B, n, 1]
    private final double[] bids; // [B, n]

    CurveBidders(PolicyContext context, SealedBidGame game, Curve curve) {
        this.curve = curve;
        this.n = game.bidders();
        this.first = context.firstAgent();
        this.end = first + context.agents();
        this.bidMax = game.bidMax();
        this.signals = context.groupTensors().observation("signal").f64();
        this.bids = context.groupTensors().action("bid").f64();
    }

    @Override
    public void act(Rows rows) {
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            for (int i = first; i < end; i++) {
                int at = row * n + i;
                bids[at] = Math.min(Math.max(0, curve.bid(row, i, signals[at])), bidMax);
            }
        }
    }
}
