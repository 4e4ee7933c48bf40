package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Expected utility where money has diminishing worth: over the chances of places and prices, not over means. */
final class RiskAverseUtility {
    private static final GaussLegendre RULE = new GaussLegendre(24);

    private final SealedBidGame game;
    private final InterimPayoff payoff;

    RiskAverseUtility(InterimPayoff payoff) {
        this.game = payoff.game();
        this.payoff = payoff;
    }

    /** @param above true where a rival with the same bid ranks after the bidder */
    double of(double value, double bid, boolean above) {
        double[] chances = payoff.places(bid, above); // [places]
        double losing = 1 - Arrays.stream(chances).sum();
        boolean pays = game.format() == Format.ALL_PAY;
        double utility = losing * game.utilityOf(-game.fee() - (pays ? bid : 0));
        if (game.format().truthful()) {
            return utility + atRandomPrice(value, bid, 1 - losing);
        }
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
    private double atRandomPrice(double value, double bid, double winning) {
        double least = surplus(value, bid);
        double most = surplus(value, game.reserve());
        double[] breaks = DoubleStream.concat(
                        DoubleStream.of(least, most, 0),
                        Arrays.stream(payoff.breaks()).map(x -> surplus(value, x)))
                .filter(x -> x >= least && x <= most)
                .sorted()
                .distinct()
                .toArray(); // [breaks]
        double sum = least * winning;
        for (int k = 0; k + 1 < breaks.length; k++) {
            sum += RULE.integral(x -> payoff.winning(price(value, x)), breaks[k], breaks[k + 1]);
        }
        return sum;
    }

    private double surplus(double value, double price) {
        return game.utilityOf(game.rates()[0] * (value - price) - game.fee());
    }

    private double price(double value, double surplus) {
        return value - (game.moneyOf(surplus) + game.fee()) / game.rates()[0];
    }
}
