package walras.env.auction;

import walras.env.Backend;
import walras.env.Dynamics;
import walras.env.nd4j.Nd4jProgram;

/** Chooses the kernel that a backend stands for. */
final class AuctionKernels {
    /** Measured: at about 20 ns a row, waking a thread pays from here on. */
    private static final int FUSED_ROWS_PER_THREAD = 2048;

    /** An eighth of them is a range: with fewer rows, what a call costs by itself outweighs what it does. */
    private static final int ND4J_ROWS_PER_THREAD = 65_536;

    private AuctionKernels() {}

    static AuctionKernel of(Backend backend, AuctionRules rules, boolean dropout, TaskRows task, int rows) {
        World world = task instanceof TabularRows tables ? tables.world() : task;
        return switch (backend) {
            case ND4J -> new Nd4jAuctionKernel(rules, dropout, world, rows);
            case FUSED -> new FusedAuctionKernel(rules, dropout, world, rows);
            case AUTO -> throw new IllegalArgumentException("the engine resolves " + backend);
        };
    }

    static int minRowsPerThread(AuctionKernel kernel) {
        if (kernel instanceof FusedAuctionKernel) {
            return FUSED_ROWS_PER_THREAD;
        }
        return Nd4jProgram.rowsAtOnce() == Integer.MAX_VALUE ? Integer.MAX_VALUE : ND4J_ROWS_PER_THREAD;
    }

    static int maxRowsPerRange(AuctionKernel kernel) {
        return kernel instanceof FusedAuctionKernel ? Dynamics.CACHED_ROWS : Nd4jProgram.rowsAtOnce();
    }
}
