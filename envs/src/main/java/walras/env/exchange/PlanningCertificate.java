package walras.env.exchange;

import walras.env.Interruption;
import walras.env.Solution;
import walras.env.exchange.markov.MarkovModel;

/**
 * Whether the planner's values are true, from the tables and the transitions alone. Shares of the largest absolute value of a state.
 *
 * @param policy by how much the stated values miss those of the stated policy under the stated rewards
 * @param gain what another action would bring at any step and state
 * @param reward by how much a stated reward misses the sum of the stated utilities
 * @param order by how much an inequality fails: the worst planner <= the uniform one <= the best
 */
record PlanningCertificate(double policy, double gain, double reward, double order) {
    private static final double TOLERANCE = 1e-10;

    static PlanningCertificate of(MarkovModel model, Solution answer) {
        int states = model.states();
        double[] value = answer.table("v_star").values(); // [state]
        double[] actions = answer.table("policy_star").values(); // [step, state]
        double[] rewards = answer.table("reward").values(); // [step, state]
        double[] utility = answer.table("utility").values(); // [step, state, agent]
        double[] uniform = answer.table("uniform_value").values(); // [state]
        double[] minimum = answer.table("minimum_value").values(); // [state]
        double[] ahead = new double[states]; // [state], of the policy from the next step on
        double gain = 0;
        double missed = 0;
        double largest = 0;
        for (int step = model.horizon() - 1; step >= 0; step--) {
            Interruption.check("equilibria");
            double[] now = new double[states];
            for (int s = 0; s < states; s++) {
                int market = step * states + s;
                double sum = 0;
                for (int i = 0; i < model.agents(); i++) {
                    sum += utility[market * model.agents() + i];
                }
                missed = Math.max(missed, Math.abs(sum - rewards[market]));
                double chosen = after(model, step, s, (int) actions[market], ahead);
                for (int b = 0; b < model.actions(); b++) {
                    gain = Math.max(gain, after(model, step, s, b, ahead) - chosen);
                }
                now[s] = rewards[market] + chosen;
                largest = Math.max(largest, Math.max(Math.abs(now[s]), Math.abs(rewards[market])));
            }
            ahead = now;
        }
        double policy = 0;
        double order = 0;
        for (int s = 0; s < states; s++) {
            policy = Math.max(policy, Math.abs(value[s] - ahead[s]));
            order = Math.max(order, Math.max(minimum[s] - uniform[s], uniform[s] - value[s]));
        }
        double unit = largest > 0 ? largest : 1;
        return new PlanningCertificate(policy / unit, gain / unit, missed / unit, Math.max(0, order) / unit);
    }

    boolean verified() {
        return policy <= TOLERANCE && gain <= TOLERANCE && reward <= TOLERANCE && order <= TOLERANCE;
    }

    private static double after(MarkovModel model, int step, int state, int action, double[] ahead) { // [state]
        double sum = 0;
        for (int next = 0; next < ahead.length; next++) {
            sum += model.transitions()[((step * ahead.length + state) * model.actions() + action) * ahead.length + next]
                    * ahead[next];
        }
        return sum;
    }
}
