package walras.env.auction;

import java.util.ArrayDeque;
import java.util.Deque;
import walras.env.Rows;
import walras.env.nd4j.Nd4jProgram;

/**
 * The auction as ND4J operations on whole vectors of rows, on whatever device ND4J's backend drives. Operations round
 * at most once and in the order of the fused kernel, so the two agree to the last bit.
 *
 * <p>Large batches are stepped part after part, and by several threads at once, each with vectors of its own.
 */
final class Nd4jAuctionKernel implements AuctionKernel {
    private final AuctionRules rules;
    private final boolean dropout;
    private final World world;
    private final int rows; // of a part
    private final Deque<Nd4jAuctionPart> idle = new ArrayDeque<>(); // guarded by itself

    Nd4jAuctionKernel(AuctionRules rules, boolean dropout, World world, int rows) {
        this.rules = rules;
        this.dropout = dropout;
        this.world = world;
        this.rows = Math.min(rows, Nd4jProgram.rowsAtOnce());
    }

    @Override
    public void step(double[] bids, AuctionRows state, Rows which) { // bids [B, m]
        Nd4jAuctionPart part = take();
        for (int first = which.from(); first < which.to(); first += rows) {
            part.step(bids, state, which.part(first, Math.min(which.to(), first + rows)));
        }
        synchronized (idle) {
            idle.push(part);
        }
    }

    private Nd4jAuctionPart take() {
        synchronized (idle) {
            return idle.isEmpty() ? new Nd4jAuctionPart(rules, dropout, world, rows) : idle.pop();
        }
    }
}
