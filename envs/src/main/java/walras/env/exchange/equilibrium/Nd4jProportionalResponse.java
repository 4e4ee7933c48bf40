package walras.env.exchange.equilibrium;

import org.nd4j.linalg.api.ndarray.INDArray;
import walras.env.nd4j.Nd4jColumns;
import walras.env.nd4j.Nd4jProgram;

/** {@link ProportionalResponse} of a whole batch. */
final class Nd4jProportionalResponse extends Nd4jProcess {
    private final Nd4jColumns bids; // [N * L][B]
    private final Nd4jColumns money; // [L][B] per unit, not normalised
    private final Nd4jColumns enjoyed; // [N * L][B] utility by good
    private final Nd4jColumns utility; // [N][B]

    Nd4jProportionalResponse(Preferences preferences, double laziness, int rows) {
        super(preferences, rows);
        bids = cells();
        money = goods();
        enjoyed = cells();
        utility = agents();
        begin.plus(bids.all(), begin.times(bids.all(), endowment.all(), 0), 1.0 / n);
        recordClearing(begin);
        recordBids(laziness);
        recordClearing(step);
    }

    /** Bids in proportion to what each good contributed; income and utility are those of the last clearing. */
    private void recordBids(double laziness) {
        Nd4jProgram p = step;
        Nd4jColumns perUtility = agents();
        Nd4jColumns response = cells();
        p.apply("divide", perUtility.all(), income.all(), utility.all());
        p.times(perUtility.all(), perUtility.all(), 1 - laziness);
        recordByAgent(p, "multiply", response, enjoyed, perUtility);
        p.plusTimes(response.all(), laziness, bids.all(), response.all());
        recordMove(p, bids, response);
    }

    private void recordClearing(Nd4jProgram p) {
        recordOverAgents(p, money, bids);
        p.apply("divide", money.all(), money.all(), supply.all());
        recordByGood(p, "divide", allocation, bids, money.all());
        recordSimplex(p, price, money);
        p.apply("multiply", enjoyed.all(), weight.all(), allocation.all());
        recordOverGoods(p, "add", utility, enjoyed);
        recordIncome(p, money);
        recordGap(p);
    }

    /** The demand gap: {@code 1 - u_i / v_i}, {@code v_i} being what the income buys of the best good. */
    private void recordGap(Nd4jProgram p) {
        Nd4jColumns bang = cells();
        Nd4jColumns best = agents();
        recordByGood(p, "divide", bang, weight, money.all());
        recordOverGoods(p, "maximum", best, bang);
        INDArray gap = best.all();
        p.apply("multiply", gap, gap, income.all());
        p.apply("divide", gap, utility.all(), gap);
        p.atLeast(gap, p.minusFrom(gap, gap, 1), 0);
        recordFold(p, "maximum", residual, best.each());
    }
}
