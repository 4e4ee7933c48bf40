package walras.env.auction.sealed;

import java.util.Objects;
import org.hipparchus.special.Erf;
import org.jspecify.annotations.Nullable;

/** Laws with a density on [low, high]. */
sealed interface ContinuousValues extends ValueDistribution {
    /** Density at v, which is inside the support. */
    double density(double v);

    /** F = share^power, where share is how much of the support lies below; power 1 is the uniform law. */
    record Power(double low, double high, double power) implements ContinuousValues {
        @Override
        public double atMost(double v) {
            double share = Math.min(Math.max((v - low) / (high - low), 0), 1);
            return power == 1 ? share : StrictMath.pow(share, power);
        }

        @Override
        public double density(double v) {
            double share = (v - low) / (high - low);
            return (power == 1 ? 1 : power * StrictMath.pow(share, power - 1)) / (high - low);
        }

        @Override
        public double quantile(double p) {
            return low + (high - low) * (power == 1 ? p : StrictMath.pow(p, 1 / power));
        }
    }

    /** An exponential variate of this rate, conditioned on the support. */
    record Exponential(double low, double high, double rate) implements ContinuousValues {
        private double mass() {
            return -StrictMath.expm1(-rate * (high - low));
        }

        @Override
        public double atMost(double v) {
            double inside = Math.min(Math.max(v, low), high);
            return -StrictMath.expm1(-rate * (inside - low)) / mass();
        }

        @Override
        public double density(double v) {
            return rate * StrictMath.exp(-rate * (v - low)) / mass();
        }

        @Override
        public double quantile(double p) {
            return Math.min(high, low - StrictMath.log1p(-p * mass()) / rate);
        }
    }

    /** exp of a normal variate, conditioned on the support. */
    final class Lognormal implements ContinuousValues {
        private static final double ROOT_TWO = Math.sqrt(2);
        private static final int HALVINGS = 80;

        private final double low;
        private final double high;
        private final double logMean;
        private final double logStd;
        private final double lowest; // score of the low end
        private final double whole; // mass of the support
        private @Nullable PiecewisePolynomial quantiles; // over chances, once signals are drawn; guarded by this

        Lognormal(double low, double high, double logMean, double logStd) {
            this.low = low;
            this.high = high;
            this.logMean = logMean;
            this.logStd = logStd;
            this.lowest = score(low);
            this.whole = mass(score(high));
        }

        @Override
        public double low() {
            return low;
        }

        @Override
        public double high() {
            return high;
        }

        private double score(double v) {
            return v <= 0 ? Double.NEGATIVE_INFINITY : (StrictMath.log(v) - logMean) / (logStd * ROOT_TWO);
        }

        /** The normal law from the lowest score to another, from the tail in which both are small, so that no digits cancel. */
        private double mass(double to) {
            if (lowest > 0) {
                return (Erf.erfc(lowest) - Erf.erfc(to)) / 2;
            }
            return (Erf.erfc(-to) - (lowest == Double.NEGATIVE_INFINITY ? 0 : Erf.erfc(-lowest))) / 2;
        }

        @Override
        public double atMost(double v) {
            return v <= low ? 0 : v >= high ? 1 : mass(score(v)) / whole;
        }

        @Override
        public double density(double v) {
            if (v <= 0) {
                return 0;
            }
            double score = score(v);
            double normal = StrictMath.exp(-score * score) / (logStd * Math.sqrt(2 * Math.PI));
            return normal / v / whole;
        }

        @Override
        public double quantile(double p) {
            double from = low;
            double to = high;
            for (int k = 0; k < HALVINGS && to > Math.nextUp(from); k++) {
                double middle = from + (to - from) / 2;
                if (atMost(middle) < p) {
                    from = middle;
                } else {
                    to = middle;
                }
            }
            return to;
        }

        /** From a series: the exact quantile takes a hundred error functions, which take memory too. */
        @Override
        public double draw(double p) {
            return Math.min(high, Math.max(low, quantiles().at(p)));
        }

        private synchronized PiecewisePolynomial quantiles() {
            PiecewisePolynomial made = quantiles;
            if (made == null) {
                made = PiecewisePolynomial.graded(this::quantile, 0, 1);
                quantiles = made;
            }
            return made;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Lognormal that
                    && low == that.low
                    && high == that.high
                    && logMean == that.logMean
                    && logStd == that.logStd;
        }

        @Override
        public int hashCode() {
            return Objects.hash(low, high, logMean, logStd);
        }
    }
}
