package walras.env.exchange.markov;

import walras.env.exchange.equilibrium.Certificate;
import walras.env.exchange.equilibrium.Demand;
import walras.env.exchange.equilibrium.Equilibria;
import walras.env.exchange.equilibrium.FusedEquilibriumKernel;
import walras.env.exchange.equilibrium.Preferences;

/**
 * A Markov exchange economy, known in full. Arrays are shared, never written.
 *
 * @param horizon H
 * @param states S
 * @param actions A, the planner's
 * @param preferences of the N consumers over L goods
 * @param weights {@code [H, S, N, L]}
 * @param endowments {@code [H, S, N, L]}
 * @param productivity {@code [S]}: factor on every consumer's utility
 * @param transitions {@code [H, S, A, S]}
 * @param start {@code [S]} initial distribution
 * @param mixture the known parts of the transitions, where they are a linear mixture of such
 */
public record MarkovModel(
        int horizon,
        int states,
        int actions,
        Preferences preferences,
        double[] weights,
        double[] endowments,
        double[] productivity,
        double[] transitions,
        double[] start,
        LinearMixture mixture) {

    /** N. */
    public int agents() {
        return preferences.agents();
    }

    /** L. */
    public int goods() {
        return preferences.goods();
    }

    /** H times S: how many static economies there are. */
    public int markets() {
        return horizon * states;
    }

    /** Position of the transition distribution after (step, state, action) in {@link #transitions}. */
    public int row(int step, int state, int action) {
        return ((step * states + state) * actions + action) * states;
    }

    /** Equilibria of all markets, each verified by {@link Certificate}, {@code rows = H * S}, in the order (step, state). */
    public Equilibria equilibria(double tolerance) {
        Equilibria found = Equilibria.allocate(markets(), agents(), goods());
        new FusedEquilibriumKernel(preferences, tolerance).solve(markets(), weights, endowments, found);
        new Certificate(preferences).verify(markets(), weights, endowments, found, tolerance);
        return found;
    }

    /**
     * Utilities of an allocation in every market.
     *
     * @param allocation {@code [H, S, N, L]}
     * @return {@code [H, S, N]}
     */
    public double[] utilities(double[] allocation) {
        Demand demand = new Demand(preferences);
        double[] utility = new double[markets() * agents()]; // [H, S, N]
        for (int k = 0; k < utility.length; k++) {
            int at = k * goods();
            int state = k / agents() % states;
            utility[k] = productivity[state] * demand.utility(k % agents(), weights, at, allocation, at);
        }
        return utility;
    }

    /**
     * Sum over consumers of their utilities in every market.
     *
     * @param allocation {@code [H, S, N, L]}
     * @return {@code [H, S]}
     */
    public double[] welfare(double[] allocation) {
        double[] utility = utilities(allocation); // [H, S, N]
        double[] welfare = new double[markets()]; // [H, S]
        for (int k = 0; k < utility.length; k++) {
            welfare[k / agents()] += utility[k];
        }
        return welfare;
    }

    /** Expectation of a function of the state, {@code [.., S]} from {@code at}, under the initial distribution. */
    public double atStart(double[] value, int at) {
        double sum = 0;
        for (int s = 0; s < states; s++) {
            sum += start[s] * value[at + s];
        }
        return sum;
    }
}
