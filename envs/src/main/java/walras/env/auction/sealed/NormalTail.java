package walras.env.auction.sealed;

import org.hipparchus.special.Erf;

/** The complementary error function between two scores, where differences and tails keep their digits. */
final class NormalTail {
    /** From here on the asymptotic series has 12 digits or more, and {@code erfc} soon has none. */
    private static final double FAR = 20;

    private NormalTail() {}

    /** Half of erfc(from) - erfc(to), from the tail in which both are small. */
    static double between(double from, double to) {
        if (from > 0) {
            return (erfc(from) - erfc(to)) / 2;
        }
        return (erfc(-to) - erfc(-from)) / 2;
    }

    private static double erfc(double z) {
        return z == Double.POSITIVE_INFINITY ? 0 : z == Double.NEGATIVE_INFINITY ? 2 : Erf.erfc(z);
    }

    /** (erfc(from) - erfc(to)) exp(from^2), to at least from. */
    static double scaled(double from, double to) {
        if (from < FAR) {
            return 2 * between(from, to) * StrictMath.exp(from * from);
        }
        double cut = to == Double.POSITIVE_INFINITY ? 0 : series(to) * StrictMath.exp((from - to) * (from + to));
        return series(from) - cut;
    }

    /** The logarithm of erfc(z). */
    static double logErfc(double z) {
        if (z == Double.POSITIVE_INFINITY) {
            return Double.NEGATIVE_INFINITY;
        }
        return z < FAR ? StrictMath.log(Erf.erfc(z)) : StrictMath.log(series(z)) - z * z;
    }

    /** erfc(z) exp(z^2) far out: Abramowitz and Stegun 7.1.23. */
    private static double series(double z) {
        double y = 1 / (2 * z * z);
        return (1 - y * (1 - 3 * y * (1 - 5 * y * (1 - 7 * y * (1 - 9 * y))))) / (z * Math.sqrt(Math.PI));
    }
}
