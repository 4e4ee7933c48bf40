package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * What comes of a rule that rises, if all follow it: a bid is outbid by who has a higher share of the law, so that means over
 * shares need no inverse of bids, which in narrow or skewed laws has no digits left.
 */
final class RankedOutcome {
    private final SealedBidGame game;
    private final BiddingRule rule;
    private final InterimPayoff payoff;
    private final InterimPayoff money; // the same with risk neutral bidders
    private final ValueDistribution values;
    private final double lowest; // bid
    private final double[] shares; // [pieces + 1] where something begins or bends
    private final double[] ones; // [places]

    RankedOutcome(Profile profile, InterimPayoff money) {
        this.game = profile.game();
        this.rule = profile.rule(0);
        this.payoff = profile.payoff(0);
        this.money = money;
        this.values = game.values(0);
        this.lowest = rule.breaks()[0];
        this.ones = new double[game.places()];
        Arrays.fill(ones, 1);
        double out = rule.atMost(BiddingRule.OUT);
        DoubleStream bends = DoubleStream.concat(
                Arrays.stream(payoff.breaks()).map(rule::below), Arrays.stream(ContinuousValues.LANDMARKS));
        this.shares = DoubleStream.concat(DoubleStream.of(out, 1), bends.filter(u -> u > out && u < 1))
                .sorted()
                .distinct()
                .toArray();
    }

    Outcome outcome() {
        int n = game.bidders();
        double[] utility = new double[n]; // [bidders]
        Arrays.fill(utility, mean(this::utility));
        double won = mean(u -> rate(u, ones));
        double[] winning = new double[n]; // [bidders]
        Arrays.fill(winning, won);
        double revenue = n * mean(u -> payment(u) + game.fee());
        double welfare = n * mean(u -> values.quantile(u) * rate(u, game.rates()));
        return new Outcome(utility, winning, revenue, welfare, n * won);
    }

    /** Over the shares that take part. */
    private double mean(DoubleUnaryOperator function) {
        return Expectation.over(u -> payoff.takesPart(bid(u)) ? function.applyAsDouble(u) : 0, shares);
    }

    private double bid(double share) {
        double bid = rule.bid(values.quantile(share));
        return bid == BiddingRule.OUT ? lowest : bid; // rounding at the lowest signal that bids
    }

    private double rate(double share, double[] rates) { // [places]
        double[] below = new double[game.rivals()]; // [rivals]
        Arrays.fill(below, share);
        return PlaceOdds.rate(below, new double[game.rivals()], rates);
    }

    private double payment(double share) {
        double bid = bid(share);
        return switch (game.format()) {
            case FIRST_PRICE -> bid * rate(share, game.rates());
            case ALL_PAY -> bid;
            default -> money.payment(bid);
        };
    }

    private double utility(double share) {
        double signal = values.quantile(share);
        if (game.riskAversion() == 0) {
            return signal * rate(share, game.rates()) - payment(share) - game.fee();
        } else if (game.format() != Format.FIRST_PRICE) {
            return payoff.utility(signal, bid(share));
        }
        double sum = 0;
        for (int k = 0; k < game.places(); k++) {
            double[] unit = new double[game.places()]; // [places]
            unit[k] = 1;
            sum += rate(share, unit) * game.utilityOf(game.rates()[k] * (signal - bid(share)));
        }
        return sum;
    }
}
