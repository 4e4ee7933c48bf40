package walras.env.exchange.equilibrium;

/**
 * Damped Newton on {@code log(D_j(q)/E_j) = 0} in log prices, with the most valuable good as numeraire.
 *
 * <p>Under gross substitutes minus the Jacobian is an M-matrix and full steps nearly always shrink the residual. Where one does
 * not, the step is halved; where halving does not help either, a few tatonnement steps move the prices on. Neither can turn a
 * poor residual into a good one: the caller reads the residual.
 */
final class LogPriceNewton {
    private static final double STEP_MAX = 3;
    private static final double EXACT = 1e-14;
    private static final double NEAR = 1e-10;
    private static final int HALVINGS_MAX = 6;
    private static final int TATONNEMENT_STEPS = 4;

    final double[] logPrice; // [l]

    private final SmoothEconomy smooth;
    private final double[] trial; // [l]
    private final double[] step; // [l]
    private final double[] matrix; // [l, l]
    private final double[] pivot; // [l] scratch
    private int index;
    private int iterations;

    LogPriceNewton(SmoothEconomy smooth) {
        int l = smooth.residual.length;
        this.smooth = smooth;
        logPrice = new double[l];
        trial = new double[l];
        step = new double[l];
        matrix = new double[l * l];
        pivot = new double[l];
    }

    /** Price updates since {@link #reset}. */
    int iterations() {
        return iterations;
    }

    /** Sign of the determinant of minus the Jacobian where the economy is evaluated: -1 at a solution proves that there are others. */
    int index() {
        solveStep();
        return index;
    }

    void reset() {
        iterations = 0;
        index = 1;
    }

    /** Improves {@link #logPrice} by at most {@code limit} steps; returns the residual, with the economy evaluated there. */
    double run(double target, int limit) {
        double residual = smooth.evaluate(logPrice);
        int taken = 0;
        while (taken < limit && !(residual <= target)) {
            taken++;
            iterations++;
            double next = solveStep() ? lineSearch(residual) : Double.NaN;
            if (!(next < residual)) {
                if (residual < NEAR) {
                    return smooth.evaluate(logPrice);
                }
                next = tatonnement();
            }
            residual = next;
        }
        if (residual < NEAR && residual > EXACT) {
            residual = polish(residual);
        }
        return residual;
    }

    private double polish(double residual) {
        double next = solveStep() ? lineSearch(residual) : Double.NaN;
        return next < residual ? next : smooth.evaluate(logPrice);
    }

    /** Solves for the Newton direction; false when the Jacobian is singular. */
    private boolean solveStep() {
        int l = smooth.economy.goods;
        smooth.jacobian(matrix);
        int numeraire = mostValuable();
        swapLast(numeraire, l);
        for (int j = 0; j < l; j++) {
            step[j] = smooth.residual[j];
        }
        step[numeraire] = smooth.residual[l - 1];
        index = LinearSystem.solve(matrix, l - 1, l, step, pivot);
        step[l - 1] = l - 1 == numeraire ? 0 : step[numeraire];
        step[numeraire] = 0;
        double worst = 0;
        for (int j = 0; j < l; j++) {
            double size = Math.abs(step[j]);
            worst = Math.max(worst, size);
        }
        double scale = worst > STEP_MAX ? STEP_MAX / worst : 1;
        for (int j = 0; j < l; j++) {
            step[j] *= scale;
        }
        return index != 0 && worst < Double.POSITIVE_INFINITY;
    }

    private int mostValuable() {
        int best = 0;
        for (int j = 1; j < smooth.economy.goods; j++) {
            if (smooth.price[j] * smooth.economy.supply[j] > smooth.price[best] * smooth.economy.supply[best]) {
                best = j;
            }
        }
        return best;
    }

    /** Exchanges the numeraire's row and column with the last, which the reduced system leaves out. */
    private void swapLast(int numeraire, int l) {
        for (int j = 0; j < l; j++) {
            double held = matrix[j * l + numeraire];
            matrix[j * l + numeraire] = matrix[j * l + l - 1];
            matrix[j * l + l - 1] = held;
        }
        for (int k = 0; k < l; k++) {
            double held = matrix[numeraire * l + k];
            matrix[numeraire * l + k] = matrix[(l - 1) * l + k];
            matrix[(l - 1) * l + k] = held;
        }
    }

    private double lineSearch(double residual) {
        int l = smooth.economy.goods;
        double length = 1;
        for (int halving = 0; halving <= HALVINGS_MAX; halving++) {
            for (int j = 0; j < l; j++) {
                trial[j] = logPrice[j] + length * step[j];
            }
            double next = smooth.evaluate(trial);
            if (next < residual * (1 - 0.1 * length) || next <= EXACT) {
                System.arraycopy(trial, 0, logPrice, 0, l);
                return next;
            }
            length /= 2;
        }
        return Double.NaN;
    }

    private double tatonnement() {
        int l = smooth.economy.goods;
        double fastest = 1;
        for (int i = 0; i < smooth.economy.agents; i++) {
            fastest = Math.max(fastest, smooth.elasticity[i]);
        }
        double residual = smooth.evaluate(logPrice);
        for (int round = 0; round < TATONNEMENT_STEPS; round++) {
            for (int j = 0; j < l; j++) {
                logPrice[j] += smooth.residual[j] / fastest;
            }
            residual = smooth.evaluate(logPrice);
        }
        return residual;
    }
}
