package walras.env.exchange;

import walras.env.Tensors;
import walras.env.exchange.equilibrium.Certificate;
import walras.env.exchange.equilibrium.Demand;
import walras.env.exchange.equilibrium.Equilibria;
import walras.env.exchange.equilibrium.Preferences;

/** Writes a market's utilities, and the metrics that somebody wants, from the auctioneer's outcome. */
final class MarketReport {
    private final SocialMetrics social;
    private final Demand demand;
    private final int agents;
    private final int goods;
    private final double tolerance;
    private final double[] utility; // [B, N]
    private final double[] welfare; // [B]
    private final double[] nash; // [B]
    private final double[] rawls; // [B]
    private final double[] gini; // [B]
    private final double[] envy; // [B]
    private final double[] rationality; // [B]
    private final double[] loss; // [B]
    private final double[] clearing; // [B]
    private final double[] budget; // [B]
    private final double[] demandGap; // [B]
    private final double[] iterations; // [B]
    private final double[] certified; // [B]
    private final boolean wantsEnvy;
    private final boolean wantsRationality;
    private final boolean wantsLoss;

    MarketReport(Tensors tensors, Preferences preferences, double tolerance) {
        this.tolerance = tolerance;
        agents = preferences.agents();
        goods = preferences.goods();
        social = new SocialMetrics(preferences);
        demand = new Demand(preferences);
        utility = tensors.metric(ExchangeMetrics.UTILITY).f64();
        welfare = tensors.metric(ExchangeMetrics.WELFARE).f64();
        nash = tensors.metric(ExchangeMetrics.NASH).f64();
        rawls = tensors.metric(ExchangeMetrics.RAWLS).f64();
        gini = tensors.metric(ExchangeMetrics.GINI).f64();
        envy = tensors.metric(ExchangeMetrics.ENVY).f64();
        rationality = tensors.metric(ExchangeMetrics.RATIONALITY).f64();
        loss = tensors.metric(ExchangeMetrics.LOSS).f64();
        clearing = tensors.metric(ExchangeMetrics.CLEARING).f64();
        budget = tensors.metric(ExchangeMetrics.BUDGET).f64();
        demandGap = tensors.metric(ExchangeMetrics.DEMAND_GAP).f64();
        iterations = tensors.metric(ExchangeMetrics.ITERATIONS).f64();
        certified = tensors.metric(ExchangeMetrics.CERTIFIED).f64();
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
        welfare[row] = social.welfare(utility, row * agents);
        nash[row] = social.nash(utility, row * agents);
        rawls[row] = social.rawls(utility, row * agents);
        gini[row] = social.gini(utility, row * agents);
        if (wantsEnvy) {
            envy[row] = factor * social.envy(weights, market, outcome.allocation(), at);
        }
        if (wantsRationality) {
            double gain = social.rationality(weights, endowments, market, outcome.allocation(), at);
            rationality[row] = factor * gain;
        }
        if (wantsLoss) {
            loss[row] = factor * social.loss(weights, endowments, market, outcome, row);
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
        boolean within = outcome.clearing()[row] <= tolerance
                && outcome.budget()[row] <= Certificate.BUDGET_TOLERANCE
                && outcome.demandGap()[row] <= tolerance;
        clearing[row] = outcome.clearing()[row];
        budget[row] = outcome.budget()[row];
        demandGap[row] = outcome.demandGap()[row];
        iterations[row] = outcome.iterations()[row];
        certified[row] = within ? 1 : 0;
    }
}
