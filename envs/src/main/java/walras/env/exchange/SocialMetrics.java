package walras.env.exchange;

import walras.env.exchange.equilibrium.Demand;
import walras.env.exchange.equilibrium.Equilibria;
import walras.env.exchange.equilibrium.Preferences;

/** Numbers about one row's utilities and bundles; flat arrays with offsets, no state. */
final class SocialMetrics {
    private final Demand demand;
    private final int agents;
    private final int goods;

    SocialMetrics(Preferences preferences) {
        demand = new Demand(preferences);
        agents = preferences.agents();
        goods = preferences.goods();
    }

    /** Utilitarian: the sum of utilities {@code [.., N]}. */
    double welfare(double[] utility, int at) {
        double sum = 0;
        for (int i = 0; i < agents; i++) {
            sum += utility[at + i];
        }
        return sum;
    }

    /** Nash: the geometric mean of utilities {@code [.., N]}, 0 if one is not positive. */
    double nash(double[] utility, int at) {
        double log = 0;
        for (int i = 0; i < agents; i++) {
            log += utility[at + i] > 0 ? Math.log(utility[at + i]) : Double.NEGATIVE_INFINITY;
        }
        return Math.exp(log / agents);
    }

    /** Rawls: the least utility {@code [.., N]}. */
    double rawls(double[] utility, int at) {
        double least = utility[at];
        for (int i = 1; i < agents; i++) {
            least = Math.min(least, utility[at + i]);
        }
        return least;
    }

    /** Gini coefficient of utilities {@code [.., N]}: mean absolute difference over twice the mean. */
    double gini(double[] utility, int at) {
        double sum = 0;
        double spread = 0;
        for (int i = 0; i < agents; i++) {
            sum += utility[at + i];
            for (int k = 0; k < agents; k++) {
                spread += Math.abs(utility[at + i] - utility[at + k]);
            }
        }
        return sum > 0 ? spread / (2 * agents * sum) : 0;
    }

    /** The most utility that an agent would gain from another's bundle; weights {@code [.., N, L]} and bundles {@code [.., N, L]}. */
    double envy(double[] weights, int w, double[] bundles, int at) {
        double most = 0;
        for (int i = 0; i < agents; i++) {
            double own = demand.utility(i, weights, w + i * goods, bundles, at + i * goods);
            for (int k = 0; k < agents; k++) {
                most = Math.max(most, demand.utility(i, weights, w + i * goods, bundles, at + k * goods) - own);
            }
        }
        return most;
    }

    /** The least gain over keeping one's endowment; weights and endowments {@code [.., N, L]} from {@code w}. */
    double rationality(double[] weights, double[] endowments, int w, double[] bundles /* [.., N, L] */, int at) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < agents; i++) {
            int own = w + i * goods;
            double gain = demand.utility(i, weights, own, bundles, at + i * goods)
                    - demand.utility(i, weights, own, endowments, own);
            least = Math.min(least, gain);
        }
        return least;
    }

    /** Sum over agents of what they forgo at the row's prices: {@code v_i - u_i}; weights and endowments from {@code w}. */
    double loss(
            double[] weights /* [.., N, L] */,
            double[] endowments /* [.., N, L] */,
            int w,
            Equilibria outcome,
            int row) {
        double sum = 0;
        for (int i = 0; i < agents; i++) {
            int own = w + i * goods;
            double income = 0;
            for (int j = 0; j < goods; j++) {
                income += outcome.prices()[row * goods + j] * endowments[own + j];
            }
            int bundle = (row * agents + i) * goods;
            sum += demand.indirect(i, weights, own, outcome.prices(), row * goods, income)
                    - demand.utility(i, weights, own, outcome.allocation(), bundle);
        }
        return sum;
    }
}
