package walras.env.auction.sealed;

import java.util.function.DoubleUnaryOperator;

/** Integrals of functions that are smooth between given points. */
final class Expectation {
    private Expectation() {}

    /** The integral over the breaks' whole range; 0 where it is one point. */
    static double over(DoubleUnaryOperator function, double... breaks) { // [breaks] ascending
        return breaks.length < 2 ? 0 : PiecewisePolynomial.of(function, breaks).integral();
    }

    /** The mean over the values of a law: a sum over points, else an integral over shares that is split where the function bends. */
    static double overValues(ValueDistribution values, DoubleUnaryOperator function) {
        if (!(values instanceof DiscreteValues discrete)) {
            return over(share -> function.applyAsDouble(values.quantile(share)), 0, 1);
        }
        double sum = 0;
        for (int k = 0; k < discrete.points().length; k++) {
            sum += discrete.chances()[k] * function.applyAsDouble(discrete.points()[k]);
        }
        return sum;
    }
}
