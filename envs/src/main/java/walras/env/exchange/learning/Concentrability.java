package walras.env.exchange.learning;

import walras.env.exchange.equilibrium.Demand;
import walras.env.exchange.markov.MarkovModel;
import walras.env.exchange.markov.Planning;

/**
 * How well a dataset covers a policy: tabular, the largest ratio of visits {@code d_h(s, b) / rho_h(s, b)}; for tastes, the relative
 * condition number {@code sup_w w' E_d[phi phi'] w / w' E_rho[phi phi'] w} at the bundles played, and at the bundles that consumers would
 * rather have at the same prices (which the metric compares with). Infinite where data lack what the policy visits; not-a-number for
 * tastes that are not linear in features.
 *
 * @param moves largest ratio over (step, state, action); the last step's action does not matter and is left out
 * @param tastes relative condition number at the bundles played
 * @param daggerTastes relative condition number at the best bundles at the same prices
 */
public record Concentrability(double moves, double tastes, double daggerTastes) {

    /**
     * Of a dataset for a planner's policy and a plan of trades.
     *
     * @param policy {@code [H, S, A]}
     * @param allocation {@code [H, S, N, L]}
     * @param prices {@code [H, S, L]}
     */
    public static Concentrability of(
            MarkovModel model, OfflineData data, double[] policy, double[] allocation, double[] prices) {
        double[] visits = Planning.occupancy(model, policy); // [H, S]
        double moves = ofMoves(model, data, policy, visits);
        if (!TasteRegression.isLinear(model)) {
            return new Concentrability(moves, Double.NaN, Double.NaN);
        }
        double[] best = daggerBundles(model, prices); // [H, S, N, L]
        return new Concentrability(
                moves, ofTastes(model, data, visits, allocation), ofTastes(model, data, visits, best));
    }

    private static double ofMoves(
            MarkovModel model, OfflineData data, double[] policy /* [H, S, A] */, double[] visits /* [H, S] */) {
        double[] seen = new double[policy.length]; // [H, S, A]
        for (int k = 0; k < data.state().length; k++) {
            int market = k % model.horizon() * model.states() + data.state()[k];
            seen[market * model.actions() + data.action()[k]] += 1.0 / data.episodes();
        }
        double worst = 0;
        for (int cell = 0; cell < (model.markets() - model.states()) * model.actions(); cell++) {
            double wanted = visits[cell / model.actions()] * policy[cell];
            worst = wanted > 0 ? Math.max(worst, wanted / seen[cell]) : worst;
        }
        return worst;
    }

    /** The numerator has rank one in each block, so the supremum is {@code d phi' (E_rho[phi phi'])^-1 phi}. */
    private static double ofTastes(
            MarkovModel model, OfflineData data, double[] visits /* [H, S] */, double[] bundles /* [H, S, N, L] */) {
        TasteRegression covered = new TasteRegression(model, 1e-9);
        int n = model.agents();
        boolean[] seen = new boolean[model.markets()]; // [H, S]
        for (int k = 0; k < data.state().length; k++) {
            int market = k % model.horizon() * model.states() + data.state()[k];
            seen[market] = true;
            for (int i = 0; i < n; i++) {
                covered.observe(market * n + i, data.bundle(), (k * n + i) * model.goods(), 0);
            }
        }
        double worst = 0;
        for (int block = 0; block < model.markets() * n; block++) {
            double chance = visits[block / n];
            if (chance > 0) {
                double spread = data.episodes() * covered.uncertainty(block, bundles, block * model.goods());
                worst = Math.max(worst, seen[block / n] ? chance * spread : Double.POSITIVE_INFINITY);
            }
        }
        return worst;
    }

    private static double[] daggerBundles(MarkovModel model, double[] prices /* [H, S, L] */) { // [H, S, N, L]
        Demand demand = new Demand(model.preferences());
        int l = model.goods();
        double[] best = new double[model.endowments().length];
        for (int block = 0; block < model.markets() * model.agents(); block++) {
            int p = block / model.agents() * l;
            double income = 0;
            for (int j = 0; j < l; j++) {
                income += prices[p + j] * model.endowments()[block * l + j];
            }
            demand.choose(block % model.agents(), model.weights(), block * l, prices, p, income, best, block * l);
        }
        return best;
    }
}
