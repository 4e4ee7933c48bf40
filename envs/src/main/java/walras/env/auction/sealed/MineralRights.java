package walras.env.auction.sealed;

import java.util.stream.DoubleStream;

/**
 * A common value V, uniform on [w, h], and signals uniform on [V - t, V + t]. Second price bids
 * {@code v(x, x) = E[V | s_1 = x, highest other = x]}; first price solves {@code b' = (v(x, x) - b) k(x)}, in closed form below
 * h - t and by Runge-Kutta above. A bid is the signal y that bids it; p = (y - V + t)/(2t) is the chance that a rival is below.
 */
final class MineralRights extends SignalEquilibrium {
    private static final int STEPS = 4000;

    private final double w;
    private final double h;
    private final double t;
    private final int n;
    private final PiecewisePolynomial curve;

    MineralRights(SealedBidGame game) {
        super(game);
        this.w = game.values().get(0).low();
        this.h = game.values().get(0).high();
        this.t = game.noise();
        this.n = game.bidders();
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
        return game.format() == Format.FIRST_PRICE && high > low
                ? won(low, high, other, price) / (high - low)
                : payoff(signal).of(other, price);
    }

    @Override
    Payoff payoff(double signal) {
        double low = Math.max(w, signal - t);
        double high = Math.min(h, signal + t);
        if (high <= low) {
            return (other, price) -> 0;
        } else if (game.format() == Format.FIRST_PRICE) {
            return (other, price) -> won(low, high, other, price) / (high - low);
        }
        double[] breaks = DoubleStream.of(low - t, low + t, high - t, high + t, w + t, h - t)
                .filter(y -> y >= low - t && y <= high + t)
                .sorted()
                .distinct()
                .toArray(); // [breaks]
        PiecewisePolynomial met = PiecewisePolynomial.of(y -> met(low, high, y), breaks);
        return (other, price) -> met.integral(other) / (high - low);
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

    /** The density over the highest rival's signal y of what winning at its bid brings, times the width of V. */
    private double met(double low, double high, double y) {
        double from = Math.min(high, Math.max(low, y - t));
        double to = Math.max(from, Math.min(high, y + t));
        return (n - 1) / (2 * t) * part(from, to, y, n - 2, curve.at(y));
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
