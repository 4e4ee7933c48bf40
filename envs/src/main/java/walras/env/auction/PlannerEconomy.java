package walras.env.auction;

import java.util.List;
import java.util.function.IntConsumer;
import walras.env.Backend;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.OptionSpec;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Tensors;

/** The Global MDP as such: one planner chooses which primitive acts. */
final class PlannerEconomy implements Economy {
    static final String GROUP = AuctionOptions.PLANNER;
    private static final String OPTIMAL = "planner-optimal";
    private static final String UNIFORM = "planner-random";

    private final TabularTask task;
    private final boolean oneHot;

    PlannerEconomy(TabularTask task, boolean oneHot) {
        this.task = task;
        this.oneHot = oneHot;
    }

    @Override
    public EconomySpec spec() {
        int states = task.world().states();
        TensorSpec primitive =
                new TensorSpec("primitive", new Space.Discrete(task.world().primitives()), "", "Which primitive acts.");
        Group planner = Group.of(
                GROUP,
                1,
                List.of(StateTensor.spec(states, oneHot)),
                List.of(primitive),
                "Chooses the primitive that acts; maximises the environment's reward.");
        return EconomySpec.of(planner)
                .withMetrics(AuctionMetrics.regret())
                .withPolicies(
                        PolicySpec.of(OPTIMAL, GROUP, "Chooses the primitive of the highest optimal value."),
                        PolicySpec.of(UNIFORM, GROUP, "Chooses any primitive with the same chance."))
                .withResetOptions(OptionSpec.integer(
                        BiddersEconomy.START, 0, 0, states - 1, "", "The state in which the row's episode begins."))
                .withTimeLimit(task.horizon());
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        return new PlannerDynamics(tensors, task);
    }

    @Override
    public Policy policy(PolicyContext context) {
        int[] primitive = context.groupTensors().action("primitive").i32(); // [B, 1]
        if (context.spec().name().equals(OPTIMAL)) {
            StateTensor state =
                    new StateTensor(context.groupTensors(), task.world().states());
            int[] best = task.oracle().policyStar(); // [S]
            return each(row -> primitive[row] = best[state.read(row)]);
        }
        int primitives = task.world().primitives();
        return each(row -> primitive[row] = context.random().below(row, 0, 0, primitives));
    }

    private static Policy each(IntConsumer actRow) {
        return rows -> {
            for (int row = rows.from(); row < rows.to(); row++) {
                if (rows.contains(row)) {
                    actRow.accept(row);
                }
            }
        };
    }

    @Override
    public Solution solve() {
        return task.solution().build();
    }
}
