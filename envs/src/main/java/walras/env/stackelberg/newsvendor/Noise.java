package walras.env.stackelberg.newsvendor;

import java.util.Locale;
import org.hipparchus.special.Erf;

/**
 * Standardised demand noise: mean 0, standard deviation 1 (0 for {@link #NONE}). The uniform law on [-w, w] has
 * standard deviation w / sqrt(3).
 */
enum Noise {
    NORMAL {
        @Override
        double quantile(double probability) {
            return Math.sqrt(2) * Erf.erfInv(2 * Math.min(MOST_CERTAIN, probability) - 1);
        }

        @Override
        double shortfall(double z) {
            return StrictMath.exp(-z * z / 2) / Math.sqrt(2 * Math.PI)
                    - z * ErrorFunction.complement(z / Math.sqrt(2)) / 2;
        }
    },
    UNIFORM {
        @Override
        double quantile(double probability) {
            return Math.sqrt(3) * (2 * probability - 1);
        }

        @Override
        double shortfall(double z) {
            double width = Math.sqrt(3);
            double inside = Math.max(-width, Math.min(width, z));
            double tail = (width - inside) * (width - inside) / (4 * width);
            return tail + Math.max(0, inside - z);
        }
    },
    NONE {
        @Override
        double quantile(double probability) {
            return 0;
        }

        @Override
        double shortfall(double z) {
            return Math.max(0, -z);
        }
    };

    /** Parts of the range of probabilities in {@link Losses}. */
    private static final int LOSSES = 1024;

    /** Largest number below 1: a free unit is ordered up to this chance of selling out, not without end. */
    private static final double MOST_CERTAIN = Math.nextDown(1.0);

    /** The z with {@code P(noise <= z) = probability}; finite also at 1. */
    abstract double quantile(double probability);

    /** The loss function {@code L(z) = E[max(noise - z, 0)]}. */
    abstract double shortfall(double z);

    /**
     * Never more than {@code shortfall(quantile(probability))}, and from a table: the loss at the next larger of its
     * probabilities, as losses fall.
     */
    double shortfallAtLeast(double probability) {
        return Losses.of(this)[Math.min(LOSSES, 1 + (int) (probability * LOSSES))];
    }

    /** Made when first asked for: a constant's constructor cannot read the largest number below 1 yet. */
    private static final class Losses {
        private static final double[] OF_NORMAL = table(NORMAL); // [LOSSES + 1]
        private static final double[] OF_UNIFORM = table(UNIFORM); // [LOSSES + 1]
        private static final double[] OF_NONE = table(NONE); // [LOSSES + 1]

        private static double[] table(
                Noise noise) { // [LOSSES + 1], of probability k / LOSSES; the first is not asked for
            double[] losses = new double[LOSSES + 1];
            for (int k = 1; k <= LOSSES; k++) {
                losses[k] = noise.shortfall(noise.quantile((double) k / LOSSES));
            }
            return losses;
        }

        static double[] of(Noise noise) { // [LOSSES + 1]
            return switch (noise) {
                case NORMAL -> OF_NORMAL;
                case UNIFORM -> OF_UNIFORM;
                case NONE -> OF_NONE;
            };
        }
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
