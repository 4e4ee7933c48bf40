package walras.env.auction.sealed;

import java.util.function.DoubleUnaryOperator;

/** Integrals of functions that are smooth between given points. */
final class Expectation {
    private Expectation() {}

    /** The integral over the breaks' whole range; 0 where it is one point. */
    static double over(DoubleUnaryOperator function, double... breaks) { // [breaks] ascending
        return over(0, function, breaks);
    }

    /** The same of a function whose values may be off by the rounding. */
    static double over(double rounding, DoubleUnaryOperator function, double... breaks) { // [breaks] ascending
        return breaks.length < 2
                ? 0
                : PiecewisePolynomial.rounded(rounding, function, breaks).integral();
    }

    /**
     * The mean over the values of a law: a sum over points, else an integral over shares that is split where the
     * function bends.
     */
    static double overValues(ValueDistribution values, DoubleUnaryOperator function) {
        return overValues(0, values, function);
    }

    /** The same of a function whose values may be off by the rounding. */
    static double overValues(double rounding, ValueDistribution values, DoubleUnaryOperator function) {
        return overValues(rounding, values, function, 0, 1);
    }

    /** The same of a function that is smooth between some shares of the values; a law of points needs none. */
    static double overValues(
            double rounding, ValueDistribution values, DoubleUnaryOperator function, double... shares) { // [breaks]
        if (!(values instanceof DiscreteValues discrete)) {
            return over(rounding, share -> function.applyAsDouble(values.quantile(share)), shares);
        }
        double sum = 0;
        for (int k = 0; k < discrete.points().length; k++) {
            sum += discrete.chances()[k] * function.applyAsDouble(discrete.points()[k]);
        }
        return sum;
    }
}
