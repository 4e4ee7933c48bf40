package walras.env.auction;

import walras.env.Rows;
import walras.env.Tensors;

/** Fills in the metrics of a society's step. Those that policies learn from are always there, some written by the kernel itself; the dear ones only where somebody asked. */
final class AuctionMeter {
    private final AuctionRows rows;
    private final int m;
    private final int primitives;
    private final int horizon;
    private final double[] bids; // [B, m]
    private final double[] revenue; // [B]
    private final double[] winner; // [B]
    private final double[] bid; // [B, m], empty where nobody asked
    private final double[] value; // [B, m], likewise, or where values are unknown
    private final double[] distance; // [B, m], empty where values are unknown
    private final double[] regret; // [B], likewise
    private final int voices; // bidders whose bids count: where copies are exact, one of each primitive
    private final boolean showing;
    private final boolean measuring;
    private final double[] q; // [worldStates, N], empty where nobody asked
    private final double[] v; // [worldStates], likewise
    private final int[] from; // [B] the world state that was shown when the bids were made

    AuctionMeter(Tensors tensors, Task task, AuctionRules rules, AuctionRows rows, double[] bids) { // bids [B, m]
        this.rows = rows;
        this.bids = bids;
        m = rules.bidders();
        primitives = rules.primitives();
        horizon = rules.horizon();
        voices = rules.cloneSampling() == CloneSampling.EXACT ? primitives : m;
        revenue = metric(tensors, AuctionMetrics.REVENUE);
        winner = metric(tensors, AuctionMetrics.WINNER);
        bid = wanted(tensors, AuctionMetrics.BID);
        value = task.valued() ? wanted(tensors, AuctionMetrics.VALUE) : new double[0];
        distance = task.valued() ? metric(tensors, AuctionMetrics.BID_DISTANCE) : new double[0];
        regret = task.valued() ? metric(tensors, AuctionMetrics.REGRET) : new double[0];
        showing = bid.length > 0 || value.length > 0;
        measuring = tensors.wants(AuctionMetrics.BID_DISTANCE) || tensors.wants(AuctionMetrics.REGRET);
        q = measuring || value.length > 0 ? task.q() : new double[0];
        v = measuring ? task.v() : new double[0];
        from = tensors.privileged(Task.WORLD_STATE).i32();
    }

    private static double[] wanted(Tensors tensors, String name) { // [B, m], empty where nobody asked
        return tensors.wants(name) ? metric(tensors, name) : new double[0];
    }

    private static double[] metric(Tensors tensors, String name) { // [B] or [B, m]
        return tensors.metric(name).f64();
    }

    /** To be called after the kernel, and before the new state is shown. */
    void measure(Rows which) {
        for (int row = which.from(); row < which.to(); row++) {
            if (which.contains(row)) {
                revenue[row] = rows.seller[row] * rows.revenue[row];
                winner[row] = rows.winner[row];
                if (showing) {
                    showBids(row);
                }
                if (measuring) {
                    measure(row);
                }
            }
        }
    }

    private void showBids(int row) {
        for (int i = row * m; i < (row + 1) * m; i++) {
            boolean out = rows.active[i] == 0;
            if (bid.length > 0) {
                bid[i] = out ? Double.NaN : bids[row * m + (i - row * m) % voices];
            }
            if (value.length > 0) {
                value[i] = out ? Double.NaN : q[from[row] * primitives + (i - row * m) % primitives];
            }
        }
    }

    private void measure(int row) {
        int pairs = from[row] * primitives;
        for (int i = 0; i < m; i++) {
            double off = Math.abs(bids[row * m + i % voices] - q[pairs + i % primitives]);
            // A bidder who sits out bids nothing that could be off.
            distance[row * m + i] = rows.active[row * m + i] * (Double.isNaN(off) ? 0 : off);
        }
        boolean acts = rows.age[row] < horizon;
        regret[row] = acts ? v[from[row]] - q[pairs + rows.winner[row] % primitives] : 0;
    }
}
