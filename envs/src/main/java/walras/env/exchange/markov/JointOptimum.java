package walras.env.exchange.markov;

import walras.env.Interruption;
import walras.env.exchange.equilibrium.Equilibria;
import walras.env.exchange.equilibrium.Status;

/**
 * The joint optimal policy: equilibrium trades everywhere, and the planner's best reply to them.
 *
 * @param equilibria {@code rows = H * S}
 * @param reward {@code [H, S]}
 * @param value {@code [H + 1, S]}
 * @param policy {@code [H, S]}, 0 at the last step, where the action does not matter
 */
public record JointOptimum(Equilibria equilibria, double[] reward, double[] value, int[] policy) {

    /** Solves a model; the caller asks {@link #flaw} whether every market was certified. */
    public static JointOptimum of(MarkovModel model, double tolerance) {
        Equilibria equilibria = model.equilibria(tolerance);
        double[] reward = model.welfare(equilibria.allocation()); // [H, S]
        double[] value = new double[(model.horizon() + 1) * model.states()]; // [H + 1, S]
        int[] policy = new int[model.markets()]; // [H, S]
        Planning.optimal(model, model.transitions(), reward, value, policy);
        return new JointOptimum(equilibria, reward, value, policy);
    }

    /** Where and why the first market without a certified equilibrium fails, or "". */
    public String flaw(MarkovModel model) {
        for (int k = 0; k < model.markets(); k++) {
            Interruption.check("equilibria");
            Status status = equilibria.statusOf(k);
            if (!status.certified()) {
                return where(model, k) + status.meaning();
            }
            if (!Double.isFinite(reward[k])) {
                return where(model, k) + "welfare is " + reward[k];
            }
        }
        return "";
    }

    private static String where(MarkovModel model, int market) {
        return "step " + market / model.states() + ", state " + market % model.states() + ": ";
    }
}
