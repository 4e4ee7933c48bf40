package walras.env.exchange.markov;

import java.util.Arrays;
import walras.env.Interruption;

/**
 * Backward dynamic programming over a finite horizon: the best, the worst, a given and the uniform planner. The reward does not depend
 * on the planner's action.
 */
public final class Planning {
    private Planning() {}

    /**
     * Values of the best planner.
     *
     * @param transitions {@code [H, S, A, S]}
     * @param reward {@code [H, S]}
     * @param value {@code [H + 1, S]}, filled
     * @param policy {@code [H, S]}, filled with the first best action, which is 0 at the last step
     */
    public static void optimal(MarkovModel model, double[] transitions, double[] reward, double[] value, int[] policy) {
        extreme(model, transitions, reward, 1, value, policy);
    }

    /** Values {@code [H + 1, S]} of the worst planner, for a reward {@code [H, S]}. */
    public static double[] minimum(MarkovModel model, double[] reward) {
        double[] value = new double[(model.horizon() + 1) * model.states()]; // [H + 1, S]
        extreme(model, model.transitions(), reward, -1, value, new int[model.markets()]);
        return value;
    }

    private static void extreme(
            MarkovModel model,
            double[] transitions /* [H, S, A, S] */,
            double[] reward /* [H, S] */,
            int sign,
            double[] value /* [H + 1, S] */,
            int[] policy /* [H, S] */) {
        int states = model.states();
        Arrays.fill(value, model.markets(), model.markets() + states, 0);
        for (int k = model.markets() - 1; k >= 0; k--) {
            Interruption.check("equilibria");
            int next = (k / states + 1) * states;
            double best = Double.NEGATIVE_INFINITY;
            for (int b = 0; b < model.actions(); b++) {
                double q = sign * expect(transitions, (k * model.actions() + b) * states, value, next, states);
                if (q > best) {
                    best = q;
                    policy[k] = b;
                }
            }
            value[k] = reward[k] + sign * best;
        }
    }

    /** Each consumer's own value at the start {@code [N]} under a policy {@code [H, S]}, for utilities {@code [H, S, N]}. */
    public static double[] ofAgents(MarkovModel model, int[] policy, double[] utility) {
        int n = model.agents();
        double[] chances = probabilities(model, policy); // [H, S, A]
        double[] own = new double[model.markets()]; // [H, S]
        double[] value = new double[(model.horizon() + 1) * model.states()]; // [H + 1, S]
        double[] values = new double[n]; // [N]
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < own.length; k++) {
                own[k] = utility[k * n + i];
            }
            evaluate(model, chances, own, value);
            values[i] = model.atStart(value, 0);
        }
        return values;
    }

    /**
     * Values of a planner who randomises.
     *
     * @param policy {@code [H, S, A]} probabilities
     * @param reward {@code [H, S]}
     * @param value {@code [H + 1, S]}, filled
     */
    public static void evaluate(MarkovModel model, double[] policy, double[] reward, double[] value) {
        int states = model.states();
        int actions = model.actions();
        Arrays.fill(value, model.markets(), model.markets() + states, 0);
        for (int k = model.markets() - 1; k >= 0; k--) {
            Interruption.check("equilibria");
            int next = (k / states + 1) * states;
            double ahead = 0;
            for (int b = 0; b < actions; b++) {
                double chance = policy[k * actions + b];
                if (chance > 0) {
                    ahead += chance * expect(model.transitions(), (k * actions + b) * states, value, next, states);
                }
            }
            value[k] = reward[k] + ahead;
        }
    }

    /** Values {@code [H + 1, S]} of the uniform planner, for a reward {@code [H, S]}. */
    public static double[] uniform(MarkovModel model, double[] reward) {
        double[] policy = new double[model.markets() * model.actions()]; // [H, S, A]
        Arrays.fill(policy, 1.0 / model.actions());
        double[] value = new double[(model.horizon() + 1) * model.states()]; // [H + 1, S]
        evaluate(model, policy, reward, value);
        return value;
    }

    /** A deterministic policy {@code [H, S]} as probabilities {@code [H, S, A]}. */
    public static double[] probabilities(MarkovModel model, int[] policy) {
        double[] chances = new double[model.markets() * model.actions()]; // [H, S, A]
        for (int k = 0; k < policy.length; k++) {
            chances[k * model.actions() + policy[k]] = 1;
        }
        return chances;
    }

    /**
     * How often each (step, state) is visited.
     *
     * @param policy {@code [H, S, A]}
     * @return {@code [H, S]} probabilities
     */
    public static double[] occupancy(MarkovModel model, double[] policy) {
        int states = model.states();
        double[] visits = new double[model.markets()]; // [H, S]
        System.arraycopy(model.start(), 0, visits, 0, states);
        for (int k = 0; k < model.markets() - states; k++) {
            Interruption.check("equilibria");
            int next = (k / states + 1) * states;
            for (int b = 0; b < model.actions(); b++) {
                double flow = visits[k] * policy[k * model.actions() + b];
                int row = (k * model.actions() + b) * states;
                for (int t = 0; t < states && flow > 0; t++) {
                    visits[next + t] += flow * model.transitions()[row + t];
                }
            }
        }
        return visits;
    }

    /** {@code sum_t transitions[row + t] value[at + t]}. */
    public static double expect(double[] transitions, int row, double[] value, int at, int states) {
        double sum = 0;
        for (int t = 0; t < states; t++) {
            sum += transitions[row + t] * value[at + t];
        }
        return sum;
    }
}
