package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/** Bidders whose signals are on a grid, one bid for each. */
final class TypeRule implements BiddingRule {
    private final DiscreteValues values;
    private final double[] bids; // [points] nondecreasing; OUT where the type stays out

    TypeRule(DiscreteValues values, double[] bids) { // [points]
        this.values = values;
        this.bids = bids.clone();
    }

    /** True if every signal makes the same bid. */
    boolean certain() {
        return bids.length == 1;
    }

    @Override
    public double bid(double signal) {
        int found = Arrays.binarySearch(values.points(), signal);
        return found >= 0 ? bids[found] : bids[Math.max(0, -found - 2)];
    }

    @Override
    public double atMost(double x) {
        double sum = 0;
        for (int k = 0; k < bids.length; k++) {
            sum += bids[k] <= x ? values.chances()[k] : 0;
        }
        return x >= bids[bids.length - 1] ? 1 : sum;
    }

    @Override
    public double below(double x) {
        double sum = 0;
        for (int k = 0; k < bids.length; k++) {
            sum += bids[k] < x ? values.chances()[k] : 0;
        }
        return x > bids[bids.length - 1] ? 1 : sum;
    }

    @Override
    public double[] breaks() { // [breaks]
        return atoms();
    }

    @Override
    public double[] atoms() { // [atoms]
        return Arrays.stream(bids).filter(bid -> bid != OUT).distinct().toArray();
    }

    @Override
    public double mean(DoubleBinaryOperator function, double[] others, double rounding) { // [others]
        double sum = 0;
        for (int k = 0; k < bids.length; k++) {
            sum += bids[k] == OUT ? 0 : values.chances()[k] * function.applyAsDouble(values.points()[k], bids[k]);
        }
        return sum;
    }
}
