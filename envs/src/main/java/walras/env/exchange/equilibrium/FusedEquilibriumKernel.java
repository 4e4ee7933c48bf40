package walras.env.exchange.equilibrium;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.IntStream;

/**
 * The plain-Java kernel: rows in blocks of vector lanes where all agents share one smooth family, row by row otherwise, over
 * several threads when the batch is large enough to pay for them.
 *
 * <p>Every row that the block solver does not certify is solved again, from scratch, by the thorough row solver; what that one
 * cannot certify is said in the row's {@link Status}.
 */
public final class FusedEquilibriumKernel implements EquilibriumKernel {
    /** The tolerance on clearing and demand gap unless another is asked for. */
    public static final double TOLERANCE = 1e-9;

    private static final double BUDGET_TOLERANCE = 1e-12;
    private static final long PARALLEL_WORK_MIN = 40_000;

    private final Preferences preferences;
    private final double tolerance;
    private final boolean blocked;
    private final Deque<Workspace> idle = new ArrayDeque<>();

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
        double s = preferences.elasticity(0);
        this.blocked = preferences.isUniform() && s > 0 && s < Double.POSITIVE_INFINITY && preferences.goods() > 1;
    }

    @Override
    public Preferences preferences() {
        return preferences;
    }

    @Override
    public void solve(int rows, double[] weights, double[] endowments, Equilibria out) {
        int lanes = Block.LANES;
        int chunks = (rows + lanes - 1) / lanes;
        long work = (long) rows * preferences.agents() * preferences.goods() * (blocked ? 1 : 16);
        IntStream range = IntStream.range(0, chunks);
        (work >= PARALLEL_WORK_MIN && chunks > 1 ? range.parallel() : range).forEach(chunk -> {
            Workspace workspace = borrow();
            int from = chunk * lanes;
            workspace.solve(from, Math.min(rows, from + lanes), weights, endowments, out);
            give(workspace);
        });
    }

    private synchronized Workspace borrow() {
        Workspace workspace = idle.poll();
        return workspace == null ? new Workspace() : workspace;
    }

    private synchronized void give(Workspace workspace) {
        idle.push(workspace);
    }

    /** What one thread needs. */
    private final class Workspace {
        private final RowSolver rowSolver = new RowSolver(preferences, tolerance);
        private final Block block = new Block(blocked ? preferences.agents() : 0, blocked ? preferences.goods() : 0);
        private final BlockCobbDouglas cobbDouglas = new BlockCobbDouglas(block);
        private final BlockNewton newton = new BlockNewton(block, preferences.elasticity(0));

        void solve(int from, int to, double[] weights /* [B, N, L] */, double[] endowments /* [B, N, L] */, Equilibria out) {
            if (blocked) {
                solveBlock(from, to, weights, endowments, out);
                return;
            }
            for (int row = from; row < to; row++) {
                rowSolver.solve(weights, endowments, row, out);
            }
        }

        private void solveBlock(int from, int to, double[] weights /* [B, N, L] */, double[] endowments /* [B, N, L] */, Equilibria out) {
            double s = preferences.elasticity(0);
            block.load(weights, endowments, from, to - from);
            if (s == 1) {
                cobbDouglas.solve();
            } else {
                newton.solve();
            }
            block.certify(s);
            for (int row = from; row < to; row++) {
                int lane = row - from;
                boolean good = s >= 0.5 && block.isCertified(lane, tolerance, BUDGET_TOLERANCE);
                if (good) {
                    block.store(lane, row, s == 1 ? 0 : newton.iterations[lane], Status.CONVERGED, out);
                } else {
                    rowSolver.solve(weights, endowments, row, out);
                }
            }
        }
    }
}
