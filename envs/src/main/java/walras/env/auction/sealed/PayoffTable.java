package walras.env.auction.sealed;

import java.util.stream.DoubleStream;

/**
 * The payoff of every bid of one bidder that is risk neutral, tabulated once, so that a step of a batch takes no memory for it:
 * expected rate and payment as series between the breaks of the others' laws, and by themselves at the others' atoms.
 */
final class PayoffTable {
    /** Where a law is steep its inverse has few digits: what series may miss, as a share of the largest rate and payment. */
    private static final double ROUNDING = 1e-11;

    private final SealedBidGame game;
    private final double cap;
    private final PiecewisePolynomial rate; // by bid, from the reserve on
    private final PiecewisePolynomial payment;
    private final double[] atoms; // [atoms]
    private final double[] atomRate; // [atoms]
    private final double[] atomPayment; // [atoms]

    PayoffTable(InterimPayoff payoff, int bidder) {
        this.game = payoff.game();
        this.cap = game.cap(bidder);
        double least = game.reserve();
        double top = Math.max(least, cap);
        double[] breaks = DoubleStream.concat(
                        DoubleStream.of(least, top),
                        DoubleStream.of(payoff.breaks()).filter(x -> x > least && x < top))
                .sorted()
                .distinct()
                .toArray(); // [pieces + 1]
        double most = game.rates()[0];
        rate = PiecewisePolynomial.rounded(ROUNDING * most, payoff::rate, breaks);
        payment = PiecewisePolynomial.rounded(ROUNDING * most * top, payoff::payment, breaks);
        atoms = payoff.atoms();
        atomRate = DoubleStream.of(atoms).map(payoff::rate).toArray();
        atomPayment = DoubleStream.of(atoms).map(payoff::payment).toArray();
    }

    double utility(double value, double bid) {
        double counted = Math.min(bid, cap);
        if (counted < game.reserve() || (game.fee() > 0 && counted <= 0)) {
            return 0;
        }
        for (int k = 0; k < atoms.length; k++) {
            if (counted == atoms[k]) {
                return value * atomRate[k] - atomPayment[k] - game.fee();
            }
        }
        return value * rate.at(counted) - payment.at(counted) - game.fee();
    }
}
