package walras.env.auction;

/**
 * The exact solution of a tabular world over an infinite horizon.
 *
 * @param qStar [S, N] discounted; 0 in terminal states
 * @param vStar [S]
 * @param policyStar [S] the lowest-numbered best primitive
 * @param sweeps how many Bellman sweeps changed a value
 * @param bellmanResidual the largest change that one more sweep would bring
 */
@SuppressWarnings("ArrayRecordComponent") // Read-only tables; identity is never asked for.
record GlobalMdpOracle(
        double[] qStar, // [S, N]
        double[] vStar, // [S]
        int[] policyStar, // [S]
        int sweeps,
        double bellmanResidual) {
    static final int SWEEPS_MAX = 200_000;

    /** How far the values can be from the truth: what the residual can add up to over an infinite horizon. */
    double errorBound(double discount) {
        return discount < 1 ? bellmanResidual * discount / (1 - discount) : bellmanResidual;
    }

    /**
     * Solves a world by value iteration from zero.
     *
     * @throws ArithmeticException if the values do not exist, as for a discount of 1 in a world that collects rewards for ever
     */
    static GlobalMdpOracle solve(GlobalMdp world, double discount) {
        int states = world.states();
        int primitives = world.primitives();
        double[] values = new double[states];
        double[] q = new double[states * primitives]; // [S, N]
        int sweeps = 0;
        double change = sweep(world, discount, values, q);
        while (change > tolerance(values, discount)) {
            if (++sweeps == SWEEPS_MAX) {
                throw new ArithmeticException("the values of this world still move by " + change + " after "
                        + SWEEPS_MAX + " sweeps with a discount of " + discount);
            }
            maxima(q, values);
            change = sweep(world, discount, values, q);
        }
        int[] policy = new int[states];
        for (int state = 0; state < states; state++) {
            policy[state] = best(q, state, primitives);
        }
        maxima(q, values);
        return new GlobalMdpOracle(q, values, policy, sweeps, change);
    }

    /** Tight enough that the values are off by at most 1e-13 of their size. */
    private static double tolerance(double[] values, double discount) { // values [S]
        double size = 1;
        for (double value : values) {
            size = Math.max(size, Math.abs(value));
        }
        return 1e-13 * size * Math.max(1 - discount, 1e-3);
    }

    /** One Bellman sweep: writes q and returns how far its maxima are from the values. */
    static double sweep(GlobalMdp world, double discount, double[] values, double[] q) { // values [S], q [S, N]
        int primitives = world.primitives();
        double change = 0;
        for (int state = 0; state < world.states(); state++) {
            double top = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < primitives; i++) {
                double value = world.terminal(state)
                        ? 0
                        : world.reward(state, i) + discount * world.expectation(state, i, values);
                q[state * primitives + i] = value;
                top = Math.max(top, value);
            }
            change = Math.max(change, Math.abs(top - values[state]));
        }
        return change;
    }

    /** Writes every state's best value. */
    static void maxima(double[] q, double[] values) { // q [S, N], values [S]
        int primitives = q.length / values.length;
        for (int state = 0; state < values.length; state++) {
            values[state] = q[state * primitives + best(q, state, primitives)];
        }
    }

    /** The lowest-numbered primitive of the highest value. */
    static int best(double[] q, int state, int primitives) { // q [S, N]
        int best = 0;
        for (int i = 1; i < primitives; i++) {
            if (q[state * primitives + i] > q[state * primitives + best]) {
                best = i;
            }
        }
        return best;
    }
}
