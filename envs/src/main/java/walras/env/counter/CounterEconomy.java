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
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Tensors;

/** What participants see of the counters, once options are known; immutable. */
final class CounterEconomy implements Economy {
    static final String GROUP = "counters";

    private final int agents;
    private final int target;
    private final int horizon;

    CounterEconomy(int agents, int target, int horizon) {
        this.agents = agents;
        this.target = target;
        this.horizon = horizon;
    }

    @Override
    public EconomySpec spec() {
        TensorSpec count =
                new TensorSpec("count", new Space.Discrete(target + 1), "counts", "Where the counter stands.");
        TensorSpec increment = new TensorSpec("increment", new Space.Discrete(2), "counts", "1 adds one, 0 does not.");
        Group counters = Group.of(GROUP, agents, List.of(count), List.of(increment), "Agents that each own a counter.")
                .withRewards(0, 1);
        return EconomySpec.of(counters)
                .withMetrics(
                        Metric.ofRow("total", "counts", "Sum of all counters after the step."),
                        Metric.ofAgents("regret", GROUP, "", "What adding one would have paid, less the reward."))
                .withPolicies(PolicySpec.of("always", GROUP, "Adds one at every step: optimal."))
                .withResetOptions(
                        OptionSpec.integer("start", 0, 0, target - 1, "counts", "Where the row's counters start."))
                .withTimeLimit(horizon);
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        return new CounterDynamics(tensors, agents, target);
    }

    @Override
    public Policy policy(PolicyContext context) {
        int[] increment = context.groupTensors().action("increment").i32(); // [B, n]
        return rows -> {
            for (int row = rows.from(); row < rows.to(); row++) {
                int first = row * agents + context.firstAgent();
                Arrays.fill(increment, first, first + context.agents(), 1);
            }
        };
    }

    @Override
    public Solution solve() {
        double[] value = new double[target + 1]; // [count]
        double[] policy = new double[target + 1]; // [count]
        for (int count = 0; count <= target; count++) {
            int left = target - count;
            value[count] = horizon == 0 ? left : Math.min(left, horizon);
            policy[count] = left > 0 ? 1 : 0;
        }
        return Solution.builder()
                .table("v_star", List.of("count"), List.of(target + 1), value)
                .table("policy_star", List.of("count"), List.of(target + 1), policy)
                .certify("bellman_residual", 0)
                .build();
    }
}
