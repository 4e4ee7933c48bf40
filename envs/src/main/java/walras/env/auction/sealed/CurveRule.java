package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.DoubleStream;

/** Stays out below a signal, bids along an increasing curve from there on, and from another signal on bids one level. */
final class CurveRule implements BiddingRule {
    private final ContinuousValues values;
    private final PiecewisePolynomial curve; // bid by signal, on the signals that bid along it
    private final double start; // the lowest signal that bids
    private final double end; // signals above bid the level
    private final double level;
    private final boolean pooled;
    private final double least; // no bid is lower, whatever rounding makes of the curve

    private CurveRule(
            ContinuousValues values,
            PiecewisePolynomial curve,
            double start,
            double end,
            double level,
            boolean pooled,
            double least) {
        this.values = values;
        this.curve = curve;
        this.start = start;
        this.end = end;
        this.level = level;
        this.pooled = pooled;
        this.least = least;
    }

    /** Bids along the curve at every signal that it covers. */
    static CurveRule of(ContinuousValues values, PiecewisePolynomial curve, double least) {
        double level = Math.max(least, curve.at(curve.to()));
        return new CurveRule(values, curve, curve.from(), curve.to(), level, false, least);
    }

    /** Bids along the curve below {@code end}, and the level from there on. */
    static CurveRule pooled(
            ContinuousValues values, PiecewisePolynomial curve, double end, double level, double least) {
        double start = Math.min(curve.from(), end);
        return new CurveRule(values, curve, start, end, level, true, least);
    }

    @Override
    public double bid(double signal) {
        if (signal < start) {
            return OUT;
        }
        return (pooled && signal > end) || start == end ? level : onCurve(Math.min(signal, end));
    }

    /** The lowest bid on the curve. */
    private double lowest() {
        return start == end ? level : onCurve(start);
    }

    private double onCurve(double signal) {
        return Math.min(level, Math.max(least, curve.at(signal)));
    }

    @Override
    public double atMost(double x) {
        if (x >= level) {
            return 1;
        }
        return below(x);
    }

    @Override
    public double below(double x) {
        if (x <= lowest()) {
            return values.atMost(start);
        } else if (x > level) {
            return 1;
        }
        return values.atMost(Math.min(end, curve.inverse(x)));
    }

    @Override
    public double[] breaks() { // [breaks]
        double top = start == end ? level : onCurve(end);
        DoubleStream inside = Arrays.stream(values.landmarks())
                .filter(signal -> signal > start && signal < end)
                .map(this::onCurve);
        return DoubleStream.concat(DoubleStream.of(lowest(), top, level), inside)
                .sorted()
                .distinct()
                .toArray();
    }

    @Override
    public boolean rising() {
        return !pooled && start < end;
    }

    @Override
    public double[] atoms() { // [atoms]
        return pooled ? new double[] {level} : new double[0]; // [1], [0]
    }

    @Override
    public double mean(DoubleBinaryOperator function, double[] others, double rounding) { // [others]
        DoubleStream passed =
                Arrays.stream(others).filter(x -> x > lowest() && x < level).map(x -> Math.min(end, curve.inverse(x)));
        double[] shares = DoubleStream.concat(passed, DoubleStream.of(start, end, values.high()))
                .filter(signal -> signal >= start)
                .map(values::atMost)
                .sorted()
                .distinct()
                .toArray(); // [shares]
        return Expectation.over(rounding, share -> at(function, share), shares);
    }

    private double at(DoubleBinaryOperator function, double share) {
        double signal = Math.max(start, values.quantile(share));
        return function.applyAsDouble(signal, bid(signal));
    }
}
