package walras.env.exchange.equilibrium;

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

    /** Solves the first {@code rows} rows of {@code [B, N, L]} arrays. */
    default void solve(int rows, double[] weights, double[] endowments, Equilibria out) {
        solve(0, rows, weights, endowments, out);
    }
}
