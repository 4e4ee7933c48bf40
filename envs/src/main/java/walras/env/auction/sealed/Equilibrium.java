package walras.env.auction.sealed;

/** A symmetric or asymmetric Bayes-Nash equilibrium, as play, metrics and the oracle need it. Others play it throughout. */
interface Equilibrium {
    /** The bid at a signal, its mean where it mixes; {@link BiddingRule#OUT} where the bidder stays out. */
    double bid(int bidder, double signal);

    double lowest(int bidder, double signal);

    double highest(int bidder, double signal);

    /** The bid at a signal where a mixing bidder has drawn a share in [0, 1). */
    double draw(int bidder, double signal, double share);

    /** Expected utility of a bid at a signal. */
    double utility(int bidder, double signal, double bid);

    /** Expected utility at a signal of what the equilibrium bids. */
    double utility(int bidder, double signal);

    /** The most that any bid at a signal brings. */
    double bestUtility(int bidder, double signal);

    Outcome outcome();

    /** The lowest signal that takes part; the highest signal where none does. */
    double screening(int bidder);

    /** The signal above which the budget is bid; the highest signal where it never is. */
    double pooling(int bidder);

    /** The largest bid. */
    double top();
}
