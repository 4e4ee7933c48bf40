package walras.env.auction.sealed;

import java.util.Objects;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Laws with a density on [low, high]. */
sealed interface ContinuousValues extends ValueDistribution {
    /** Density at v, which is inside the support. */
    double density(double v);

    /** P(signal > v), which keeps its digits however small it is. */
    double above(double v);

    /** The logarithm of {@link #atMost}, which keeps its digits near 0 and does not underflow. */
    default double logAtMost(double v) {
        double chance = atMost(v);
        return chance < .5 ? StrictMath.log(chance) : StrictMath.log1p(-above(v));
    }

    /** {@code (1 - F)/f}: what the virtual value takes from the value. Infinite where the density is 0. */
    double mills(double v);

    /** Where the law's own mass is, inside the support, ascending: functions of it are split there, however narrow it is. */
    default double[] landmarks() { // [landmarks]
        return DoubleStream.of(1e-12, 1e-6, 1e-3, .1, .5, .9, .999, 1 - 1e-6, 1 - 1e-12)
                .map(this::quantile)
                .filter(v -> v > low() && v < high())
                .distinct()
                .toArray();
    }

    /** An end, what of the landmarks lies between, and another end. */
    default double[] split(double from, double to) { // [pieces + 1]
        DoubleStream inside = DoubleStream.of(landmarks()).filter(v -> v > from && v < to);
        return DoubleStream.concat(DoubleStream.concat(DoubleStream.of(from), inside), DoubleStream.of(to))
                .toArray();
    }

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

        private double logShare(double v) {
            double inside = Math.min(Math.max(v, low), high);
            double share = (inside - low) / (high - low);
            return share < .5 ? StrictMath.log(share) : StrictMath.log1p(-(high - inside) / (high - low));
        }

        @Override
        public double above(double v) {
            return -StrictMath.expm1(power * logShare(v));
        }

        @Override
        public double logAtMost(double v) {
            return power * logShare(v);
        }

        @Override
        public double mills(double v) {
            double log = logShare(v);
            return (high - low) * -StrictMath.expm1(power * log) / power * StrictMath.exp((1 - power) * log);
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
        public double above(double v) {
            double inside = Math.min(Math.max(v, low), high);
            return StrictMath.exp(-rate * (inside - low)) * -StrictMath.expm1(-rate * (high - inside)) / mass();
        }

        @Override
        public double mills(double v) {
            return -StrictMath.expm1(-rate * (high - v)) / rate;
        }

        @Override
        public double quantile(double p) {
            return Math.min(high, low - StrictMath.log1p(-p * mass()) / rate);
        }
    }

    /** exp of a normal variate, conditioned on the support. */
    final class Lognormal implements ContinuousValues {
        private static final double ROOT_TWO = Math.sqrt(2);
        private static final int ROUNDS = 200;
        private static final double DRAWN = 1e-12; // of the support: what a signal that is drawn may be off
        private static final long TAIL = 30; // what a tail costs beside other laws
        private static final double FARTHEST = 27; // score beyond which doubles have no chance

        private final double low;
        private final double high;
        private final double logMean;
        private final double logStd;
        private final double lowest; // score of the low end
        private final double highest; // score of the high end
        private final double whole; // mass of the support
        private double @Nullable [] marks; // [landmarks] guarded by this
        private @Nullable PiecewisePolynomial quantiles; // over chances, once signals are drawn; guarded by this

        Lognormal(double low, double high, double logMean, double logStd) {
            this.low = low;
            this.high = high;
            this.logMean = logMean;
            this.logStd = logStd;
            this.lowest = score(low);
            this.highest = score(high);
            this.whole = NormalTail.between(lowest, highest);
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

        @Override
        public double atMost(double v) {
            Effort.spend(TAIL);
            return v <= low ? 0 : v >= high ? 1 : NormalTail.between(lowest, score(v)) / whole;
        }

        @Override
        public double above(double v) {
            return v <= low ? 1 : v >= high ? 0 : NormalTail.between(score(v), highest) / whole;
        }

        @Override
        public double logAtMost(double v) {
            if (v >= high) {
                return 0;
            }
            double chance = atMost(v);
            return chance >= .5 ? StrictMath.log1p(-above(v)) : chance > 1e-280 ? StrictMath.log(chance) : logOfTiny(v);
        }

        private double logOfTiny(double v) {
            double own = v <= low ? Double.NEGATIVE_INFINITY : NormalTail.logErfc(-score(v));
            if (own == Double.NEGATIVE_INFINITY) {
                return own;
            }
            double cut = lowest == Double.NEGATIVE_INFINITY ? lowest : NormalTail.logErfc(-lowest);
            return own + StrictMath.log1p(-StrictMath.exp(cut - own)) - StrictMath.log(2 * whole);
        }

        @Override
        public double mills(double v) {
            return v <= 0
                    ? Double.POSITIVE_INFINITY
                    : v * logStd * Math.sqrt(Math.PI / 2) * NormalTail.scaled(score(v), highest);
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

        /*
         * False position on the score with the Illinois weights: the scale on which the law is normal, so that a narrow law has
         * its digits, and a handful of error functions do.
         */
        @Override
        public double quantile(double p) {
            if (p <= 0 || p >= 1) {
                return p <= 0 ? low : high;
            }
            double from = Math.max(lowest, -FARTHEST);
            double to = Math.min(highest, FARTHEST);
            double wanted = p * whole;
            double under = NormalTail.between(lowest, from) - wanted;
            double over = NormalTail.between(lowest, to) - wanted;
            double score = from;
            for (int k = 0; k < ROUNDS && under < 0 && over > 0 && to > Math.nextUp(from); k++) {
                double guess = (from * over - to * under) / (over - under);
                score = guess > from && guess < to && k % 4 != 3 ? guess : from + (to - from) / 2;
                Effort.spend(TAIL);
                double miss = NormalTail.between(lowest, score) - wanted;
                if (miss == 0) {
                    break;
                } else if (miss < 0) {
                    from = score;
                    under = miss;
                    over /= 2;
                } else {
                    to = score;
                    over = miss;
                    under /= 2;
                }
            }
            return Math.min(high, Math.max(low, StrictMath.exp(logMean + score * logStd * ROOT_TWO)));
        }

        @Override
        public synchronized double[] landmarks() { // [landmarks]
            double[] made = marks;
            if (made == null) {
                made = ContinuousValues.super.landmarks();
                marks = made;
            }
            return made.clone();
        }

        /** From a series: the exact quantile takes a hundred error functions, which take memory too. */
        @Override
        public double draw(double p) {
            return Math.min(high, Math.max(low, quantiles().at(p)));
        }

        private synchronized PiecewisePolynomial quantiles() {
            PiecewisePolynomial made = quantiles;
            if (made == null) {
                made = PiecewisePolynomial.graded(DRAWN * (high - low), this::quantile, 0, 1);
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
