package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Bids that are linear between knots and never fall: a strategy given as data, or the own value up to a budget. Stays out
 * below the first knot. Every inverse is in closed form, so that chances are exact where the law's are.
 */
final class KnotRule implements BiddingRule {
    private final ContinuousValues values;
    private final double[] signals; // [knots] ascending
    private final double[] bids; // [knots] nondecreasing

    KnotRule(ContinuousValues values, double[] signals, double[] bids) { // [knots], [knots]
        this.values = values;
        this.signals = signals.clone();
        this.bids = bids.clone();
    }

    /** The own value from a signal on, but never more than the budget. */
    static KnotRule truthful(ContinuousValues values, double start, double budget) {
        double high = values.high();
        if (start >= high) {
            return new KnotRule(values, new double[] {Math.nextUp(high)}, new double[] {high}); // [1], [1]
        } else if (budget >= high) {
            return new KnotRule(values, new double[] {start, high}, new double[] {start, high}); // [2], [2]
        } else if (budget <= start) {
            return new KnotRule(values, new double[] {start, high}, new double[] {budget, budget}); // [2], [2]
        }
        return new KnotRule(
                values, new double[] {start, budget, high}, new double[] {start, budget, budget}); // [3], [3]
    }

    /** Bids at equally spaced signals over the support. */
    static KnotRule spaced(ContinuousValues values, double[] bids) { // [knots]
        double[] signals = new double[bids.length]; // [knots]
        double step = (values.high() - values.low()) / (bids.length - 1);
        Arrays.setAll(signals, k -> k + 1 == bids.length ? values.high() : values.low() + k * step);
        return new KnotRule(values, signals, bids);
    }

    @Override
    public double bid(double signal) {
        int last = signals.length - 1;
        if (signal < signals[0]) {
            return OUT;
        } else if (signal >= signals[last]) {
            return bids[last];
        }
        int found = Arrays.binarySearch(signals, signal);
        if (found >= 0) {
            return bids[found];
        }
        int k = -found - 2;
        double share = (signal - signals[k]) / (signals[k + 1] - signals[k]);
        return bids[k] + share * (bids[k + 1] - bids[k]);
    }

    /** The largest signal that bids at most x, or below the first knot the first knot. */
    private double lastAtMost(double x) {
        int k = signals.length - 1;
        while (k >= 0 && bids[k] > x) {
            k--;
        }
        return k < 0 ? signals[0] : k == signals.length - 1 ? signals[k] : between(k, x);
    }

    /** The smallest signal that bids at least x. */
    private double firstAtLeast(double x) {
        int k = 0;
        while (k < signals.length && bids[k] < x) {
            k++;
        }
        return k == 0 ? signals[0] : k == signals.length ? signals[k - 1] : between(k - 1, x);
    }

    private double between(int k, double x) {
        double rise = bids[k + 1] - bids[k];
        return signals[k] + (signals[k + 1] - signals[k]) * ((x - bids[k]) / rise);
    }

    @Override
    public double atMost(double x) {
        return x >= bids[bids.length - 1] ? 1 : x < bids[0] ? values.atMost(signals[0]) : values.atMost(lastAtMost(x));
    }

    @Override
    public double below(double x) {
        return x > bids[bids.length - 1] ? 1 : values.atMost(firstAtLeast(x));
    }

    @Override
    public double[] breaks() { // [breaks]
        int last = signals.length - 1;
        DoubleStream inside = Arrays.stream(values.landmarks())
                .filter(signal -> signal > signals[0] && signal < signals[last])
                .map(this::bid);
        return DoubleStream.concat(Arrays.stream(bids), inside)
                .sorted()
                .distinct()
                .toArray();
    }

    @Override
    public boolean rising() {
        return bids.length > 1 && IntStream.range(1, bids.length).allMatch(k -> bids[k] > bids[k - 1]);
    }

    @Override
    public double[] atoms() { // [atoms]
        return IntStream.range(1, bids.length)
                .filter(k -> bids[k] == bids[k - 1] && values.atMost(signals[k]) > values.atMost(signals[k - 1]))
                .mapToDouble(k -> bids[k])
                .distinct()
                .toArray();
    }

    @Override
    public double mean(DoubleBinaryOperator function, double[] others, double rounding) { // [others]
        DoubleStream passed = Arrays.stream(others).flatMap(x -> DoubleStream.of(firstAtLeast(x), lastAtMost(x)));
        double[] shares = DoubleStream.concat(passed, Arrays.stream(signals))
                .map(values::atMost)
                .sorted()
                .distinct()
                .toArray(); // [shares]
        return Expectation.over(rounding, share -> at(function, share), shares);
    }

    private double at(DoubleBinaryOperator function, double share) {
        double signal = Math.max(signals[0], values.quantile(share));
        return function.applyAsDouble(signal, bid(signal));
    }
}
