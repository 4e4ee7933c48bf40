package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.DoubleStream;

/** All-pay bids where values are known: uniform on [0, top], or 0 with a chance of its own. */
final class KnownDuelRule implements BiddingRule {
    private final double value;
    private final double top;
    private final double idle; // chance of a bid of 0

    KnownDuelRule(double value, double top, double idle) {
        this.value = value;
        this.top = top;
        this.idle = idle;
    }

    @Override
    public double bid(double signal) {
        return (1 - idle) * top / 2;
    }

    @Override
    public double lowest(double signal) {
        return 0;
    }

    @Override
    public double highest(double signal) {
        return idle == 1 ? 0 : top;
    }

    @Override
    public double draw(double signal, double share) {
        return share < idle ? 0 : top * (share - idle) / (1 - idle);
    }

    @Override
    public double atMost(double x) {
        return x < 0 ? 0 : Math.min(1, idle + (1 - idle) * x / top);
    }

    @Override
    public double below(double x) {
        return x <= 0 ? 0 : atMost(x);
    }

    @Override
    public double[] breaks() { // [breaks]
        return idle == 1 ? new double[] {0} : new double[] {0, top}; // [1], [2]
    }

    @Override
    public double[] atoms() { // [atoms]
        return idle > 0 ? new double[] {0} : new double[0]; // [1], [0]
    }

    @Override
    public double mean(DoubleBinaryOperator function, double[] others, double rounding) { // [others]
        double atZero = idle > 0 ? idle * function.applyAsDouble(value, 0) : 0;
        double[] breaks = DoubleStream.concat(
                        DoubleStream.of(0, top), Arrays.stream(others).filter(x -> x > 0 && x < top))
                .sorted()
                .toArray(); // [breaks]
        return idle == 1
                ? atZero
                : atZero + (1 - idle) / top * Expectation.over(rounding, b -> function.applyAsDouble(value, b), breaks);
    }
}
