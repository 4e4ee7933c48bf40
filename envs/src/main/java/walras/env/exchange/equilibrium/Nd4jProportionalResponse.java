package walras.env.exchange.equilibrium;

import org.nd4j.linalg.api.ndarray.INDArray;
import walras.env.nd4j.Nd4jProgram;

/** {@link ProportionalResponse} of a whole batch. */
final class Nd4jProportionalResponse extends Nd4jProcess {
    private final INDArray bids; // [N, L, B]
    private final INDArray money; // [1, L, B] per unit, not normalised
    private final INDArray enjoyed; // [N, L, B] utility by good
    private final INDArray utility; // [N, 1, B]

    Nd4jProportionalResponse(Preferences preferences, double laziness, int rows) {
        super(preferences, rows);
        bids = cells();
        money = goods();
        enjoyed = cells();
        utility = agents();
        begin.apply("multiply", bids, endowment, Nd4jProgram.constant(0));
        begin.apply("add", bids, bids, Nd4jProgram.constant(1.0 / n));
        recordClearing(begin);
        recordBids(laziness);
        recordClearing(step);
    }

    /** Bids in proportion to what each good contributed; income and utility are those of the last clearing. */
    private void recordBids(double laziness) {
        Nd4jProgram p = step;
        INDArray response = p.apply("multiply", cells(), enjoyed, income);
        p.apply("divide", response, response, utility);
        p.apply("multiply", response, response, Nd4jProgram.constant(1 - laziness));
        INDArray stays = p.apply("multiply", cells(), bids, Nd4jProgram.constant(laziness));
        p.apply("add", response, response, stays);
        move(p, bids, response);
    }

    private void recordClearing(Nd4jProgram p) {
        p.reduce("reduce_sum", money.reshape(l, rows), bids, 0);
        p.apply("divide", money, money, supply);
        p.apply("divide", allocation, bids, money);
        toSimplex(p, price, money);
        p.apply("multiply", enjoyed, weight, allocation);
        p.reduce("reduce_sum", utility.reshape(n, rows), enjoyed, 1);
        sumOverGoods(p, income, endowment, money);
        recordGap(p);
    }

    /** The demand gap: {@code 1 - u_i / v_i}, {@code v_i} being what the income buys of the best good. */
    private void recordGap(Nd4jProgram p) {
        INDArray bang = p.apply("divide", cells(), weight, money);
        INDArray best = agents();
        p.reduce("reduce_max", best.reshape(n, rows), bang, 1);
        p.apply("multiply", best, best, income);
        INDArray share = p.apply("divide", agents(), utility, best);
        INDArray gap = p.apply("subtract", agents(), Nd4jProgram.constant(1), share);
        p.apply("maximum", gap, gap, Nd4jProgram.constant(0));
        p.reduce("reduce_max", residual.reshape(1, rows), gap, 0);
    }
}
