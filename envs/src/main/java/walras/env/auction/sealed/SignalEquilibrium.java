package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A symmetric equilibrium in which values depend on others' signals: one increasing bid curve for all. A bid is looked at as
 * the signal that bids it.
 */
abstract class SignalEquilibrium implements Equilibrium {
    static final int SIGNALS = 401;
    private static final int NARROWINGS = 40;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    final SealedBidGame game;
    private double @Nullable [] others; // [signals] guarded by this

    SignalEquilibrium(SealedBidGame game) {
        this.game = game;
    }

    /** The bid curve on all signals. */
    abstract PiecewisePolynomial curve();

    /** What a bidder with a signal can expect. */
    interface Payoff {
        /** Of bidding as another signal does, where the price of a bid is {@code price} in a first price or all-pay auction. */
        double of(double other, double price);
    }

    abstract Payoff payoff(double signal);

    /** The same for one bid only. */
    abstract double utilityAs(double signal, double other, double price);

    @Override
    public final double bid(int bidder, double signal) {
        return curve().at(signal);
    }

    @Override
    public final double lowest(int bidder, double signal) {
        return bid(bidder, signal);
    }

    @Override
    public final double highest(int bidder, double signal) {
        return bid(bidder, signal);
    }

    @Override
    public final double draw(int bidder, double signal, double share) {
        return bid(bidder, signal);
    }

    @Override
    public final double utility(int bidder, double signal, double bid) {
        PiecewisePolynomial curve = curve();
        if (bid < curve.at(curve.from())) {
            return game.format() == Format.ALL_PAY ? -bid : 0;
        }
        return utilityAs(signal, curve.inverse(bid), bid);
    }

    @Override
    public final double utility(int bidder, double signal) {
        return utilityAs(signal, signal, curve().at(signal));
    }

    private double like(Payoff payoff, double other) {
        return payoff.of(other, curve().at(other));
    }

    /** Where the law's mass is, if equally spaced signals may miss it. */
    DoubleStream marks() {
        return DoubleStream.empty();
    }

    /** Signals whose bids a deviator may make, ascending. */
    private synchronized double[] others() { // [signals]
        double[] made = others;
        if (made == null) {
            double from = curve().from();
            double step = (curve().to() - from) / (SIGNALS - 1);
            DoubleStream spaced = IntStream.range(0, SIGNALS).mapToDouble(k -> from + k * step);
            made = DoubleStream.concat(spaced, marks()).sorted().distinct().toArray();
            others = made;
        }
        return made;
    }

    @Override
    public final double bestUtility(int bidder, double signal) {
        Payoff payoff = payoff(signal);
        double[] tried = others(); // [signals]
        double best = 0; // staying out
        int place = 0;
        for (int k = 0; k < tried.length; k++) {
            Effort.spend(50);
            double utility = like(payoff, tried[k]);
            if (utility > best) {
                best = utility;
                place = k;
            }
        }
        double low = tried[Math.max(0, place - 1)];
        double high = tried[Math.min(tried.length - 1, place + 1)];
        for (int k = 0; k < NARROWINGS; k++) {
            double left = high - GOLDEN * (high - low);
            double right = low + GOLDEN * (high - low);
            if (like(payoff, left) < like(payoff, right)) {
                low = left;
            } else {
                high = right;
            }
        }
        return Math.max(best, like(payoff, (low + high) / 2));
    }

    @Override
    public final double screening(int bidder) {
        return curve().from();
    }

    @Override
    public final double pooling(int bidder) {
        return curve().to();
    }

    @Override
    public final double top() {
        return curve().at(curve().to());
    }

    /** What is the same for every bidder. */
    final double[] each(double value) { // [bidders]
        double[] all = new double[game.bidders()]; // [bidders]
        Arrays.fill(all, value);
        return all;
    }
}
