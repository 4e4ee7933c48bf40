package walras.env.counter;

import java.util.Arrays;
import java.util.List;
import walras.env.Backend;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.Metric;
import walras.env.OptionSpec;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;
import walras.env.Rows;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Tensors;

/** What participants see of the counters, once options are known; immutable. */
record CounterEconomy(int agents, int target, int horizon) implements Economy {
    static final String GROUP = "counters";

    @Override
    public EconomySpec spec() {
        TensorSpec count = new TensorSpec("count", new Space.Discrete(target + 1), "counts", "Where it stands.");
        TensorSpec increment = new TensorSpec("increment", new Space.Discrete(2), "counts", "1 adds one, 0 does not.");
        return EconomySpec.of(
                        Group.of(GROUP, agents, List.of(count), List.of(increment), "Agents that each own a counter.")
                                .withRewards(0, 1))
                .withMetrics(
                        Metric.ofRow("total", "counts", "Sum of all counters after the step."),
                        Metric.ofAgents("regret", GROUP, "counts", "What adding one would have paid, less the reward."))
                .withPolicies(PolicySpec.of("always", GROUP, "Adds one at every step: optimal."))
                .withResetOptions(OptionSpec.integer("start", 0, 0, target - 1, "counts", "Where counters start."))
                .withTimeLimit(horizon);
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        return tensors.rows() < Rows.BLOCK
                ? new CounterDynamics(this, tensors)
                : new FastCounterDynamics(this, tensors);
    }

    @Override
    public Policy policy(PolicyContext context) {
        int[] increment = context.groupTensors().action("increment").i32(); // [B, n]
        return rows -> {
            for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
                int first = row * agents + context.firstAgent();
                Arrays.fill(increment, first, first + context.agents(), 1);
            }
        };
    }

    @Override
    public Solution solve() {
        double left = horizon == 0 ? Double.POSITIVE_INFINITY : horizon;
        double[] value = new double[target + 1]; // [count]
        double[] policy = new double[target + 1]; // [count]
        for (int count = target - 1; count >= 0; count--) {
            value[count] = Math.min(target - count, left);
            policy[count] = 1;
        }
        double residual = CounterCertificate.residual(value, left);
        return Solution.builder()
                .table("v_star", List.of("count"), List.of(target + 1), value)
                .table("policy_star", List.of("count"), List.of(target + 1), policy)
                .certify("bellman_residual", residual)
                .verified(residual == 0)
                .build();
    }
}
