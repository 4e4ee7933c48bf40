package walras.env.auction.sealed;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * A common value V, uniform on [w, h], and signals uniform on [V - t, V + t]. Second price bids
 * {@code v(x, x) = E[V | s_1 = x, highest other = x]}; first price solves {@code b' = (v(x, x) - b) k(x)}, in closed form below
 * h - t and by Runge-Kutta above. A bid is the signal y that bids it; p = (y - V + t)/(2t) is the chance that a rival is below.
 */
final class MineralRights extends SignalEquilibrium {
    private static final int STEPS_LEAST = 4000;
    private static final int STEPS_EACH = 250; // for each bidder: the equation is as stiff
    private static final double SHORT =
            .1; // of the noise: shorter intervals of V are summed, longer ones in closed form
    private static final double FARTHEST = 1e9; // of the noise from an end
    private static final int SPARE = 24; // points beyond those that a polynomial needs, for the upper end's ratio

    private final double w;
    private final double h;
    private final double t;
    private final int n;
    private final PiecewisePolynomial curve;
    private final GaussLegendre rule;
    private final GaussLegendre exact; // for polynomials in V
    private final double[] ridden; // [steps + 1] first-price bids from h - t to h + t
    private final double[] breaks; // [breaks] signals between which outcomes are smooth

    MineralRights(SealedBidGame game) {
        super(game);
        this.w = game.values().get(0).low();
        this.h = game.values().get(0).high();
        this.t = game.noise();
        this.n = game.bidders();
        this.rule = new GaussLegendre(n + SPARE);
        this.exact = GaussLegendre.ofDegree(n + 1);
        boolean first = game.format() == Format.FIRST_PRICE;
        this.ridden = first ? ride() : new double[0];
        double rounding = 4 * Math.ulp(h + t);
        this.curve = PiecewisePolynomial.rounded(
                rounding, first ? this::firstPriceBid : this::level, w - t, w + t, h - t, h + t);
        this.breaks = breaks();
    }

    /** E[V | s_1 = x, highest other = x]. */
    private double level(double x) {
        double low = Math.max(x - h + t, 0);
        double high = Math.min(x - w + t, 2 * t);
        if (high <= 0) {
            return w;
        }
        return x + t - (n - 1.0) / n * (powers(high, low, n) / powers(high, low, n - 1));
    }

    /** (a^m - b^m)/(a - b), without the cancellation. */
    private static double powers(double a, double b, int m) {
        double sum = 0;
        for (int k = 0; k < m; k++) {
            sum = sum * a + Math.pow(b, k);
        }
        return sum;
    }

    private double firstPriceBid(double x) {
        if (x <= w + t) {
            return w + (x + t - w) / (n + 1);
        }
        return x <= h - t ? middleBid(x) : ridden(x);
    }

    private double middleBid(double x) {
        return x - t + 2 * t / (n + 1) * Math.exp(-n * (x - w - t) / (2 * t));
    }

    /** From h - t to h + t by fourth-order Runge-Kutta. */
    private double[] ride() { // [steps + 1]
        int steps = Math.max(STEPS_LEAST, STEPS_EACH * n);
        double[] bids = new double[steps + 1]; // [steps + 1]
        bids[0] = middleBid(h - t);
        for (int k = 0; k < steps; k++) {
            bids[k + 1] = step(h - t + 2 * t * k / steps, bids[k], 2 * t / steps);
        }
        return bids;
    }

    private double step(double at, double bid, double step) {
        double one = slope(at, bid);
        double two = slope(at + step / 2, bid + step / 2 * one);
        double three = slope(at + step / 2, bid + step / 2 * two);
        double four = slope(at + step, bid + step * three);
        return bid + step / 6 * (one + 2 * two + 2 * three + four);
    }

    private double ridden(double x) {
        int steps = ridden.length - 1;
        int k = Math.max(0, Math.min(steps - 1, (int) (steps * (x - (h - t)) / (2 * t))));
        double at = h - t + 2 * t * k / steps;
        return step(at, ridden[k], x - at);
    }

    private double slope(double x, double bid) {
        double q = (x - h + t) / (2 * t);
        double whole = 0; // (1 - q^n)/(1 - q)
        double fewer = 0; // (1 - q^(n-1))/(1 - q)
        double power = 1;
        for (int k = 0; k < n; k++) {
            whole += power;
            fewer += k < n - 1 ? power : 0;
            power *= q;
        }
        return (level(x) - bid) * n * fewer / (2 * t * whole);
    }

    @Override
    PiecewisePolynomial curve() {
        return curve;
    }

    /** The lowest V that sends a signal: below the highest, so that the last signals' beliefs are not empty. */
    private double lowestValue(double signal) {
        return Math.min(Math.max(w, signal - t), Math.nextDown(h));
    }

    private double highestValue(double signal) {
        return Math.max(Math.min(h, signal + t), Math.nextUp(lowestValue(signal)));
    }

    @Override
    double utilityAs(double signal, double other, double price) {
        double low = lowestValue(signal);
        double high = highestValue(signal);
        boolean first = game.format() == Format.FIRST_PRICE;
        return (first ? won(low, high, other, price) : new Meetings(low, high).upTo(other)) / (high - low);
    }

    @Override
    Payoff payoff(double signal) {
        double low = lowestValue(signal);
        double high = highestValue(signal);
        if (game.format() == Format.FIRST_PRICE) {
            return (other, price) -> utilityAs(signal, other, price);
        }
        Meetings meetings = new Meetings(low, high);
        meetings.sum();
        return (other, price) -> meetings.upTo(other) / (high - low);
    }

    /**
     * What winning brings in the second price by the highest rival's signal: a polynomial between the ends of the signals that
     * a V in [low, high] sends and those of the bid curve's pieces; above h - t, where bids are ratios of polynomials, smooth.
     */
    private final class Meetings {
        private final double low;
        private final double high;
        private final double[] ends; // [pieces + 1]
        private double @Nullable [] sums; // [pieces + 1] up to an end

        Meetings(double low, double high) {
            this.low = low;
            this.high = high;
            this.ends = DoubleStream.of(low - t, low + t, high - t, high + t, w + t, h - t)
                    .filter(y -> y >= low - t && y <= high + t)
                    .sorted()
                    .distinct()
                    .toArray();
        }

        /** Integrates every piece once, for whoever asks often. */
        void sum() {
            double[] all = new double[ends.length]; // [pieces + 1]
            for (int k = 1; k < all.length; k++) {
                all[k] = all[k - 1] + rule.integral(this::at, ends[k - 1], ends[k]);
            }
            sums = all;
        }

        double upTo(double other) {
            double sum = 0;
            double[] known = sums; // [pieces + 1]
            for (int k = 1; k < ends.length && ends[k - 1] < other; k++) {
                if (known != null && ends[k] <= other) {
                    sum = known[k];
                } else {
                    sum += rule.integral(this::at, ends[k - 1], Math.min(other, ends[k]));
                }
            }
            return sum;
        }

        /** The density over the highest rival's signal y of what winning at its bid brings, times the width of V. */
        private double at(double y) {
            double from = Math.min(high, Math.max(low, y - t));
            double to = Math.max(from, Math.min(high, y + t));
            return (n - 1) / (2 * t) * part(from, to, y, n - 2, curve.at(y));
        }
    }

    /** The integral over V in [low, high] of (V - price) p^(n-1), p being the chance that a rival is below the other signal. */
    private double won(double low, double high, double other, double price) {
        double sure = Math.min(high, Math.max(low, other - t)); // V below it: every rival is below
        double last = Math.min(high, Math.max(low, other + t)); // V above it: none is
        double certain = (sure - low) * ((sure + low) / 2 - price);
        return certain + part(sure, last, other, n - 1, price);
    }

    /** The integral over V in [from, to] of (V - price) p^power, p = (y - V + t)/(2t). */
    private double part(double from, double to, double y, int power, double price) {
        if (to - from < SHORT * t) {
            return summed(from, to, y, power, price);
        }
        double high = (y - from + t) / (2 * t);
        double low = (y - to + t) / (2 * t);
        double first = (Math.pow(high, power + 1) - Math.pow(low, power + 1)) / (power + 1);
        double second = (Math.pow(high, power + 2) - Math.pow(low, power + 2)) / (power + 2);
        return 2 * t * ((y + t - price) * first - 2 * t * second);
    }

    /** The same as a sum; a loop of its own, for steps of play ask for it and take no memory. */
    private double summed(double from, double to, double y, int power, double price) {
        double sum = 0;
        for (int k = 0; k < exact.count(); k++) {
            double v = exact.node(k, from, to);
            sum += exact.weight(k, from, to) * (v - price) * Math.pow(Math.max(0, (y - v + t) / (2 * t)), power);
        }
        return sum;
    }

    @Override
    public Outcome outcome() {
        double utility = mean(x -> utility(0, x) * density(x));
        double revenue = mean(x -> curve.at(x) * ranked(x));
        return new Outcome(each(utility), each(1.0 / n), revenue, (w + h) / 2, 1);
    }

    /** Where the laws of signals, bids or the rivals that a signal may meet change, and panels that grow from there on. */
    private double[] breaks() { // [breaks]
        DoubleStream near = DoubleStream.of(-1, 0, 1, 1.25, 1.5, 2, 3);
        DoubleStream far = DoubleStream.iterate(4, d -> d < FARTHEST, d -> 2 * d);
        return DoubleStream.concat(near, far)
                .flatMap(d -> DoubleStream.of(w + d * t, h - d * t))
                .filter(x -> x >= w - t && x <= h + t)
                .sorted()
                .distinct()
                .toArray();
    }

    private double mean(DoubleUnaryOperator function) {
        double sum = 0;
        for (int k = 0; k + 1 < breaks.length; k++) {
            sum += rule.integral(function, breaks[k], breaks[k + 1]);
        }
        return sum;
    }

    private double density(double x) {
        return (Math.min(h, x + t) - Math.max(w, x - t)) / (2 * t * (h - w));
    }

    /** The density of the signal whose bid is paid: the highest, or in the second price the one after it. */
    private double ranked(double x) {
        double high = Math.min(1, (x - w + t) / (2 * t));
        double low = Math.max(0, (x - h + t) / (2 * t));
        double top = Math.pow(high, n) - Math.pow(low, n);
        double second = n * (Math.pow(high, n - 1) - Math.pow(low, n - 1)) - (n - 1) * top;
        return (game.format() == Format.FIRST_PRICE ? top : second) / (h - w);
    }
}
