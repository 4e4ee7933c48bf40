package walras.env.exchange.equilibrium;

import walras.env.Rows;

/** A kernel whose device arrays have room for so many rows: it solves larger batches part after part, one call at a time. */
abstract class Nd4jBatchKernel implements EquilibriumKernel {
    final Preferences preferences;
    final int rows;

    Nd4jBatchKernel(Preferences preferences, int rows) {
        this.preferences = preferences;
        this.rows = rows;
    }

    @Override
    public final Preferences preferences() {
        return preferences;
    }

    @Override
    public final void solve(int from, int to, double[] weights, double[] endowments, Equilibria out) {
        solve(from, to, Rows.every(from, to), weights, endowments, out);
    }

    @Override
    public final synchronized void solve(
            int from, int to, Rows which, double[] weights, double[] endowments, Equilibria out) {
        for (int first = which.next(from); first < to; first = which.next(first + rows)) {
            solvePart(which, first, Math.min(to, first + rows), weights, endowments, out);
        }
    }

    /** Solves those of {@code [from, to)} that are in; there is room for all. */
    abstract void solvePart(
            Rows which,
            int from,
            int to,
            double[] weights /* [B, N, L] */,
            double[] endowments /* [B, N, L] */,
            Equilibria out);
}
