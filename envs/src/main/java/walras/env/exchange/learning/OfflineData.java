package walras.env.exchange.learning;

import java.util.Arrays;
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
     * Plays a behaviour: the planner by a policy, consumers by random bundles that share each good among them (uniform on the simplex).
     *
     * @param policy {@code [H, S, A]}
     * @param noise standard deviation of the noise on utilities
     */
    public static OfflineData play(MarkovModel model, double[] policy, int episodes, double noise, Draws draws) {
        int n = model.agents();
        int l = model.goods();
        int steps = episodes * model.horizon();
        OfflineData data = new OfflineData(
                episodes,
                new int[steps],
                new int[steps],
                new int[steps],
                new double[steps * n * l],
                new double[steps * n]);
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
