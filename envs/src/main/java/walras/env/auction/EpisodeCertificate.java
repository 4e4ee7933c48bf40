package walras.env.auction;

import walras.env.Interruption;

/**
 * Whether what episodes are said to be worth is so: plain backward sweeps over all states, beside solvers that skip what does not change or go forward. Shares no code with them.
 *
 * @param error the largest difference, as a share of the largest value; NaN where checking would take too long
 * @param verified whether it was checked and is at most 1e-9
 */
record EpisodeCertificate(double error, boolean verified) {
    private static final double ERROR_MAX = 1e-9;
    /** Steps times outcomes up to which everything is computed again; beyond, nothing is verified. */
    private static final long CHECKED_MAX = 20_000_000;

    /**
     * Looks at an answer.
     *
     * @param uniform the return when any primitive is as likely to win
     * @param optimal the best return
     * @param q [S, N] discounted values at the beginning of an episode
     */
    static EpisodeCertificate of(
            GlobalMdp world, int horizon, double discount, double uniform, double optimal, double[] q) { // q [S, N]
        int n = world.primitives();
        int states = world.states();
        if ((long) horizon * world.first(states * n) > CHECKED_MAX) {
            return new EpisodeCertificate(Double.NaN, false);
        }
        double[] mean = sweeps(world, horizon, 1, true); // [S]
        double[] best = sweeps(world, horizon, 1, false); // [S]
        double[] last = sweeps(world, horizon - 1, discount, false); // [S]
        double scale = 0;
        double error = 0;
        double meanStart = 0;
        double bestStart = 0;
        for (int state = 0; state < states; state++) {
            scale = Math.max(scale, Math.max(Math.abs(mean[state]), Math.abs(best[state])));
            meanStart += world.startProbability(state) * mean[state];
            bestStart += world.startProbability(state) * best[state];
            for (int i = 0; i < n; i++) {
                double value = pair(world, state, i, discount, last);
                scale = Math.max(scale, Math.abs(value));
                error = worse(error, q[state * n + i] - value);
            }
        }
        error = worse(worse(error, uniform - meanStart), optimal - bestStart);
        return new EpisodeCertificate(scale > 0 ? error / scale : error, error <= ERROR_MAX * scale);
    }

    private static double worse(double error, double difference) {
        double off = Math.abs(difference);
        return off <= error ? error : off; // NaN is worst
    }

    private static double[] sweeps(GlobalMdp world, int steps, double discount, boolean uniform) { // [S]
        double[] values = new double[world.states()];
        for (int step = 0; step < steps; step++) {
            Interruption.check("a certificate of episodes");
            double[] swept = new double[values.length]; // [S]
            for (int state = 0; state < values.length; state++) {
                double sum = 0;
                double top = Double.NEGATIVE_INFINITY;
                for (int i = 0; i < world.primitives(); i++) {
                    double value = pair(world, state, i, discount, values);
                    sum += value;
                    top = Math.max(top, value);
                }
                swept[state] = uniform ? sum / world.primitives() : top;
            }
            values = swept;
        }
        return values;
    }

    private static double pair(
            GlobalMdp world, int state, int primitive, double discount, double[] later) { // later [S]
        if (world.terminal(state)) {
            return 0;
        }
        int pair = state * world.primitives() + primitive;
        double sum = 0;
        for (int outcome = world.first(pair); outcome < world.first(pair + 1); outcome++) {
            sum += world.chance(outcome) * later[world.next(outcome)];
        }
        return world.reward(state, primitive) + discount * sum;
    }
}
