package walras.env.auction.sealed;

import java.util.function.DoubleUnaryOperator;

/** Integrals of functions that are smooth between given points. */
final class Expectation {
    private Expectation() {}

    /** The integral over the breaks' whole range; 0 where it is one point. */
    static double over(DoubleUnaryOperator function, double... breaks) { // [breaks] ascending
        return breaks.length < 2 ? 0 : PiecewisePolynomial.of(function, breaks).integral();
    }
}
