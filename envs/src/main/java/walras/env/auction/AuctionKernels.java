package walras.env.auction;

import walras.env.Backend;

/** Chooses the kernel that a backend stands for. */
final class AuctionKernels {
    /** Measured: at about 20 ns a row, waking a thread pays from here on. */
    private static final int FUSED_ROWS_PER_THREAD = 2048;

    private AuctionKernels() {}

    static AuctionKernel of(Backend backend, AuctionRules rules, boolean dropout, TaskRows task, int rows) {
        World world = task instanceof TabularRows tables ? tables.world() : task;
        return switch (backend) {
            case ND4J -> new Nd4jAuctionKernel(rules, world, rows);
            case FUSED -> new FusedAuctionKernel(rules, dropout, world, rows);
            case AUTO -> throw new IllegalArgumentException("the engine resolves " + backend);
        };
    }

    static int minRowsPerThread(AuctionKernel kernel) {
        return kernel instanceof FusedAuctionKernel ? FUSED_ROWS_PER_THREAD : Integer.MAX_VALUE;
    }
}
