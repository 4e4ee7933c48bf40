package walras.env.exchange;

import walras.env.Tensors;
import walras.env.exchange.equilibrium.Demand;
import walras.env.exchange.equilibrium.Equilibria;
import walras.env.exchange.equilibrium.Preferences;

/** Writes a market's utilities, and the metrics that somebody wants, from the auctioneer's outcome. */
final class MarketReport {
    private static final double BUDGET_TOLERANCE = 1e-12;

    private final Tensors tensors;
    private final SocialMetrics social;
    private final Demand demand;
    private final int agents;
    private final int goods;
    private final double tolerance;
    private final double[] utility; // [B, N]
    private final boolean wantsEnvy;
    private final boolean wantsRationality;
    private final boolean wantsLoss;

    MarketReport(Tensors tensors, Preferences preferences, double tolerance) {
        this.tensors = tensors;
        this.tolerance = tolerance;
        agents = preferences.agents();
        goods = preferences.goods();
        social = new SocialMetrics(preferences);
        demand = new Demand(preferences);
        utility = tensors.metric(ExchangeMetrics.UTILITY).f64();
        wantsEnvy = tensors.wants(ExchangeMetrics.ENVY);
        wantsRationality = tensors.wants(ExchangeMetrics.RATIONALITY);
        wantsLoss = tensors.wants(ExchangeMetrics.LOSS);
    }

    /** True utilities {@code [B, N]} of the rows written; shared with the metric of that name. */
    double[] utility() {
        return utility;
    }

    /**
     * Writes one row.
     *
     * @param factor on every utility
     * @param weights true tastes, this row's {@code [N, L]} from {@code market}
     * @param endowments this row's {@code [N, L]} from {@code market}
     */
    void write(int row, double factor, Equilibria outcome, double[] weights, double[] endowments, int market) {
        int at = row * agents * goods;
        for (int i = 0; i < agents; i++) {
            utility[row * agents + i] =
                    factor * demand.utility(i, weights, market + i * goods, outcome.allocation(), at + i * goods);
        }
        set(ExchangeMetrics.WELFARE, row, social.welfare(utility, row * agents));
        set(ExchangeMetrics.NASH, row, social.nash(utility, row * agents));
        set(ExchangeMetrics.RAWLS, row, social.rawls(utility, row * agents));
        set(ExchangeMetrics.GINI, row, social.gini(utility, row * agents));
        if (wantsEnvy) {
            set(ExchangeMetrics.ENVY, row, factor * social.envy(weights, market, outcome.allocation(), at));
        }
        if (wantsRationality) {
            double gain = social.rationality(weights, endowments, market, outcome.allocation(), at);
            set(ExchangeMetrics.RATIONALITY, row, factor * gain);
        }
        if (wantsLoss) {
            double loss = social.loss(weights, endowments, market, outcome, row);
            set(ExchangeMetrics.LOSS, row, factor * loss);
        }
        writeCertificate(row, outcome);
    }

    /** Sum of the row's true utilities. */
    double welfare(int row) {
        return social.welfare(utility, row * agents);
    }

    /** Sum over agents of what they forgo at the row's prices, before any factor on utilities. */
    double loss(
            double[] weights /* [.., N, L] */,
            double[] endowments /* [.., N, L] */,
            int market,
            Equilibria outcome,
            int row) {
        return social.loss(weights, endowments, market, outcome, row);
    }

    private void writeCertificate(int row, Equilibria outcome) {
        boolean certified = outcome.clearing()[row] <= tolerance
                && outcome.budget()[row] <= BUDGET_TOLERANCE
                && outcome.demandGap()[row] <= tolerance;
        set(ExchangeMetrics.CLEARING, row, outcome.clearing()[row]);
        set(ExchangeMetrics.BUDGET, row, outcome.budget()[row]);
        set(ExchangeMetrics.DEMAND_GAP, row, outcome.demandGap()[row]);
        set(ExchangeMetrics.ITERATIONS, row, outcome.iterations()[row]);
        set(ExchangeMetrics.CERTIFIED, row, certified ? 1 : 0);
    }

    private void set(String metric, int row, double value) {
        tensors.metric(metric).f64()[row] = value;
    }
}
