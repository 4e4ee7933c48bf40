package walras.env.exchange;

import java.util.List;
import walras.env.Metric;
import walras.env.Solution;
import walras.env.exchange.equilibrium.Equilibria;
import walras.env.exchange.equilibrium.Preferences;
import walras.env.exchange.equilibrium.Status;

/** Names and meanings of the numbers that a market's step reports, and the oracle's certificate. */
final class ExchangeMetrics {
    static final String WELFARE = "welfare";
    static final String NASH = "nash_welfare";
    static final String RAWLS = "rawls_welfare";
    static final String GINI = "gini";
    static final String ENVY = "envy";
    static final String RATIONALITY = "individual_rationality";
    static final String LOSS = "equilibrium_loss";
    static final String CLEARING = "clearing";
    static final String BUDGET = "budget";
    static final String DEMAND_GAP = "demand_gap";
    static final String ITERATIONS = "iterations";
    static final String CERTIFIED = "certified";
    static final String UTILITY = "utility";

    /** Of one market. */
    static final List<Metric> MARKET = List.of(
            Metric.ofRow(WELFARE, "utility", "Sum of the consumers' true utilities."),
            Metric.ofRow(NASH, "utility", "Geometric mean of the consumers' true utilities."),
            Metric.ofRow(RAWLS, "utility", "Least of the consumers' true utilities."),
            Metric.ofRow(GINI, "", "Gini coefficient of the consumers' true utilities."),
            Metric.ofRow(ENVY, "utility", "The most true utility that a consumer would gain from another's bundle."),
            Metric.ofRow(RATIONALITY, "utility", "The least true gain over keeping one's endowment."),
            Metric.ofRow(
                    LOSS, "utility", "Sum of what consumers forgo, at true tastes and these prices, within budget."),
            Metric.ofRow(CLEARING, "", "Largest |demand - supply| / supply, before rationing."),
            Metric.ofRow(BUDGET, "", "Largest |spending - income| / income."),
            Metric.ofRow(DEMAND_GAP, "", "Largest relative utility forgone, by the tastes that the auctioneer knows."),
            Metric.ofRow(ITERATIONS, "steps", "Price updates of the auctioneer."),
            Metric.ofRow(CERTIFIED, "", "1 where clearing, budget and demand gap are within the tolerance."),
            Metric.ofAgents(UTILITY, ConsumerSpaces.GROUP, "utility", "True utility, without noise."));

    private ExchangeMetrics() {}

    /** Adds the certificate, the worst over all rows; {@code converged} where it bears every row out; {@code unique} is 1 by theorem, 0 by proof to the contrary, else -1. */
    static Solution.Builder certify(Solution.Builder builder, Equilibria found, Preferences preferences) {
        double iterations = 0;
        double unique = preferences.isUniqueByTheory() ? 1 : -1;
        boolean certified = true;
        for (int row = 0; row < found.rows(); row++) {
            iterations = Math.max(iterations, found.iterations()[row]);
            certified &= found.statusOf(row).certified();
            unique = found.statusOf(row) == Status.NON_UNIQUE ? 0 : unique;
        }
        return builder.certify(CLEARING, Equilibria.worst(found.clearing()))
                .certify(BUDGET, Equilibria.worst(found.budget()))
                .certify(DEMAND_GAP, Equilibria.worst(found.demandGap()))
                .certify(ITERATIONS, iterations)
                .certify("converged", certified ? 1 : 0)
                .certify("unique", unique)
                .verified(certified);
    }
}
