package walras.env.stackelberg.newsvendor;

import org.hipparchus.special.Gamma;
import org.hipparchus.util.ContinuedFraction;
import org.hipparchus.util.FastMath;

/**
 * Hipparchus's complementary error function to the last bit. There it is an incomplete gamma function of one half, and
 * every call of it computes the constant factor and makes a new continued fraction; here both are made once.
 */
final class ErrorFunction {
    private static final double HALF = 0.5;
    private static final double LOG_GAMMA = Gamma.logGamma(HALF);
    private static final double PRECISION = 1e-15;
    private static final int TERMS_MAX = 10_000;
    /** Beyond this erfc is 0 or 2 as a double. */
    private static final double FAR = 40;

    private static final ContinuedFraction UPPER_TAIL = new ContinuedFraction() {
        @Override
        protected double getA(int n, double square) {
            return 2.0 * n + 1 - HALF + square;
        }

        @Override
        protected double getB(int n, double square) {
            return n * (HALF - n);
        }
    };

    private ErrorFunction() {}

    /** Twice the chance that a normal variate of variance 1/2 exceeds x. */
    static double complement(double x) {
        double square = x * x;
        if (Math.abs(x) > FAR) {
            return x > 0 ? 0 : 2;
        } else if (square == 0) {
            return 1;
        }
        double tail = square < HALF + 1
                ? 1 - factor(square) * series(square)
                : factor(square) * (1 / UPPER_TAIL.evaluate(square, PRECISION, TERMS_MAX));
        return x < 0 ? 2 - tail : tail;
    }

    private static double factor(double square) {
        return FastMath.exp(-square + HALF * FastMath.log(square) - LOG_GAMMA);
    }

    /** The lower incomplete gamma function of one half over {@link #factor}. */
    private static double series(double square) {
        double term = 1 / HALF;
        double sum = term;
        for (int n = 1; Math.abs(term / sum) > PRECISION; n++) {
            term *= square / (HALF + n);
            sum += term;
        }
        return sum;
    }
}
