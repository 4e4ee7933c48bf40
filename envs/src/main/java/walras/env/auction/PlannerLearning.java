package walras.env.auction;

import java.util.Arrays;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Problem;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;

/**
 * Tabular Q-learning over primitives: the monolithic learner that societies are compared with. Every row learns by itself; a primitive of k steps is discounted by the k-th power. What a horizon cuts off is
 * bootstrapped, since the state goes on.
 */
final class PlannerLearning implements Policy {
    static final OptionsSchema OPTIONS = OptionsSchema.of(
            OptionSpec.number("learning_rate", 0.2, 0, 1, "", "Weight of the newest step in an estimate."),
            OptionSpec.number("epsilon", 0.1, 0, 1, "", "Chance of a random primitive."));

    private static final int EXPLORE = 0;
    private static final int CHOICE = 1;
    private static final long VALUES_MAX = 1 << 27;

    private final int states;
    private final int n;
    private final StepDiscount discount;
    private final double rate;
    private final double epsilon;
    private final RowRandom random;
    private final int[] worldState; // [B]
    private final int[] primitive; // [B, 1]
    private final double[] reward; // [B, 1]
    private final byte[] terminated; // [B]
    private final double[] values; // [B, S, N]
    private final int[] here; // [B] offset of the state in which the row chose

    PlannerLearning(PolicyContext context, Task task) {
        Options options = context.options();
        states = task.visibleStates();
        n = task.primitives();
        rate = options.number("learning_rate");
        epsilon = options.number("epsilon");
        random = context.random();
        worldState = context.tensors().privileged(Task.WORLD_STATE).i32();
        primitive = context.groupTensors().action("primitive").i32();
        reward = context.groupTensors().reward().f64();
        terminated = context.tensors().terminated().u8();
        discount = new StepDiscount(context.tensors(), task.discount());
        long size = (long) worldState.length * states * n;
        if (size > VALUES_MAX) {
            throw Problem.limit("policy planner-learning", "rows x states x primitives <= " + VALUES_MAX, size);
        }
        values = new double[(int) size];
        here = new int[worldState.length];
    }

    private int offset(int row) {
        return (row * states + worldState[row] % states) * n;
    }

    @Override
    public void act(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                here[row] = offset(row);
                boolean explores = random.uniform(row, EXPLORE, 0) < epsilon;
                primitive[row] = explores ? random.below(row, CHOICE, 0, n) : best(row);
            }
        }
    }

    /** A best primitive, any of them with the same chance. */
    private int best(int row) {
        double top = Arrays.stream(values, here[row], here[row] + n).max().orElseThrow();
        int ties = 0;
        int best = 0;
        for (int i = 0; i < n; i++) {
            if (values[here[row] + i] == top && random.below(row, CHOICE, 1 + i, ++ties) == 0) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public void learn(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                int next = offset(row);
                double later = Arrays.stream(values, next, next + n).max().orElseThrow();
                double target = reward[row] + (terminated[row] != 0 ? 0 : discount.of(row) * later);
                int entry = here[row] + primitive[row];
                values[entry] += rate * (target - values[entry]);
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        weights(visitor);
    }

    @Override
    public void weights(StateVisitor visitor) {
        visitor.doubles("planner_learning.values", values);
    }
}
