package walras.env.auction;

import walras.env.RowRandom;
import walras.env.StrictPower;

/**
 * The Beta distribution in mean and concentration: {@code alpha = mean * concentration}, {@code beta = (1 - mean) * concentration}. Special functions are shifted up by their recurrences
 * and then expanded, good to about 1e-13.
 */
final class BetaDistribution {
    private static final double SHIFTED = 12;
    private static final double HALF_LOG_TWO_PI = 0.9189385332046728;

    private BetaDistribution() {}

    static double logDensity(double mean, double concentration, double x) {
        double alpha = mean * concentration;
        double beta = concentration - alpha;
        return logGamma(concentration)
                - logGamma(alpha)
                - logGamma(beta)
                + (alpha - 1) * StrictMath.log(x)
                + (beta - 1) * StrictMath.log1p(-x);
    }

    static double entropy(double mean, double concentration) {
        double alpha = mean * concentration;
        double beta = concentration - alpha;
        return logGamma(alpha)
                + logGamma(beta)
                - logGamma(concentration)
                - (alpha - 1) * digamma(alpha)
                - (beta - 1) * digamma(beta)
                + (concentration - 2) * digamma(concentration);
    }

    static double standardDeviation(double mean, double concentration) {
        return Math.sqrt(mean * (1 - mean) / (concentration + 1));
    }

    /**
     * A draw, strictly inside (0, 1), as the share of one gamma variate in the sum of two.
     *
     * @param index the first of 64 indices that belong to this draw
     */
    static double draw(double mean, double concentration, RowRandom random, int row, int purpose, int index) {
        double left = gamma(mean * concentration, random, row, purpose, index);
        double right = gamma((1 - mean) * concentration, random, row, purpose, index + 32);
        double share = left / (left + right);
        return Math.min(Math.max(share, 1e-9), 1 - 1e-9);
    }

    /** Marsaglia and Tsang's method: a cube of a shifted normal, accepted nearly always. */
    private static double gamma(double shape, RowRandom random, int row, int purpose, int index) {
        if (shape < 1) {
            double u = 1 - random.uniform(row, purpose, index + 31);
            return gamma(shape + 1, random, row, purpose, index) * StrictPower.of(u, 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        for (int attempt = 0; attempt < 15; attempt++) {
            double normal = random.normal(row, purpose, index + 2 * attempt);
            double v = 1 + c * normal;
            double cube = v * v * v;
            double u = 1 - random.uniform(row, purpose, index + 2 * attempt + 1);
            if (v > 0 && StrictMath.log(u) < 0.5 * normal * normal + d - d * cube + d * StrictMath.log(cube)) {
                return d * cube;
            }
        }
        return d; // fifteen refusals in a row: less than once in 1e19 draws
    }

    static double logGamma(double x) {
        double shift = 0;
        double y = x;
        for (; y < SHIFTED; y++) {
            shift -= StrictMath.log(y);
        }
        double z = 1 / (y * y);
        double series = (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z / 1188)))) / y;
        return shift + (y - 0.5) * StrictMath.log(y) - y + HALF_LOG_TWO_PI + series;
    }

    static double digamma(double x) {
        double shift = 0;
        double y = x;
        for (; y < SHIFTED; y++) {
            shift -= 1 / y;
        }
        double z = 1 / (y * y);
        return shift
                + StrictMath.log(y)
                - 0.5 / y
                - z * (1.0 / 12 - z * (1.0 / 120 - z * (1.0 / 252 - z * (1.0 / 240 - z / 132))));
    }

    static double trigamma(double x) {
        double shift = 0;
        double y = x;
        for (; y < SHIFTED; y++) {
            shift += 1 / (y * y);
        }
        double z = 1 / (y * y);
        return shift
                + 1 / y
                + z / 2
                + z / y * (1.0 / 6 - z * (1.0 / 30 - z * (1.0 / 42 - z * (1.0 / 30 - z * 5 / 66))));
    }
}
