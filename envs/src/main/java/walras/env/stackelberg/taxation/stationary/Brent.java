package walras.env.stackelberg.taxation.stationary;

import java.util.function.DoubleUnaryOperator;

/** Brent's root of a continuous function between two points where its signs differ. */
final class Brent {
    private static final int ROUNDS = 200;

    private double best;
    private double bestValue;
    private double other; // on the other side of the root
    private double otherValue;
    private double last;
    private double lastValue;
    private double step;
    private double stepBefore;

    private Brent(double left, double leftValue, double right, double rightValue) {
        best = right;
        bestValue = rightValue;
        last = left;
        lastValue = leftValue;
        other = left;
        otherValue = leftValue;
        step = right - left;
        stepBefore = step;
    }

    /** The root to within {@code width}, or a point where the function is at most {@code enough} away from 0. */
    static double root(
            DoubleUnaryOperator f,
            double left,
            double leftValue,
            double right,
            double rightValue,
            double width,
            double enough) {
        Brent search = new Brent(left, leftValue, right, rightValue);
        for (int round = 0; round < ROUNDS; round++) {
            search.order();
            double tolerance = 2 * Math.ulp(search.best) + width / 2;
            double half = (search.other - search.best) / 2;
            if (Math.abs(half) <= tolerance || Math.abs(search.bestValue) <= enough) {
                return search.best;
            }
            search.choose(half, tolerance);
            search.last = search.best;
            search.lastValue = search.bestValue;
            search.best += Math.abs(search.step) > tolerance ? search.step : Math.copySign(tolerance, half);
            search.bestValue = f.applyAsDouble(search.best);
        }
        return search.best;
    }

    private void order() {
        if ((bestValue > 0) == (otherValue > 0)) {
            other = last;
            otherValue = lastValue;
            step = best - last;
            stepBefore = step;
        }
        if (Math.abs(otherValue) < Math.abs(bestValue)) {
            last = best;
            lastValue = bestValue;
            best = other;
            bestValue = otherValue;
            other = last;
            otherValue = lastValue;
        }
    }

    /** Inverse quadratic interpolation or a secant where they shrink the bracket fast enough, else its middle. */
    private void choose(double half, double tolerance) {
        if (Math.abs(stepBefore) < tolerance || Math.abs(lastValue) <= Math.abs(bestValue)) {
            step = half;
            stepBefore = half;
            return;
        }
        double s = bestValue / lastValue;
        double p;
        double q;
        if (last == other) {
            p = 2 * half * s;
            q = 1 - s;
        } else {
            double u = lastValue / otherValue;
            double v = bestValue / otherValue;
            p = s * (2 * half * u * (u - v) - (best - last) * (v - 1));
            q = (u - 1) * (v - 1) * (s - 1);
        }
        q = p > 0 ? -q : q;
        p = Math.abs(p);
        boolean good = 2 * p < Math.min(3 * half * q - Math.abs(tolerance * q), Math.abs(stepBefore * q));
        stepBefore = good ? step : half;
        step = good ? p / q : half;
    }
}
