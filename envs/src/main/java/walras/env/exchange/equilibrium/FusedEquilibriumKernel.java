package walras.env.exchange.equilibrium;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;
import walras.env.Interruption;
import walras.env.batch.RowWorkers;

/**
 * The plain-Java kernel: rows in blocks of vector lanes where all agents share one smooth family, row by row otherwise, over
 * several threads when the batch is large enough to pay for them.
 *
 * <p>Every row is verified: by {@link BlockCertificate} in blocks, by {@link Certificate} alone, which know no solver. Every row that
 * the block solver does not certify is solved again, from scratch, by the thorough row solver; what that one
 * cannot certify is said in the row's {@link Status}. Safe for several threads, each with rows of its own.
 */
public final class FusedEquilibriumKernel implements EquilibriumKernel {
    /** The tolerance on clearing and demand gap unless another is asked for. */
    public static final double TOLERANCE = 1e-9;

    /** Cells of work below which a second thread costs more than it saves: about 20 microseconds. */
    private static final long PARALLEL_WORK_MIN = 2_000;

    /** What a row solved alone costs, in rows solved in a block. */
    private static final int LONE_ROW_COST = 16;

    private final Preferences preferences;
    private final double tolerance;
    private final boolean blocked;
    private final Deque<Workspace> idle = new ArrayDeque<>();
    private final Deque<Stretch> idleStretches = new ArrayDeque<>();

    /** A kernel with the default tolerance. */
    public FusedEquilibriumKernel(Preferences preferences) {
        this(preferences, TOLERANCE);
    }

    /** A kernel that certifies clearing and demand gap within {@code tolerance}; budgets are always within 1e-12. */
    public FusedEquilibriumKernel(Preferences preferences, double tolerance) {
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException("tolerance: expected a positive number, got " + tolerance);
        }
        this.preferences = preferences;
        this.tolerance = tolerance;
        this.blocked = preferences.isOneSmoothFamily();
    }

    @Override
    public Preferences preferences() {
        return preferences;
    }

    @Override
    public void solve(int from, int to, double[] weights, double[] endowments, Equilibria out) {
        int lanes = Block.LANES;
        int chunks = (to - from + lanes - 1) / lanes;
        long work = (long) (to - from) * preferences.agents() * preferences.goods() * (blocked ? 1 : LONE_ROW_COST);
        if (work < PARALLEL_WORK_MIN || chunks == 1) {
            solveAlone(from, to, weights, endowments, out);
            return;
        }
        Stretch stretch = borrowStretch();
        stretch.take(from, to, weights, endowments, out);
        RowWorkers.shared().run(chunks, true, stretch);
        giveStretch(stretch);
    }

    private void solveAlone(
            int from, int to, double[] weights /* [B, N, L] */, double[] endowments /* [B, N, L] */, Equilibria out) {
        Workspace workspace = borrow();
        for (int first = from; first < to; first += Block.LANES) {
            Interruption.check("equilibria");
            workspace.solve(first, Math.min(to, first + Block.LANES), weights, endowments, out);
        }
        give(workspace);
    }

    /**
     * Solves one economy by Newton from given prices, which selects among several equilibria; linear agents are solved as ever, since
     * their equilibrium utilities are unique.
     *
     * @param prices {@code [L]}, positive
     * @param weights {@code [N, L]}
     * @param endowments {@code [N, L]}
     * @param out receives row 0
     */
    public void solveFrom(double[] prices, double[] weights, double[] endowments, Equilibria out) {
        new RowSolver(preferences, tolerance).solveFrom(prices, weights, endowments, out);
    }

    private synchronized Workspace borrow() {
        Workspace workspace = idle.poll();
        return workspace == null ? new Workspace() : workspace;
    }

    private synchronized void give(Workspace workspace) {
        idle.push(workspace);
    }

    private synchronized Stretch borrowStretch() {
        Stretch stretch = idleStretches.poll();
        return stretch == null ? new Stretch() : stretch;
    }

    private synchronized void giveStretch(Stretch stretch) {
        idleStretches.push(stretch);
    }

    /** Rows that threads share out among themselves, in chunks of vector lanes; kept from call to call. */
    private final class Stretch implements IntConsumer {
        private int from;
        private int to;
        private double[] weights = {}; // [B, N, L]
        private double[] endowments = {}; // [B, N, L]
        private Equilibria out = Equilibria.allocate(0, 0, 0);

        void take(
                int first,
                int end,
                double[] saidWeights /* [B, N, L] */,
                double[] owned /* [B, N, L] */,
                Equilibria outcome) {
            from = first;
            to = end;
            weights = saidWeights;
            endowments = owned;
            out = outcome;
        }

        @Override
        public void accept(int chunk) {
            int first = from + chunk * Block.LANES;
            solveAlone(first, Math.min(to, first + Block.LANES), weights, endowments, out);
        }
    }

    /** What one thread needs. */
    private final class Workspace {
        private final RowSolver rowSolver = new RowSolver(preferences, tolerance);
        private final Block block = new Block(blocked ? preferences.agents() : 0, blocked ? preferences.goods() : 0);
        private final BlockCobbDouglas cobbDouglas = new BlockCobbDouglas(block);
        private final BlockNewton newton = new BlockNewton(block, preferences.elasticity(0));
        private final BlockCertificate certificate = new BlockCertificate(block);

        void solve(
                int from,
                int to,
                double[] weights /* [B, N, L] */,
                double[] endowments /* [B, N, L] */,
                Equilibria out) {
            if (blocked) {
                solveBlock(from, to, weights, endowments, out);
                return;
            }
            for (int row = from; row < to; row++) {
                rowSolver.solve(weights, endowments, row, out);
            }
        }

        private void solveBlock(
                int from,
                int to,
                double[] weights /* [B, N, L] */,
                double[] endowments /* [B, N, L] */,
                Equilibria out) {
            double s = preferences.elasticity(0);
            block.load(weights, endowments, from, to - from);
            if (s == 1) {
                cobbDouglas.solve();
            } else {
                newton.solve();
            }
            block.conclude();
            certificate.judge(s);
            for (int row = from; row < to; row++) {
                int lane = row - from;
                boolean good = s >= 0.5 && certificate.isCertified(lane, tolerance);
                if (good) {
                    block.store(lane, row, s == 1 ? 0 : newton.iterations[lane], Status.CONVERGED, out);
                    certificate.store(lane, row, out);
                } else {
                    rowSolver.solve(weights, endowments, row, out);
                }
            }
        }
    }
}
