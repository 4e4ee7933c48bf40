package walras.env.auction.sealed;

import java.util.function.DoubleBinaryOperator;

/** What one bidder of private values bids, and the law of that bid. A bidder that stays out bids {@link #OUT}. */
interface BiddingRule {
    /** Below every bid. */
    double OUT = -1;

    /** The bid at a signal; the mean where the bidder mixes. */
    double bid(double signal);

    /** The lowest bid at a signal; {@link #bid} unless the bidder mixes. */
    default double lowest(double signal) {
        return bid(signal);
    }

    default double highest(double signal) {
        return bid(signal);
    }

    /** The bid at a signal where a mixing bidder has drawn a share in [0, 1). */
    default double draw(double signal, double share) {
        return bid(signal);
    }

    /** P(bid at most x) before the signal is known; staying out counts as a bid below all. */
    double atMost(double x);

    /** P(bid below x). */
    double below(double x);

    /** Bids at which the law has a jump or a kink, ascending, ends included; empty if the bidder never bids. */
    double[] breaks(); // [breaks]

    /** Bids that are made with a chance of their own, ascending. */
    double[] atoms(); // [atoms]

    /** True if every signal that bids bids more than those below it: who bids less then is who has less. */
    default boolean rising() {
        return false;
    }

    /**
     * The mean of a function of (signal, bid).
     *
     * @param others bids of others at which the function has a jump or a kink, {@code [others]}
     * @param rounding by how much the function's values may be off: differences of large numbers that should cancel do not
     */
    double mean(DoubleBinaryOperator function, double[] others, double rounding);
}
