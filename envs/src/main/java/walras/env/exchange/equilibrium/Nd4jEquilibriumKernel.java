package walras.env.exchange.equilibrium;

import java.util.ArrayDeque;
import java.util.Deque;
import walras.env.Interruption;
import walras.env.Rows;
import walras.env.batch.RowWorkers;
import walras.env.nd4j.Nd4jProgram;

/**
 * The fused kernel's mathematics as ND4J operations on whole vectors of rows, on whatever device ND4J's backend drives.
 * Certificates are made on the host, the same as there; a row that fails its own is solved again by {@link RowSolver}.
 * For agents of one smooth family, and at least two goods.
 *
 * <p>On a processor large batches are shared out among threads, part by part, each with vectors of its own.
 */
public final class Nd4jEquilibriumKernel implements EquilibriumKernel {
    /** There are many more vectors than in other kernels: so many times fewer rows of them stay in a processor's caches. */
    private static final int VECTORS = 2;

    private final Preferences preferences;
    private final double tolerance;
    private final int rows; // of a part
    private final Deque<Nd4jNewton> idle = new ArrayDeque<>(); // guarded by itself

    /**
     * A kernel for batches of up to {@code rows} rows; larger ones are solved part by part.
     *
     * @throws IllegalArgumentException if agents are not of one smooth family
     */
    public Nd4jEquilibriumKernel(Preferences preferences, double tolerance, int rows) {
        if (!preferences.isOneSmoothFamily()) {
            throw new IllegalArgumentException("the ND4J kernel needs one smooth family and two goods or more");
        }
        this.preferences = preferences;
        this.tolerance = tolerance;
        this.rows = Math.min(rows, Nd4jProgram.rowsAtOnce() / VECTORS);
    }

    @Override
    public Preferences preferences() {
        return preferences;
    }

    @Override
    public void solve(int from, int to, double[] weights, double[] endowments, Equilibria out) {
        solve(from, to, Rows.every(from, to), weights, endowments, out);
    }

    @Override
    public void solve(int from, int to, Rows which, double[] weights, double[] endowments, Equilibria out) {
        int parts = (to - from + rows - 1) / rows;
        RowWorkers.shared().run(parts, true, part -> {
            int first = from + part * rows;
            int end = Math.min(to, first + rows);
            if (which.part(first, end).any()) {
                Interruption.check("equilibria");
                Nd4jNewton newton = take();
                newton.solve(which, first, end, weights, endowments, out);
                synchronized (idle) {
                    idle.push(newton);
                }
            }
        });
    }

    private Nd4jNewton take() {
        synchronized (idle) {
            return idle.isEmpty() ? new Nd4jNewton(preferences, tolerance, rows) : idle.pop();
        }
    }
}
