package walras.env.auction;

import java.util.Arrays;
import walras.env.Backend;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** A batch of societies in a world: binds the kernel to the engine's arrays, draws, and measures. */
final class BiddersDynamics implements Dynamics {
    private static final int TIE = 100;
    private static final int DROPOUT = 101;

    private final Tensors tensors;
    private final AuctionRules rules;
    private final boolean dropout;
    private final AuctionKernel kernel;
    private final AuctionRows rows;
    private final TaskRows world;
    private final int[] worldState; // [B]
    private final double[] bids; // [B, m]
    private final AuctionMeter meter;

    BiddersDynamics(Tensors tensors, Task task, AuctionRules rules, boolean dropout, Backend backend) {
        this.tensors = tensors;
        this.rules = rules;
        this.dropout = dropout;
        GroupTensors bidders = tensors.group(BiddersEconomy.GROUP);
        rows = new AuctionRows(tensors, bidders, rules.discount());
        world = task.open(tensors, bidders, rules, rows);
        worldState = tensors.privileged(Task.WORLD_STATE).i32();
        kernel = AuctionKernels.of(backend, rules, dropout, world, tensors.rows());
        bids = bidders.action("bid").f64();
        meter = new AuctionMeter(tensors, task, rules, rows, bids);
    }

    @Override
    public void initial(Rows which) {
        for (int row = which.next(which.from()); row < which.to(); row = which.next(row + 1)) {
            world.begin(row);
            if (dropout) {
                dropOut(row);
            }
        }
    }

    /** Seats a uniformly drawn set of bidders, of a size drawn uniformly from 2 to all, by half a Fisher-Yates shuffle. */
    private void dropOut(int row) {
        int m = rules.bidders();
        int base = row * m;
        Arrays.fill(rows.active, base, base + m, (byte) 1);
        int out = m < 3 ? 0 : tensors.random().below(row, DROPOUT, 0, m - 1);
        for (int k = 0; k < out; k++) {
            int skip = tensors.random().below(row, DROPOUT, k + 1, m - k);
            int i = 0;
            while (rows.active[base + i] == 0 || skip-- > 0) {
                i++;
            }
            rows.active[base + i] = 0;
        }
    }

    @Override
    public void advance(Rows which) {
        if (rules.tieRule() == TieRule.RANDOM) {
            tensors.random().uniforms(which, TIE, 0, 1, rows.tieDraw, 1);
        }
        world.draw(which);
        kernel.step(bids, rows, which);
        meter.measure(which);
    }

    @Override
    public void observe(Rows which) {
        world.observe(which);
        world.worldStates(which, worldState);
        if (dropout) {
            int from = which.from() * rules.bidders();
            int length = (which.to() - which.from()) * rules.bidders();
            System.arraycopy(
                    rows.active,
                    from,
                    tensors.group(BiddersEconomy.GROUP).active().u8(),
                    from,
                    length);
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        rows.state(visitor);
        world.state(visitor);
    }

    @Override
    public int minRowsPerThread() {
        return AuctionKernels.minRowsPerThread(kernel);
    }

    @Override
    public int maxRowsPerRange() {
        return AuctionKernels.maxRowsPerRange(kernel);
    }
}
