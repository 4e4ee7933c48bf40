package walras.env.exchange.equilibrium;

import walras.env.nd4j.Nd4jColumns;
import walras.env.nd4j.Nd4jProgram;

/**
 * {@link Tatonnement} of a whole batch. With elasticity {@code s} an agent spends on good {@code j} in proportion to
 * {@code a_j^s p_j^(1-s)}, taken in logarithms as {@link Demand} does; a Leontief agent, whose elasticity is 0, to {@code a_j p_j}.
 */
final class Nd4jTatonnement extends Nd4jProcess {
    private final Preferences preferences;
    private final double gamma;
    private final Nd4jColumns ratio; // [L][B] demand over supply

    Nd4jTatonnement(Preferences preferences, double gamma, int rows) {
        super(preferences, rows);
        this.preferences = preferences;
        this.gamma = gamma;
        ratio = goods();
        begin.plus(price.all(), begin.times(price.all(), supply.all(), 0), 1.0 / l);
        recordEvaluation(begin);
        recordPrices();
        recordEvaluation(step);
    }

    /** The logarithm of {@code a^s}, minus infinity for a good that is not wanted. */
    @Override
    double weightOf(int agent, double value) {
        double s = preferences.elasticity(agent);
        return (s > 0 ? s : 1) * Math.log(value);
    }

    private void recordPrices() {
        Nd4jProgram p = step;
        Nd4jColumns next = goods();
        p.apply("Pow", next.all(), ratio.all(), Nd4jProgram.constant(gamma));
        p.apply("multiply", next.all(), price.all(), next.all());
        recordSimplex(p, next, next);
        recordMove(p, price, next);
    }

    private void recordEvaluation(Nd4jProgram p) {
        recordIncome(p, price);
        Nd4jColumns logs = goods();
        Nd4jColumns want = cells();
        Nd4jColumns most = agents();
        p.log(logs.all(), price.all());
        for (int i = 0; i < n; i++) {
            p.plusTimes(agent(want, i), 1 - preferences.elasticity(i), logs.all(), agent(weight, i));
        }
        recordOverGoods(p, "maximum", most, want);
        recordByAgent(p, "subtract", want, want, most);
        p.exp(want.all(), want.all());
        Nd4jColumns total = agents();
        recordOverGoods(p, "add", total, want);
        p.apply("divide", total.all(), income.all(), total.all());
        recordByAgent(p, "multiply", allocation, want, total);
        recordByGood(p, "divide", allocation, allocation, price.all());
        recordOverAgents(p, ratio, allocation);
        p.apply("divide", ratio.all(), ratio.all(), supply.all());
        Nd4jColumns size = goods();
        p.abs(size.all(), p.plus(size.all(), ratio.all(), -1));
        recordFold(p, "maximum", residual, size.each());
    }
}
