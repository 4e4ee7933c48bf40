package walras.env.auction;

import walras.env.Interruption;

/**
 * The exact solution of a tabular world over an infinite horizon.
 *
 * @param qStar [S, N] discounted; 0 in terminal states
 * @param vStar [S]
 * @param vRest [S] what is left of the values beyond the digits of {@code vStar}, where that is known: with a discount near 1 their last digit is worth many steps
 * @param policyStar [S] the lowest-numbered best primitive
 * @param sweeps how many Bellman sweeps changed a value
 * @param policies how many policies were evaluated; 0 where sweeps were enough
 */
@SuppressWarnings("ArrayRecordComponent") // Read-only tables; identity is never asked for.
record GlobalMdpOracle(
        double[] qStar, // [S, N]
        double[] vStar, // [S]
        double[] vRest, // [S]
        int[] policyStar, // [S]
        int sweeps,
        int policies) {
    /** Up to here sweeps contract fast, and their rounding is far below what they are off by. */
    private static final double SWEPT_DISCOUNT_MAX = 0.999;

    /** Outcomes that sweeps may look at before policy iteration takes over. */
    private static final long SWEPT_OUTCOMES_MAX = 20_000_000;

    private static final long WARM_OUTCOMES = 2_000_000;

    /**
     * Solves a world: by value iteration from zero where that ends soon, else by policy iteration.
     *
     * @throws ArithmeticException if the values do not exist, as for a discount of 1 in a world that collects rewards for ever
     */
    static GlobalMdpOracle solve(GlobalMdp world, double discount) {
        int states = world.states();
        double[] values = new double[states];
        double[] q = new double[states * world.primitives()]; // [S, N]
        boolean sweeping = discount <= SWEPT_DISCOUNT_MAX;
        long outcomes = sweeping ? SWEPT_OUTCOMES_MAX : discount < 1 ? WARM_OUTCOMES : 0;
        long most = outcomes / world.first(q.length);
        int sweeps = 0;
        double change = sweep(world, discount, values, q);
        while (change > tolerance(values, discount) && sweeps < most) {
            Interruption.check("value iteration");
            sweeps++;
            maxima(q, values);
            change = sweep(world, discount, values, q);
        }
        if (!sweeping || change > tolerance(values, discount)) {
            return PolicyIteration.solve(world, discount, greedy(q, states));
        }
        maxima(q, values);
        return new GlobalMdpOracle(q, values, new double[states], greedy(q, states), sweeps, 0);
    }

    /** An answer from its values. */
    static GlobalMdpOracle of(double[] q, double[] v, double[] rest, int policies) { // q [S, N], v [S], rest [S]
        return new GlobalMdpOracle(q, v, rest, greedy(q, v.length), 0, policies);
    }

    /** The lowest-numbered best primitive of every state. */
    static int[] greedy(double[] q, int states) { // q [S, N] -> [S]
        int[] policy = new int[states];
        for (int state = 0; state < states; state++) {
            policy[state] = best(q, state, q.length / states);
        }
        return policy;
    }

    /** Tight enough that the values are off by at most 1e-13 of the largest. */
    private static double tolerance(double[] values, double discount) { // values [S]
        double size = 0;
        for (double value : values) {
            size = Math.max(size, Math.abs(value));
        }
        return 1e-13 * size * Math.max(1 - discount, 1e-3);
    }

    /** One Bellman sweep: writes q and returns how far its maxima are from the values. */
    static double sweep(GlobalMdp world, double discount, double[] values, double[] q) { // values [S], q [S, N]
        double change = 0;
        for (int state = 0; state < world.states(); state++) {
            change = Math.max(change, Math.abs(back(world, discount, state, values, q) - values[state]));
        }
        return change;
    }

    /** Writes what a state's primitives are worth if the values come next, and returns the most. */
    static double back(
            GlobalMdp world, double discount, int state, double[] values, double[] q) { // values [S], q [S, N]
        int primitives = world.primitives();
        double top = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < primitives; i++) {
            double value =
                    world.terminal(state) ? 0 : world.reward(state, i) + discount * world.expectation(state, i, values);
            q[state * primitives + i] = value;
            top = Math.max(top, value);
        }
        return top;
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
