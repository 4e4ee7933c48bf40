package walras.env.exchange.equilibrium;

/**
 * A process that moves prices step by step, for showing what converges and what does not; the kernels are the means to find an
 * equilibrium.
 */
public abstract class PriceProcess {
    private final double[] prices; // [L]
    private final double[] allocation; // [N, L]
    private int steps;

    PriceProcess(int agents, int goods) {
        prices = new double[goods];
        allocation = new double[agents * goods];
    }

    /** Starts again, from what the arrays that were given hold now. */
    abstract void begin();

    /** One step. */
    public abstract void step();

    /** A residual of the present state that is zero exactly at an equilibrium. */
    public abstract double residual();

    /** Current prices {@code [L]} on the simplex; shared. */
    public final double[] prices() {
        return prices;
    }

    /** Current allocation {@code [N, L]}; shared. */
    public final double[] allocation() {
        return allocation;
    }

    /** Steps that the last {@link #run} took. */
    final int steps() {
        return steps;
    }

    /** Shows the market at prices of any scale, in which every agent receives what it spends on a good over its price. */
    final void show(double[] anyScale /* [L] */, double[] spending /* [N, L] */) {
        post(anyScale);
        for (int k = 0; k < allocation.length; k++) {
            allocation[k] = spending[k] / anyScale[k % prices.length];
        }
    }

    /** Posts prices, put on the simplex. */
    final void post(double[] anyScale /* [L] */) {
        double total = 0;
        for (double price : anyScale) {
            total += price;
        }
        for (int j = 0; j < prices.length; j++) {
            prices[j] = anyScale[j] / total;
        }
    }

    /**
     * Steps until the residual is at most the tolerance.
     *
     * @return {@link Status#CONVERGED}; at the limit {@link Status#CYCLING} where the second half of the steps came no closer than
     *     nine tenths of what the first half had reached, else {@link Status#ITERATION_CAP}
     */
    public final Status run(int limit, double tolerance) {
        double early = Double.POSITIVE_INFINITY;
        double late = Double.POSITIVE_INFINITY;
        for (int k = 0; k < limit; k++) {
            step();
            steps = k + 1;
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
        return stopped(early, late);
    }

    /** How a run ended that met no residual within the tolerance, from the least of the first and of the second half of its steps. */
    static Status stopped(double early, double late) {
        return late >= 0.9 * early || Double.isNaN(late) ? Status.CYCLING : Status.ITERATION_CAP;
    }
}
