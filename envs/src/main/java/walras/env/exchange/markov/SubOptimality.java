package walras.env.exchange.markov;

import java.util.Optional;
import walras.env.Interruption;
import walras.env.exchange.equilibrium.Certificate;
import walras.env.exchange.equilibrium.Demand;
import walras.env.exchange.equilibrium.FeasibleTrades;

/**
 * The exact suboptimality of a planner policy together with allocations and prices, with its two splits. Reused without
 * allocation; not safe for two threads at once.
 *
 * <p>An allocation that overspends makes the metric meaningless (an agent can then reach more than its indirect utility), so
 * {@link #overspending} must be looked at; {@link #positiveLoss} counts only agents that fall short.
 */
public final class SubOptimality {
    private final MarkovModel model;
    private final Demand demand;
    private final Certificate certificate;
    private final Optional<FeasibleTrades> feasible; // empty where budgets alone bound deviations
    private final double[] reward; // [H, S]
    private final double[] dagger; // [H, S]
    private final double[] loss; // [H, S]
    private final double[] positive; // [H, S]
    private final double[] value; // [H + 1, S]
    private final int[] action; // [H, S]
    private double played;
    private double planned;
    private double best;
    private double onPolicyLoss;
    private double positiveLoss;
    private double overspending;
    private double demandGap;
    private double clearing;

    /** For policies of that model, against all deviations within budgets. */
    public SubOptimality(MarkovModel model) {
        this(model, Deviation.BUDGET);
    }

    /**
     * For policies of that model.
     *
     * @throws IllegalArgumentException for feasible deviations of Leontief agents
     */
    public SubOptimality(MarkovModel model, Deviation deviation) {
        this.model = model;
        demand = new Demand(model.preferences());
        certificate = new Certificate(model.preferences());
        feasible = deviation == Deviation.FEASIBLE
                ? Optional.of(new FeasibleTrades(model.preferences()))
                : Optional.empty();
        reward = new double[model.markets()];
        dagger = new double[model.markets()];
        loss = new double[model.markets()];
        positive = new double[model.markets()];
        value = new double[(model.horizon() + 1) * model.states()];
        action = new int[model.markets()];
    }

    /**
     * Measures a policy.
     *
     * @param policy {@code [H, S, A]} the planner's probabilities
     * @param allocation {@code [H, S, N, L]}
     * @param prices {@code [H, S, L]}, positive on wanted goods
     * @return the suboptimality
     */
    public double measure(double[] policy, double[] allocation, double[] prices) {
        overspending = 0;
        demandGap = 0;
        clearing = 0;
        for (int k = 0; k < model.markets(); k++) {
            Interruption.check("equilibria");
            setMarket(k, allocation, prices);
            int at = k * model.agents() * model.goods();
            int p = k * model.goods();
            clearing = Math.max(clearing, certificate.clearing(model.endowments(), allocation, at, prices, p));
        }
        return plan(policy);
    }

    /** Evaluates one market anew, as when only its allocation or prices changed since the last call. */
    public void setMarket(int market, double[] allocation /* [H, S, N, L] */, double[] prices /* [H, S, L] */) {
        int l = model.goods();
        double factor = model.productivity()[market % model.states()];
        double reached = 0;
        double reachable = 0;
        double shortfall = 0;
        for (int i = 0; i < model.agents(); i++) {
            int at = (market * model.agents() + i) * l;
            double income = 0;
            double spent = 0;
            for (int j = 0; j < l; j++) {
                income += prices[market * l + j] * model.endowments()[at + j];
                spent += prices[market * l + j] * allocation[at + j];
            }
            double u = demand.utility(i, model.weights(), at, allocation, at);
            double v = demand.indirect(i, model.weights(), at, prices, market * l, income);
            reached += u;
            reachable += v;
            shortfall += Math.max(0, v - u);
            overspending = Math.max(overspending, (spent - income) / income);
            demandGap = Math.max(demandGap, (v - u) / v);
        }
        if (feasible.isPresent()) {
            int at = market * model.agents() * l;
            reachable = feasible.get().welfare(model.weights(), model.endowments(), at, prices, market * l);
            shortfall = Math.max(0, reachable - reached);
        }
        reward[market] = factor * reached;
        dagger[market] = factor * reachable;
        loss[market] = factor * (reachable - reached);
        positive[market] = factor * shortfall;
    }

    /**
     * Takes rewards as they are, instead of evaluating markets.
     *
     * @param reached {@code [.., H, S]} from {@code at}: welfare of the trades
     * @param reachable {@code [.., H, S]} from {@code at}: welfare of the best trades at the same prices
     */
    public void setRewards(double[] reached, double[] reachable, int at) {
        for (int k = 0; k < model.markets(); k++) {
            Interruption.check("equilibria");
            reward[k] = reached[at + k];
            dagger[k] = reachable[at + k];
            loss[k] = reachable[at + k] - reached[at + k];
            positive[k] = Math.max(0, loss[k]);
        }
    }

    /** Plans against the markets as they were last evaluated; returns the suboptimality of the policy {@code [H, S, A]}. */
    public double plan(double[] policy) {
        Planning.evaluate(model, policy, reward, value);
        played = model.atStart(value, 0);
        Planning.evaluate(model, policy, loss, value);
        onPolicyLoss = model.atStart(value, 0);
        Planning.evaluate(model, policy, positive, value);
        positiveLoss = model.atStart(value, 0);
        Planning.optimal(model, model.transitions(), reward, value, action);
        planned = model.atStart(value, 0);
        Planning.optimal(model, model.transitions(), dagger, value, action);
        best = model.atStart(value, 0);
        return best - played;
    }

    /** {@code V(pi; r)}: what the policy is worth. */
    public double played() {
        return played;
    }

    /** {@code max V(pi'; r)}: what the best planner makes of the same trades. */
    public double planned() {
        return planned;
    }

    /** {@code max V(pi'; r')}: what the best planner makes of the best trades at the same prices. */
    public double best() {
        return best;
    }

    /** The suboptimality last measured. */
    public double total() {
        return best - played;
    }

    /** First split, consumers: {@code max V(pi'; r') - max V(pi'; r)}. */
    public double equilibriumPart() {
        return best - planned;
    }

    /** First split, planner: {@code max V(pi'; r) - V(pi; r)}. */
    public double plannerPart() {
        return planned - played;
    }

    /** Second split, consumers: the expected sum of {@code v_i - u_i} along the policy; the rest of the total is the planner's. */
    public double onPolicyLoss() {
        return onPolicyLoss;
    }

    /** As {@link #onPolicyLoss}, counting only agents who fall short (Guo et al.): meaningful even where others overspend. */
    public double positiveLoss() {
        return positiveLoss;
    }

    /** Largest relative excess of spending over income, at most rounding errors where budgets hold. */
    public double overspending() {
        return overspending;
    }

    /** Largest relative utility forgone at the prices, {@code (v - u) / v}, over markets and agents. */
    public double demandGap() {
        return demandGap;
    }

    /** Largest relative difference between demand and supply: what the metric itself does not see. */
    public double clearing() {
        return clearing;
    }

    /** Rewards {@code [H, S]} of the markets as they were last evaluated; shared. */
    public double[] rewards() {
        return reward;
    }
}
