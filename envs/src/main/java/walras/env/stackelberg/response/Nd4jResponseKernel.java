package walras.env.stackelberg.response;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import walras.env.nd4j.Nd4jProgram;

/**
 * Hedge as whole-batch ND4J operations, on whatever device ND4J's backend drives: exact and sampled sweeps of any population.
 *
 * <p>Types are picked by multiplying with zeros and ones. With s_k the strategy of follower k, or the drawn action as zeros and ones, and
 * E_k the joint actions in which k plays each of its actions, {@code u_i = ((prod over k != i of s_k E_k) * payoff_i) E_i'}. Weights of
 * types that were not drawn are multiplied by exp(0). Draws are the fused kernel's, so the two differ by rounding only. The followers'
 * regrets and average play are the fused kernel's alone.
 */
public final class Nd4jResponseKernel implements ResponseKernel {
    private static final double FLOOR = 1e-200;

    @Override
    public void respond(
            FollowerPopulation population, FollowerState state, InducedGame game, long[] keys, int updates) {
        if (!(population.rule() instanceof Hedge hedge) || state.tracksRegret() || state.playSize > 0) {
            throw new IllegalArgumentException(
                    "the ND4J response kernel knows Hedge without regrets and average play, got " + population.rule());
        }
        Run run = new Run(population, state, game, keys, Math.log1p(hedge.rate()));
        for (int k = 0; k < updates; k++) {
            run.update();
        }
        run.finish();
    }

    /** The arrays of one call. */
    private static final class Run {
        private final FollowerPopulation population;
        private final FollowerState state;
        private final long[] keys; // [B]
        private final double step;
        private final int rows;
        private final int n;
        private final int types;
        private final int actions;
        private final int profiles;
        private final INDArray[] weights; // [n] of [B, T, A]
        private final INDArray[] payoff; // [n] of [B, P, J]
        private final INDArray[] plays; // [n] of [A, J]: 1 where the follower plays the action in the joint action
        private final double[] profileMask; // [B, P]
        private final double[][] typeMask; // [n][B, T]
        private final double[][] draws; // [n][B]
        private final int[] profile; // [B]

        private Run(FollowerPopulation population, FollowerState state, InducedGame game, long[] keys, double step) {
            ResponseShape shape = population.shape();
            this.population = population;
            this.state = state;
            this.keys = keys;
            this.step = step;
            rows = keys.length;
            n = shape.followers();
            types = shape.types();
            actions = shape.actions();
            profiles = shape.profiles();
            weights = new INDArray[n];
            payoff = new INDArray[n];
            plays = new INDArray[n];
            typeMask = new double[n][rows * types];
            draws = new double[n][rows];
            profileMask = new double[rows * profiles];
            profile = new int[rows];
            for (int i = 0; i < n; i++) {
                weights[i] = Nd4jProgram.array(slices(state.table, i, types * actions), rows, types, actions);
                payoff[i] = Nd4jProgram.array(payoffs(game, i), rows, profiles, shape.joints());
                plays[i] = Nd4jProgram.array(indicator(shape, i), actions, shape.joints());
            }
        }

        /** One follower's numbers of a table `[B, n, size]`. */
        private double[] slices(double[] table, int follower, int size) {
            double[] own = new double[rows * size];
            for (int row = 0; row < rows; row++) {
                System.arraycopy(table, (row * n + follower) * size, own, row * size, size);
            }
            return own;
        }

        private double[] payoffs(InducedGame game, int follower) {
            int joints = population.shape().joints();
            double[] own = new double[rows * profiles * joints];
            for (int row = 0; row < rows; row++) {
                for (int p = 0; p < profiles; p++) {
                    System.arraycopy(
                            game.payoff(), game.payoffAt(row, follower, p), own, (row * profiles + p) * joints, joints);
                }
            }
            return own;
        }

        private static double[] indicator(ResponseShape shape, int follower) {
            double[] plays = new double[shape.actions() * shape.joints()];
            for (int j = 0; j < shape.joints(); j++) {
                plays[shape.action(j, follower) * shape.joints() + j] = 1;
            }
            return plays;
        }

        private void update() {
            drawHost();
            INDArray profileOnly = Nd4jProgram.array(profileMask, rows, profiles, 1);
            INDArray[] mask = new INDArray[n]; // [B, T, 1]
            INDArray[] played = new INDArray[n]; // [B, J]
            for (int i = 0; i < n; i++) {
                mask[i] = Nd4jProgram.array(typeMask[i], rows, types, 1);
                played[i] = strategy(i, mask[i]).mmul(plays[i]);
            }
            for (int i = 0; i < n; i++) {
                INDArray reward = payoff[i].mul(profileOnly).sum(1); // [B, J]
                for (int k = 0; k < n; k++) {
                    reward = k == i ? reward : reward.mul(played[k]);
                }
                INDArray utility = reward.mmul(plays[i].transpose()).reshape(rows, 1, actions);
                grow(weights[i], mask[i].mul(utility));
            }
        }

        /** Draws types, and the numbers that will draw references, as the fused kernel does. */
        private void drawHost() {
            ResponseShape shape = population.shape();
            java.util.Arrays.fill(profileMask, 0);
            for (double[] each : typeMask) {
                java.util.Arrays.fill(each, 0);
            }
            for (int row = 0; row < rows; row++) {
                int update = state.updates[row]++;
                profile[row] = population.drawProfile(keys[row], update);
                profileMask[row * profiles + profile[row]] = 1;
                for (int i = 0; i < n; i++) {
                    int type = shape.type(profile[row], i);
                    typeMask[i][row * types + type] = 1;
                    state.visits[(row * n + i) * types + type]++;
                    draws[i][row] = population.referenceDraw(keys[row], update, i);
                }
            }
        }

        /** The strategy in force `[B, A]`, or the drawn action as zeros and ones. */
        private INDArray strategy(int follower, INDArray mask) {
            INDArray own = weights[follower].mul(mask).sum(1); // [B, A]
            INDArray total = own.sum(true, 1); // [B, 1]
            if (population.sweep() == Sweep.EXACT) {
                return own.div(total);
            }
            INDArray mark = Nd4jProgram.array(draws[follower], rows, 1).mul(total); // [B, 1]
            INDArray upTo = own.cumsum(1); // [B, A]
            INDArray before = upTo.sub(own); // [B, A]
            return atMost(before, mark).sub(atMost(upTo, mark));
        }

        private INDArray atMost(INDArray values, INDArray bound) { // [B, A], [B, 1] -> [B, A] of zeros and ones
            INDArray truth = Nd4j.create(DataType.BOOL, rows, actions);
            exec("less_equal", truth, values, bound);
            return truth.castTo(DataType.DOUBLE);
        }

        /** Multiplies weights by exp(step * utility), then divides every type's by its largest. */
        private void grow(INDArray weight, INDArray utility) { // [B, T, A], [B, T, A]
            utility.muli(step);
            weight.muli(Transforms.exp(utility, false));
            weight.divi(weight.max(true, 2));
            exec("maximum", weight, weight, Nd4jProgram.constant(FLOOR));
        }

        private static void exec(String name, INDArray out, INDArray... in) {
            Nd4j.getExecutioner()
                    .exec(DynamicCustomOp.builder(name)
                            .addInputs(in)
                            .addOutputs(out)
                            .build());
        }

        private void finish() {
            int size = types * actions;
            for (int i = 0; i < n; i++) {
                double[] own = weights[i].dup('c').data().asDouble();
                for (int row = 0; row < rows; row++) {
                    System.arraycopy(own, row * size, state.table, (row * n + i) * size, size);
                }
            }
        }
    }
}
