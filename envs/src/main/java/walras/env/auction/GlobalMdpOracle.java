package walras.env.auction;

/**
 * The exact solution of a tabular world.
 *
 * @param qStar [S, N] discounted, over an infinite horizon
 * @param vStar [S]
 * @param policyStar [S] the lowest-numbered best primitive
 * @param qHorizon [S, N] discounted, for an episode of the horizon that begins here
 * @param optimalReturn the best expected undiscounted return of one episode
 * @param uniformReturn the expected undiscounted return of one episode in which every primitive is equally likely to win
 * @param sweeps how many Bellman sweeps changed a value
 * @param bellmanResidual the largest change that one more sweep would bring
 */
@SuppressWarnings("ArrayRecordComponent") // Read-only tables; identity is never asked for.
record GlobalMdpOracle(
        double[] qStar, // [S, N]
        double[] vStar, // [S]
        int[] policyStar, // [S]
        double[] qHorizon, // [S, N]
        double optimalReturn,
        double uniformReturn,
        int sweeps,
        double bellmanResidual) {
    private static final int SWEEPS_MAX = 1_000_000;

    /**
     * Solves a world by value iteration from zero.
     *
     * @throws IllegalArgumentException if the values do not exist, as for a discount of 1 in a world that collects rewards for ever
     */
    static GlobalMdpOracle solve(GlobalMdp world, double discount, int horizon) {
        int states = world.states();
        int primitives = world.primitives();
        double[] values = new double[states];
        double[] q = new double[states * primitives]; // [S, N]
        int sweeps = 0;
        double change = sweep(world, discount, values, q);
        while (change > tolerance(values, discount)) {
            if (++sweeps == SWEEPS_MAX) {
                throw new IllegalArgumentException(
                        "discount: expected one under which the values of this world exist, got " + discount
                                + " with values still moving by " + change + " after " + SWEEPS_MAX + " sweeps");
            }
            maxima(q, values);
            change = sweep(world, discount, values, q);
        }
        int[] policy = new int[states];
        for (int state = 0; state < states; state++) {
            policy[state] = best(q, state, primitives);
        }
        maxima(q, values);
        return new GlobalMdpOracle(
                q,
                values,
                policy,
                finiteHorizon(world, discount, horizon),
                started(world, best(finiteHorizon(world, 1, horizon), states)),
                started(world, uniform(world, horizon)),
                sweeps,
                change);
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
    private static double sweep(GlobalMdp world, double discount, double[] values, double[] q) { // values [S], q [S, N]
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

    private static double[] finiteHorizon(GlobalMdp world, double discount, int horizon) { // [S, N]
        double[] values = new double[world.states()];
        double[] q = new double[world.states() * world.primitives()]; // [S, N]
        for (int step = 0; step < horizon; step++) {
            sweep(world, discount, values, q);
            maxima(q, values);
        }
        return q;
    }

    private static double[] uniform(GlobalMdp world, int horizon) { // [S]
        int states = world.states();
        int primitives = world.primitives();
        double[] values = new double[states];
        double[] q = new double[states * primitives]; // [S, N]
        for (int step = 0; step < horizon; step++) {
            sweep(world, 1, values, q);
            for (int state = 0; state < states; state++) {
                double sum = 0;
                for (int i = 0; i < primitives; i++) {
                    sum += q[state * primitives + i];
                }
                values[state] = sum / primitives;
            }
        }
        return values;
    }

    private static double started(GlobalMdp world, double[] values) { // values [S]
        double sum = 0;
        for (int state = 0; state < values.length; state++) {
            sum += world.startProbability(state) * values[state];
        }
        return sum;
    }

    private static double[] best(double[] q, int states) { // q [S, N] -> [S]
        double[] values = new double[states];
        maxima(q, values);
        return values;
    }

    private static void maxima(double[] q, double[] values) { // q [S, N], values [S]
        int primitives = q.length / values.length;
        for (int state = 0; state < values.length; state++) {
            values[state] = q[state * primitives + best(q, state, primitives)];
        }
    }

    private static int best(double[] q, int state, int primitives) { // q [S, N]
        int best = 0;
        for (int i = 1; i < primitives; i++) {
            if (q[state * primitives + i] > q[state * primitives + best]) {
                best = i;
            }
        }
        return best;
    }
}
