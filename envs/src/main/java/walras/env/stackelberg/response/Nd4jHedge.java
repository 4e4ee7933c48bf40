package walras.env.stackelberg.response;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import walras.env.nd4j.Nd4jProgram;

/**
 * The device arrays of Hedge followers, and recorded programs over them: strategies, draws, average play, learning. The mathematics, its
 * floors and its rescaling are {@link Hedge}'s, so the two differ by rounding.
 *
 * <p>The type in force is picked by multiplying with zeros and ones. A row without one keeps what it has: its weights are multiplied by
 * exp(0), and zeros are added to its sums.
 */
final class Nd4jHedge {
    /** Below every sum of weights: keeps rows without a type from dividing by zero. */
    private static final double TINY = 1e-300;

    final INDArray table; // [B, n, T, A]
    final INDArray regret; // [B, n, T, A], or [1] where nobody tracks it
    final INDArray play; // [B, P, J], or [1] where nobody adds it up
    final INDArray payoff; // [B, n, profiles, J]
    final INDArray typeMask; // [B, n, T, 1] 1 for the type in force
    final INDArray profileMask; // [B, 1, profiles, 1] 1 for the type profile in force
    final INDArray active; // [B, 1, 1] 1 for rows that learn
    final INDArray uniform; // [B, n, 1] what draws actions
    final INDArray played; // [B, n, A] 1 for the drawn action; the strategy itself in an exact sweep
    final Nd4jProgram strategies = new Nd4jProgram();
    final Nd4jProgram draws = new Nd4jProgram();
    final Nd4jProgram learning = new Nd4jProgram();

    private final ResponseShape shape;
    private final int rows;
    private final int n;
    private final int types;
    private final int actions;
    private final int joints;
    private final INDArray mixed; // [B, n, A]

    /**
     * @param profiles type profiles whose payoffs are known at once: P, or 1
     * @param rate of {@link Hedge}
     */
    Nd4jHedge(ResponseShape shape, Sweep sweep, double rate, int rows, int profiles, boolean regrets, boolean average) {
        this.shape = shape;
        this.rows = rows;
        n = shape.followers();
        types = shape.types();
        actions = shape.actions();
        joints = shape.joints();
        table = Nd4jProgram.zeros(rows, n, types, actions);
        regret = regrets ? Nd4jProgram.zeros(rows, n, types, actions) : Nd4jProgram.zeros(1);
        play = average ? Nd4jProgram.zeros(rows, shape.profiles(), joints) : Nd4jProgram.zeros(1);
        payoff = Nd4jProgram.zeros(rows, n, profiles, joints);
        typeMask = Nd4jProgram.zeros(rows, n, types, 1);
        profileMask = Nd4jProgram.zeros(rows, 1, profiles, 1);
        active = Nd4jProgram.zeros(rows, 1, 1);
        uniform = Nd4jProgram.zeros(rows, n, 1);
        mixed = Nd4jProgram.zeros(rows, n, actions);
        played = sweep == Sweep.EXACT ? mixed : Nd4jProgram.zeros(rows, n, actions);
        recordStrategies();
        recordDraws();
        if (average) {
            recordPlay();
        }
        INDArray utility = recordUtilities(profiles);
        if (regrets) {
            recordRegrets(utility);
        }
        recordGrowth(utility, Math.log1p(rate));
    }

    private void recordStrategies() {
        Nd4jProgram p = strategies;
        INDArray own = p.apply("multiply", Nd4jProgram.zeros(rows, n, types, actions), table, typeMask);
        p.reduce("reduce_sum", mixed, own, 2);
        INDArray total = p.reduce("reduce_sum", Nd4jProgram.zeros(rows, n), mixed, 2);
        p.apply("maximum", total, total, Nd4jProgram.constant(TINY));
        p.apply("divide", total, Nd4jProgram.constant(1), total);
        p.apply("multiply", mixed, mixed, total.reshape(rows, n, 1));
    }

    /** The drawn action is the number of running sums that the mark has passed. */
    private void recordDraws() {
        Nd4jProgram p = draws;
        // Action by action: the running sum that ND4J offers takes a microsecond for every row and follower.
        INDArray upTo = Nd4jProgram.zeros(rows, n, actions);
        p.apply("add", action(upTo, 0), action(mixed, 0), Nd4jProgram.constant(0));
        for (int a = 1; a < actions; a++) {
            p.apply("add", action(upTo, a), action(upTo, a - 1), action(mixed, a));
        }
        INDArray all = action(upTo, actions - 1);
        INDArray mark = p.apply("multiply", Nd4jProgram.zeros(rows, n, 1), uniform, all);
        INDArray passed = p.compare("less_equal", Nd4jProgram.zeros(rows, n, actions), upTo, mark);
        INDArray drawn = p.reduce("reduce_sum", Nd4jProgram.zeros(rows, n), passed, 2);
        double[] numbers = IntStream.range(0, actions).asDoubleStream().toArray();
        INDArray each = Nd4jProgram.array(numbers, 1, 1, actions);
        p.compare("equals", played, drawn.reshape(rows, n, 1), each);
    }

    /** A view of one action's numbers. */
    private static INDArray action(INDArray numbers, int a) { // [B, n, A] -> [B, n, 1]
        return numbers.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(a, a + 1));
    }

    /** Adds the product of the strategies of every type profile, as they are before learning. */
    private void recordPlay() {
        Nd4jProgram p = learning;
        int profiles = shape.profiles();
        INDArray total = p.reduce("reduce_sum", Nd4jProgram.zeros(rows, n, types), table, 3);
        INDArray inverse = p.apply("divide", total, Nd4jProgram.constant(1), total);
        INDArray all = p.apply(
                "multiply", Nd4jProgram.zeros(rows, n, types, actions), table, inverse.reshape(rows, n, types, 1));
        INDArray joint = Nd4jProgram.zeros(rows, (long) profiles * joints);
        INDArray one = Nd4jProgram.zeros(rows, (long) profiles * joints);
        for (int i = 0; i < n; i++) {
            int follower = i;
            int[] columns = new int[profiles * joints]; // [P * J]
            Arrays.setAll(
                    columns,
                    k -> (follower * types + shape.type(k / joints, follower)) * actions
                            + shape.action(k % joints, follower));
            p.columns(i == 0 ? joint : one, all.reshape(rows, (long) n * types * actions), columns);
            if (i > 0) {
                p.apply("multiply", joint, joint, one);
            }
        }
        INDArray added = joint.reshape(rows, profiles, joints);
        p.apply("multiply", added, added, active);
        p.apply("add", play, play, added);
    }

    /** Payoff of each own action: in expectation over what the others play, or against what they have drawn. */
    private INDArray recordUtilities(int profiles) { // [B, n, A]
        Nd4jProgram p = learning;
        INDArray now = profiles == 1 ? payoff.reshape(rows, n, joints) : Nd4jProgram.zeros(rows, n, joints);
        if (profiles > 1) {
            INDArray present = p.apply("multiply", Nd4jProgram.zeros(rows, n, profiles, joints), payoff, profileMask);
            p.reduce("reduce_sum", now, present, 2);
        }
        if (n == 1) {
            return now;
        }
        INDArray[] spread = new INDArray[n]; // [n] of [B, J]: what follower k plays at each joint action
        for (int k = 0; k < n; k++) {
            int follower = k;
            int[] columns = new int[joints]; // [J]
            Arrays.setAll(columns, j -> follower * actions + shape.action(j, follower));
            spread[k] = p.columns(Nd4jProgram.zeros(rows, joints), played.reshape(rows, (long) n * actions), columns);
        }
        INDArray[] utility = new INDArray[n]; // [n] of [B, A]
        for (int i = 0; i < n; i++) {
            utility[i] = recordUtility(i, now, spread);
        }
        return p.stack(Nd4jProgram.zeros(rows, n, actions), 1, utility);
    }

    private INDArray recordUtility(int i, INDArray now, INDArray[] spread) { // [B, A]
        Nd4jProgram p = learning;
        INDArray own = now.get(NDArrayIndex.all(), NDArrayIndex.point(i), NDArrayIndex.all()); // [B, J]
        INDArray reward = Nd4jProgram.zeros(rows, joints);
        int first = i == 0 ? 1 : 0;
        p.apply("multiply", reward, own, spread[first]);
        for (int k = first + 1; k < n; k++) {
            if (k != i) {
                p.apply("multiply", reward, reward, spread[k]);
            }
        }
        // A joint action's number has the followers' actions as digits, follower 0 the most significant.
        int before = ResponseShape.power(actions, i);
        int after = ResponseShape.power(actions, n - 1 - i);
        return p.reduce(
                "reduce_sum", Nd4jProgram.zeros(rows, actions), reward.reshape(rows, before, actions, after), 1, 3);
    }

    private void recordRegrets(INDArray utility) { // [B, n, A]
        Nd4jProgram p = learning;
        INDArray product = p.make("multiply", new long[] {rows, n, actions}, mixed, utility);
        INDArray own = p.reduce("reduce_sum", Nd4jProgram.zeros(rows, n), product, 2);
        INDArray gain = p.make("subtract", new long[] {rows, n, actions}, utility, own.reshape(rows, n, 1));
        p.apply("add", regret, regret, recordOfType(gain));
    }

    /** A follower's numbers {@code [B, n, A]} at its type in force, zeros at the others. */
    private INDArray recordOfType(INDArray numbers) { // [B, n, T, A]
        INDArray wide = numbers.reshape(rows, n, 1, actions);
        return learning.make("multiply", new long[] {rows, n, types, actions}, typeMask, wide);
    }

    private void recordGrowth(INDArray utility, double step) { // [B, n, A]
        Nd4jProgram p = learning;
        INDArray gain = recordOfType(utility);
        p.apply("multiply", gain, gain, Nd4jProgram.constant(step));
        p.exp(gain, gain);
        p.apply("multiply", table, table, gain);
        long[] slices = {rows, n, types};
        INDArray largest = p.reduce("reduce_max", Nd4jProgram.zeros(slices), table, 3);
        INDArray large = p.compare("greater", Nd4jProgram.zeros(slices), largest, Nd4jProgram.constant(Hedge.LARGE));
        INDArray small = p.compare("less", Nd4jProgram.zeros(slices), largest, Nd4jProgram.constant(Hedge.SMALL));
        INDArray rescaled = p.make("add", slices, large, small);
        INDArray kept = p.make("subtract", slices, Nd4jProgram.constant(1), rescaled);
        INDArray by = p.make("multiply", slices, largest, rescaled);
        p.apply("add", by, by, kept);
        INDArray floor = p.make("multiply", slices, rescaled, Nd4jProgram.constant(Hedge.FLOOR));
        p.apply("divide", table, table, by.reshape(rows, n, types, 1));
        p.apply("maximum", table, table, floor.reshape(rows, n, types, 1));
    }
}
