package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.DoubleStream;

/** Bids uniformly from nothing to the highest bid, whatever the value; what is above the cap counts as the cap. */
final class UniformRule implements BiddingRule {
    private final ValueDistribution values;
    private final double highest;
    private final double cap;

    UniformRule(ValueDistribution values, double highest, double cap) {
        this.values = values;
        this.highest = highest;
        this.cap = cap;
    }

    /** The mean. */
    @Override
    public double bid(double signal) {
        return cap * (1 - cap / (2 * highest));
    }

    @Override
    public double lowest(double signal) {
        return 0;
    }

    @Override
    public double highest(double signal) {
        return cap;
    }

    @Override
    public double draw(double signal, double share) {
        return Math.min(cap, share * highest);
    }

    @Override
    public double atMost(double x) {
        return x >= cap ? 1 : Math.max(0, x / highest);
    }

    @Override
    public double below(double x) {
        return x > cap ? 1 : Math.max(0, x / highest);
    }

    @Override
    public double[] breaks() { // [breaks]
        return new double[] {0, cap}; // [2]
    }

    @Override
    public double[] atoms() { // [atoms]
        return cap < highest ? new double[] {cap} : new double[0]; // [1], [0]
    }

    @Override
    public double mean(DoubleBinaryOperator function, double[] others, double rounding) { // [others]
        double[] bids = DoubleStream.concat(
                        DoubleStream.of(0, cap), Arrays.stream(others).filter(x -> x > 0 && x < cap))
                .sorted()
                .distinct()
                .toArray(); // [bids]
        return Expectation.overValues(rounding, values, signal -> overBids(function, signal, bids, rounding));
    }

    private double overBids(DoubleBinaryOperator function, double signal, double[] bids, double rounding) { // [bids]
        double inside = Expectation.over(rounding, bid -> function.applyAsDouble(signal, bid), bids) / highest;
        return cap < highest ? inside + (1 - cap / highest) * function.applyAsDouble(signal, cap) : inside;
    }
}
