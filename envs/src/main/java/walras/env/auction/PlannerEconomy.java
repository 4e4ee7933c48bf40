package walras.env.auction;

import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import walras.env.Backend;
import walras.env.BestReplies;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.OptionSpec;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;
import walras.env.Profile;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Tensors;

/** The Global MDP as such: one planner chooses which primitive acts. */
final class PlannerEconomy implements Economy, BestReplies {
    static final String GROUP = AuctionOptions.PLANNER;
    static final String OPTIMAL = "planner-optimal";
    private static final String LEARNING = "planner-learning";
    static final String UNIFORM = "planner-random";

    private final Task task;

    PlannerEconomy(Task task) {
        this.task = task;
    }

    Task task() {
        return task;
    }

    @Override
    public EconomySpec spec() {
        TensorSpec primitive =
                new TensorSpec("primitive", new Space.Discrete(task.primitives()), "", "Which primitive acts.");
        Group planner = Group.ofPlanner(
                GROUP,
                task.observations(),
                List.of(primitive),
                "Chooses the primitive that acts; maximises the environment's reward.");
        return EconomySpec.of(planner)
                .withMetrics(AuctionMetrics.ofPlanner(task))
                .withPrivileged(BiddersEconomy.worldState(task))
                .withPolicies(policies())
                .withResetOptions(task.resetOptions().toArray(OptionSpec[]::new))
                .withTimeLimit(task.horizon());
    }

    private PolicySpec[] policies() {
        PolicySpec learning = new PolicySpec(
                        LEARNING,
                        List.of(GROUP),
                        PlannerLearning.OPTIONS,
                        "Learns values of primitives from its rewards: tabular Q-learning, the monolithic baseline.")
                .learning();
        PolicySpec uniform = PolicySpec.of(UNIFORM, GROUP, "Chooses any primitive with the same chance.");
        PolicySpec optimal = PolicySpec.of(OPTIMAL, GROUP, "Chooses the primitive of the highest optimal value.");
        return task.valued() ? new PolicySpec[] {optimal, learning, uniform} : new PolicySpec[] {learning, uniform};
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        return new PlannerDynamics(tensors, task);
    }

    @Override
    public Policy policy(PolicyContext context) {
        int[] primitive = context.groupTensors().action("primitive").i32(); // [B, 1]
        int primitives = task.primitives();
        if (context.spec().name().equals(OPTIMAL)) {
            int[] state = context.tensors().privileged(Task.WORLD_STATE).i32(); // [B]
            int[] best = task.policy(); // [worldStates]
            return each(row -> primitive[row] = best[state[row]]);
        }
        if (context.spec().name().equals(LEARNING)) {
            return new PlannerLearning(context, task);
        }
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
    public List<Optional<ReplyValue>> bestReplies(Profile profile) {
        return List.of(PlannerReplies.of(task, profile.players().get(0)));
    }

    @Override
    public Solution solve() {
        return task.solution().build();
    }
}
