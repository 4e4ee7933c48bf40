package walras.env.auction.sealed;

import java.util.Arrays;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Rows;

/** Bid the lowest symmetric Nash bids of positions whose values all see. */
final class KnownPositionBidders implements Policy {
    private final SealedBidGame game;
    private final int n;
    private final int first;
    private final int end;
    private final double[] signals; // [B, n, n]
    private final double[] bids; // [B, n]

    KnownPositionBidders(PolicyContext context, SealedBidGame game) {
        this.game = game;
        this.n = game.bidders();
        this.first = context.firstAgent();
        this.end = first + context.agents();
        this.signals = context.groupTensors().observation("signals").f64();
        this.bids = context.groupTensors().action("bid").f64();
    }

    @Override
    public void act(Rows rows) {
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            double[] values = Arrays.copyOfRange(signals, row * n * n, row * n * n + n); // [n]
            double[] wanted = new PositionAuction(game.rates(), game.reserve(), values).bids(true); // [n]
            for (int i = first; i < end; i++) {
                bids[row * n + i] = Math.min(Math.max(0, wanted[i]), game.bidMax());
            }
        }
    }
}
