package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Expected utility where money has diminishing worth: over the chances of places and prices, not over means. */
final class RiskAverseUtility {
    private static final GaussLegendre RULE = new GaussLegendre(24);
    private static final GaussLegendre NEAR = new GaussLegendre(6); // between bids of a grid

    private final SealedBidGame game;
    private final InterimPayoff payoff;
    private final double[] prices; // [breaks] at which the law of the price has a jump or a kink
    private final @Nullable PiecewisePolynomial lower; // the chance that the price is lower; of truthful formats

    RiskAverseUtility(InterimPayoff payoff) {
        this.game = payoff.game();
        this.payoff = payoff;
        this.prices = payoff.breaks();
        double reserve = game.reserve();
        double[] taking = DoubleStream.concat(
                        DoubleStream.of(reserve), Arrays.stream(prices).filter(x -> x > reserve))
                .toArray(); // [breaks]
        this.lower = game.format().truthful() ? PiecewisePolynomial.of(payoff::winning, taking) : null;
    }

    /** @param above true where a rival with the same bid ranks after the bidder */
    double of(double value, double bid, boolean above) {
        double[] chances = payoff.places(bid, above); // [places]
        if (game.format().truthful()) {
            double winning = Arrays.stream(chances).sum();
            double utility = (1 - winning) * game.utilityOf(-game.fee());
            return utility + atRandomPrice(Objects.requireNonNull(lower), value, bid, winning);
        }
        return payingOwnBid(value, bid, chances);
    }

    /** Of formats in which the price is the own bid, given the chance of each place. */
    double payingOwnBid(double value, double bid, double[] chances) { // [places]
        Effort.spend(4L * chances.length);
        boolean pays = game.format() == Format.ALL_PAY;
        double losing = 1 - Arrays.stream(chances).sum();
        double utility = losing * game.utilityOf(-game.fee() - (pays ? bid : 0));
        for (int k = 0; k < chances.length; k++) {
            double rate = game.rates()[k];
            double price = pays ? bid : rate * bid;
            utility += chances[k] * game.utilityOf(rate * value - price - game.fee());
        }
        return utility;
    }

    /**
     * Equal rates, so that the price is the highest bid without a place, of law M: u at the own bid times M there, plus the
     * integral of M over what lower prices add, with the utility itself as the variable, since its slope is infinite at 0.
     */
    private double atRandomPrice(PiecewisePolynomial lower, double value, double bid, double winning) {
        double least = surplus(value, bid);
        double most = surplus(value, game.reserve());
        double[] breaks = DoubleStream.concat(
                        DoubleStream.of(least, most, 0),
                        Arrays.stream(prices).filter(x -> x < bid).map(x -> surplus(value, x)))
                .filter(x -> x >= least && x <= most)
                .sorted()
                .distinct()
                .toArray(); // [breaks]
        Effort.spend(15L * RULE.count() * breaks.length);
        double sum = least * winning;
        for (int k = 0; k + 1 < breaks.length; k++) {
            sum += RULE.integral(x -> atMost(lower, price(value, x)), breaks[k], breaks[k + 1]);
        }
        return sum;
    }

    /** The same for many bids of a truthful format, ascending, between two of which the law of the price is smooth. */
    double[] along(double value, double[] bids, double[] winning) { // [bids], [bids] -> [bids]
        PiecewisePolynomial law = Objects.requireNonNull(lower);
        double[] utilities = new double[bids.length]; // [bids]
        Effort.spend(15L * NEAR.count() * bids.length);
        double most = surplus(value, bids[0]);
        double sum = atRandomPrice(law, value, bids[0], winning[0]) - most * winning[0];
        for (int k = 0; k < bids.length; k++) {
            double least = surplus(value, bids[k]);
            double middle = Math.min(most, Math.max(least, 0)); // where the slope of money by utility has a kink
            sum += NEAR.integral(x -> atMost(law, price(value, x)), least, middle);
            sum += NEAR.integral(x -> atMost(law, price(value, x)), middle, most);
            most = least;
            utilities[k] = sum + least * winning[k];
        }
        return utilities;
    }

    /** The chance of a lower price; beyond all that rivals bid it is lower for certain, also where their highest bid is an atom. */
    private static double atMost(PiecewisePolynomial lower, double price) {
        return price > lower.to() ? 1 : lower.at(price);
    }

    private double surplus(double value, double price) {
        return game.utilityOf(game.rates()[0] * (value - price) - game.fee());
    }

    private double price(double value, double surplus) {
        return value - (game.moneyOf(surplus) + game.fee()) / game.rates()[0];
    }
}
