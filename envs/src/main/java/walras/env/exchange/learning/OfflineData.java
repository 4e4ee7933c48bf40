package walras.env.exchange.learning;

import java.util.Arrays;
import java.util.List;
import walras.env.NumberArray;
import walras.env.OptionIndex;
import walras.env.Problem;
import walras.env.exchange.equilibrium.Demand;
import walras.env.exchange.markov.MarkovModel;
import walras.env.exchange.markov.Planning;

/**
 * Episodes somebody played, for learning without playing.
 *
 * @param episodes K
 * @param state {@code [K, H]}
 * @param action {@code [K, H]} the planner's
 * @param next {@code [K, H]} the state that followed
 * @param bundle {@code [K, H, N, L]} what was consumed
 * @param heard {@code [K, H, N]} utilities with noise
 */
public record OfflineData(int episodes, int[] state, int[] action, int[] next, double[] bundle, double[] heard) {
    private static final int HEAD = 3;

    /** Room for that many episodes. */
    static OfflineData allocate(MarkovModel model, int episodes) {
        int steps = episodes * model.horizon();
        int n = model.agents();
        return new OfflineData(
                episodes,
                new int[steps],
                new int[steps],
                new int[steps],
                new double[steps * n * model.goods()],
                new double[steps * n]);
    }

    /** Datasets of one model one after another. */
    public static OfflineData joined(List<OfflineData> parts) {
        return new OfflineData(
                parts.stream().mapToInt(OfflineData::episodes).sum(),
                parts.stream().flatMapToInt(part -> Arrays.stream(part.state)).toArray(),
                parts.stream().flatMapToInt(part -> Arrays.stream(part.action)).toArray(),
                parts.stream().flatMapToInt(part -> Arrays.stream(part.next)).toArray(),
                parts.stream()
                        .flatMapToDouble(part -> Arrays.stream(part.bundle))
                        .toArray(),
                parts.stream()
                        .flatMapToDouble(part -> Arrays.stream(part.heard))
                        .toArray());
    }

    /**
     * Reads rows, one per step: state, action, next state, every consumer's bundle, what each reported.
     *
     * @param rows {@code [K H, 3 + N L + N]}
     * @throws Problem BAD_OPTION where a shape or an index is wrong
     */
    public static OfflineData ofRows(NumberArray rows, MarkovModel model) {
        int n = model.agents();
        int cells = n * model.goods();
        int width = HEAD + cells + n;
        int steps = rows.shape().get(0);
        if (rows.rank() != 2 || rows.shape().get(1) != width || steps % model.horizon() != 0) {
            throw Problem.option(
                    "data", "whole episodes of " + model.horizon() + " rows, " + width + " numbers each", rows.shape());
        }
        double[] values = rows.values(); // [K H, 3 + N L + N]
        OfflineData data = allocate(model, steps / model.horizon());
        for (int k = 0; k < steps; k++) {
            int at = k * width;
            data.state[k] = index(values[at], "state", model.states(), k);
            data.action[k] = index(values[at + 1], "action", model.actions(), k);
            data.next[k] = index(values[at + 2], "next state", model.states(), k);
            System.arraycopy(values, at + HEAD, data.bundle, k * cells, cells);
            System.arraycopy(values, at + HEAD + cells, data.heard, k * n, n);
            for (int c = 0; c < cells; c++) {
                if (!(values[at + HEAD + c] >= 0)) {
                    throw Problem.option("data", "quantities of at least 0 in row " + k, values[at + HEAD + c], 0);
                }
            }
        }
        return data;
    }

    private static int index(double value, String name, int bound, int row) {
        return OptionIndex.of("data: row " + row, "a " + name, value, bound);
    }

    /** One step as {@link #ofRows} reads it, {@code [3 + N L + N]}. */
    double[] row(int step) {
        int n = heard.length / state.length;
        int cells = bundle.length / state.length;
        double[] row = new double[HEAD + cells + n];
        row[0] = state[step];
        row[1] = action[step];
        row[2] = next[step];
        System.arraycopy(bundle, step * cells, row, HEAD, cells);
        System.arraycopy(heard, step * n, row, HEAD + cells, n);
        return row;
    }

    /** The first episodes only. */
    public OfflineData first(int count, MarkovModel model) {
        int steps = count * model.horizon();
        return new OfflineData(
                count,
                Arrays.copyOf(state, steps),
                Arrays.copyOf(action, steps),
                Arrays.copyOf(next, steps),
                Arrays.copyOf(bundle, steps * model.agents() * model.goods()),
                Arrays.copyOf(heard, steps * model.agents()));
    }

    /**
     * Plays a behaviour: the planner by a policy, consumers by random bundles that share each good among them (uniform
     * on the simplex).
     *
     * @param policy {@code [H, S, A]}
     * @param noise standard deviation of the noise on utilities
     */
    public static OfflineData play(MarkovModel model, double[] policy, int episodes, double noise, Draws draws) {
        int n = model.agents();
        int l = model.goods();
        int steps = episodes * model.horizon();
        OfflineData data = allocate(model, episodes);
        Demand demand = new Demand(model.preferences());
        int state = 0;
        for (int k = 0; k < steps; k++) {
            int h = k % model.horizon();
            state = h == 0 ? draws.choose(model.start(), 0, model.states()) : state;
            int market = h * model.states() + state;
            shareOut(model, market, draws, data.bundle, k * n * l);
            for (int i = 0; i < n; i++) {
                double u = demand.utility(i, model.weights(), (market * n + i) * l, data.bundle, (k * n + i) * l);
                data.heard[k * n + i] = model.productivity()[state] * u + noise * draws.normal();
            }
            data.state[k] = state;
            data.action[k] = draws.choose(policy, market * model.actions(), model.actions());
            state = draws.choose(model.transitions(), model.row(h, data.state[k], data.action[k]), model.states());
            data.next[k] = state;
        }
        return data;
    }

    private static void shareOut(MarkovModel model, int market, Draws draws, double[] bundle /* [.., N, L] */, int at) {
        int n = model.agents();
        int l = model.goods();
        for (int j = 0; j < l; j++) {
            double supply = 0;
            double total = 0;
            for (int i = 0; i < n; i++) {
                supply += model.endowments()[(market * n + i) * l + j];
                bundle[at + i * l + j] = -Math.log(1 - draws.uniform());
                total += bundle[at + i * l + j];
            }
            for (int i = 0; i < n; i++) {
                bundle[at + i * l + j] *= supply / total;
            }
        }
    }

    /** The optimal planner's policy with a part of uniform actions, {@code [H, S, A]}. */
    public static double[] mostly(MarkovModel model, int[] policy /* [H, S] */, double uniformPart) {
        double[] chances = Planning.probabilities(model, policy); // [H, S, A]
        for (int k = 0; k < chances.length; k++) {
            chances[k] = (1 - uniformPart) * chances[k] + uniformPart / model.actions();
        }
        return chances;
    }
}
