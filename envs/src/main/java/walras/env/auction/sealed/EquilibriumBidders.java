package walras.env.auction.sealed;

import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.RowRandom;
import walras.env.Rows;

/** Bid as the equilibrium does, each by itself drawing where it mixes. */
final class EquilibriumBidders implements Policy {
    private static final int MIX = 0;

    private final Equilibrium equilibrium;
    private final int n;
    private final int first;
    private final int end;
    private final double bidMax;
    private final RowRandom random;
    private final double[] signals; // [B, n, 1]
    private final double[] bids; // [B, n]

    EquilibriumBidders(PolicyContext context, SealedBidGame game, Equilibrium equilibrium) {
        this.equilibrium = equilibrium;
        this.n = game.bidders();
        this.first = context.firstAgent();
        this.end = first + context.agents();
        this.bidMax = game.bidMax();
        this.random = context.random();
        this.signals = context.groupTensors().observation("signal").f64();
        this.bids = context.groupTensors().action("bid").f64();
    }

    @Override
    public void act(Rows rows) {
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            for (int i = first; i < end; i++) {
                int at = row * n + i;
                double bid = equilibrium.draw(i, signals[at], random.uniform(row, MIX, i));
                bids[at] = Math.min(Math.max(0, bid), bidMax);
            }
        }
    }
}
