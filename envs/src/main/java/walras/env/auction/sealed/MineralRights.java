package walras.env.auction.sealed;

import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * A common value V, uniform on [w, h], and signals uniform on [V - t, V + t]. Second price bids
 * {@code v(x, x) = E[V | s_1 = x, highest other = x]}; first price solves {@code b' = (v(x, x) - b) k(x)}, in closed form below
 * h - t and by Runge-Kutta above. A bid is the signal y that bids it; p = (y - V + t)/(2t) is the chance that a rival is below.
 */
final class MineralRights extends SignalEquilibrium {
    private static final int STEPS = 4000;
    private static final int SPARE = 24; // points beyond those that a polynomial needs, for the upper end's ratio

    private final double w;
    private final double h;
    private final double t;
    private final int n;
    private final PiecewisePolynomial curve;
    private final GaussLegendre rule;

    MineralRights(SealedBidGame game) {
        super(game);
        this.w = game.values().get(0).low();
        this.h = game.values().get(0).high();
        this.t = game.noise();
        this.n = game.bidders();
        this.rule = new GaussLegendre(n + SPARE);
        this.curve = game.format() == Format.FIRST_PRICE
                ? PiecewisePolynomial.of(this::firstPriceBid, w - t, w + t, h - t, h + t)
                : PiecewisePolynomial.of(this::level, w - t, w + t, h - t, h + t);
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
        double middle = Math.min(x, h - t);
        double bid = middle - t + 2 * t / (n + 1) * Math.exp(-n * (middle - w - t) / (2 * t));
        return x <= h - t ? bid : ridden(bid, x);
    }

    /** From h - t to x by fourth-order Runge-Kutta. */
    private double ridden(double from, double x) {
        int steps = Math.max(1, (int) Math.ceil(STEPS * (x - (h - t)) / (2 * t)));
        double step = (x - (h - t)) / steps;
        double bid = from;
        for (int k = 0; k < steps; k++) {
            double at = h - t + k * step;
            double one = slope(at, bid);
            double two = slope(at + step / 2, bid + step / 2 * one);
            double three = slope(at + step / 2, bid + step / 2 * two);
            double four = slope(at + step, bid + step * three);
            bid += step / 6 * (one + 2 * two + 2 * three + four);
        }
        return bid;
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

    @Override
    double utilityAs(double signal, double other, double price) {
        double low = Math.max(w, signal - t);
        double high = Math.min(h, signal + t);
        if (high <= low) {
            return 0;
        }
        boolean first = game.format() == Format.FIRST_PRICE;
        return (first ? won(low, high, other, price) : new Meetings(low, high).upTo(other)) / (high - low);
    }

    @Override
    Payoff payoff(double signal) {
        double low = Math.max(w, signal - t);
        double high = Math.min(h, signal + t);
        if (high <= low || game.format() == Format.FIRST_PRICE) {
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
        double high = (y - from + t) / (2 * t);
        double low = (y - to + t) / (2 * t);
        double first = (Math.pow(high, power + 1) - Math.pow(low, power + 1)) / (power + 1);
        double second = (Math.pow(high, power + 2) - Math.pow(low, power + 2)) / (power + 2);
        return 2 * t * ((y + t - price) * first - 2 * t * second);
    }

    @Override
    public Outcome outcome() {
        double[] breaks = {w - t, w + t, h - t, h + t}; // [4]
        double utility = Expectation.over(x -> utility(0, x) * density(x), breaks);
        double revenue = Expectation.over(x -> curve.at(x) * ranked(x), breaks);
        return new Outcome(each(utility), each(1.0 / n), revenue, (w + h) / 2, 1);
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
