package walras.env.exchange.equilibrium;

/** Solves a batch of exchange economies that share their {@link Preferences}. Not safe for use by two threads at once. */
public interface EquilibriumKernel {

    /** The agents' families. */
    Preferences preferences();

    /**
     * Finds one equilibrium per row. A row's result depends on that row's numbers only: not on B, its neighbours or threads.
     *
     * @param rows how many rows to solve, at most {@code out.rows()}
     * @param weights {@code [B, N, L]}
     * @param endowments {@code [B, N, L]}
     * @param out receives prices, allocations and certificates
     */
    void solve(int rows, double[] weights, double[] endowments, Equilibria out);
}
