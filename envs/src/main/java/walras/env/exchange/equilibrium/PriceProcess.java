package walras.env.exchange.equilibrium;

/**
 * A process that moves prices step by step, for showing what converges and what does not; the kernels are the means to find an
 * equilibrium.
 */
public interface PriceProcess {
    /** One step. */
    void step();

    /** Current prices {@code [L]} on the simplex; shared. */
    double[] prices();

    /** Current allocation {@code [N, L]}; shared. */
    double[] allocation();

    /** A residual of the present state that is zero exactly at an equilibrium. */
    double residual();

    /**
     * Steps until the residual is at most the tolerance.
     *
     * @return {@link Status#CONVERGED}; at the limit {@link Status#CYCLING} where the second half of the steps came no closer than
     *     nine tenths of what the first half had reached, else {@link Status#ITERATION_CAP}
     */
    default Status run(int limit, double tolerance) {
        double early = Double.POSITIVE_INFINITY;
        double late = Double.POSITIVE_INFINITY;
        for (int k = 0; k < limit; k++) {
            step();
            double residual = residual();
            if (residual <= tolerance) {
                return Status.CONVERGED;
            }
            if (k < limit / 2) {
                early = Math.min(early, residual);
            } else {
                late = Math.min(late, residual);
            }
        }
        return late >= 0.9 * early || Double.isNaN(late) ? Status.CYCLING : Status.ITERATION_CAP;
    }
}
