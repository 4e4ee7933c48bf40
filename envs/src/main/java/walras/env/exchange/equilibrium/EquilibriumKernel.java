package walras.env.exchange.equilibrium;

import walras.env.Rows;

/** Solves a batch of exchange economies that share their {@link Preferences}. */
public interface EquilibriumKernel {

    /** The agents' families. */
    Preferences preferences();

    /**
     * Finds one equilibrium per row of {@code [from, to)}. A row's result depends on that row's numbers only: not on the range, its
     * neighbours or threads.
     *
     * @param weights {@code [B, N, L]}
     * @param endowments {@code [B, N, L]}
     * @param out receives prices, allocations and certificates of these rows
     */
    void solve(int from, int to, double[] weights, double[] endowments, Equilibria out);

    /** Solves those of {@code [from, to)} that are in; the others keep what they have. Kernels of whole batches solve all at once. */
    default void solve(int from, int to, Rows rows, double[] weights, double[] endowments, Equilibria out) {
        int first = rows.next(from);
        while (first < to) {
            int end = first;
            while (end < to && rows.contains(end)) {
                end++;
            }
            solve(first, end, weights, endowments, out);
            first = rows.next(end);
        }
    }

    /** Solves the first {@code rows} rows of {@code [B, N, L]} arrays. */
    default void solve(int rows, double[] weights, double[] endowments, Equilibria out) {
        solve(0, rows, weights, endowments, out);
    }
}
