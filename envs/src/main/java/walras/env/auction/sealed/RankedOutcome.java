package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * What comes of a rule that rises, if all follow it: a bid is outbid by who has a higher share of the law, so that means over
 * shares need no inverse of bids, which in narrow or skewed laws has no digits left. Shares are those of a Gauss rule on
 * panels that shrink towards both ends, where quantiles may be singular.
 */
final class RankedOutcome {
    static final GaussLegendre RULE = new GaussLegendre(20);
    private static final int GRADES = 17;
    private static final double GRADE = 8;

    private final SealedBidGame game;
    private final InterimPayoff payoff;
    private final InterimPayoff money; // the same with risk neutral bidders
    private final double[] ones; // [places]
    private final double[] shares; // [nodes]
    private final double[] weights; // [nodes] 0 where the bid stays out
    private final double[] signals; // [nodes]
    private final double[] bids; // [nodes]

    RankedOutcome(Profile profile, InterimPayoff money) {
        this.game = profile.game();
        this.payoff = profile.payoff(0);
        this.money = money;
        this.ones = new double[game.places()];
        Arrays.fill(ones, 1);
        BiddingRule rule = profile.rule(0);
        double[] ends = ends(rule); // [panels + 1]
        int each = RULE.count();
        int count = each * (ends.length - 1);
        shares = new double[count];
        weights = new double[count];
        signals = new double[count];
        bids = new double[count];
        double lowest = rule.breaks()[0];
        for (int k = 0; k < count; k++) {
            double from = ends[k / each];
            double to = ends[k / each + 1];
            // No share that is drawn is 1, of which rounding would make the support's end.
            shares[k] = Math.min(RULE.node(k % each, from, to), Math.nextDown(1.0));
            signals[k] = game.values(0).quantile(shares[k]);
            double bid = rule.bid(signals[k]);
            bids[k] = bid == BiddingRule.OUT ? lowest : bid; // rounding at the lowest signal that bids
            weights[k] = payoff.takesPart(bids[k]) ? RULE.weight(k % each, from, to) : 0;
        }
    }

    /** From the lowest share that bids on: where bids bend, and panels that shrink towards both ends. */
    private double[] ends(BiddingRule rule) { // [panels + 1]
        return ends(rule.atMost(BiddingRule.OUT), Arrays.stream(payoff.breaks()).map(rule::below));
    }

    /** From a share on: given points, and panels that shrink towards both ends. */
    static double[] ends(double from, DoubleStream inside) { // [panels + 1]
        double[] graded = new double[2 * GRADES]; // [grades]
        double width = 1 - from;
        for (int k = 0; k < GRADES; k++) {
            width /= GRADE;
            graded[2 * k] = from + width;
            graded[2 * k + 1] = 1 - width;
        }
        return DoubleStream.concat(DoubleStream.of(from, 1), DoubleStream.concat(Arrays.stream(graded), inside))
                .filter(u -> u >= from && u <= 1)
                .sorted()
                .distinct()
                .toArray();
    }

    /** What the places bring if the highest of bidders that are alike get them. */
    static double best(ValueDistribution values, int bidders, double[] rates) { // [places]
        double[] ends = ends(0, DoubleStream.empty()); // [panels + 1]
        double[] none = new double[bidders - 1]; // [rivals]
        double[] below = new double[bidders - 1]; // [rivals]
        double sum = 0;
        for (int k = 0; k + 1 < ends.length; k++) {
            sum += RULE.integral(
                    share -> {
                        Arrays.fill(below, share);
                        return values.quantile(Math.min(share, Math.nextDown(1.0)))
                                * PlaceOdds.rate(below, none, rates);
                    },
                    ends[k],
                    ends[k + 1]);
        }
        return bidders * sum;
    }

    Outcome outcome() {
        int n = game.bidders();
        double[] utility = new double[n]; // [bidders]
        Arrays.fill(utility, mean(this::utility));
        double won = mean(k -> rate(k, ones));
        double[] winning = new double[n]; // [bidders]
        Arrays.fill(winning, won);
        double revenue = n * mean(k -> payment(k) + game.fee());
        double welfare = n * mean(k -> signals[k] * rate(k, game.rates()));
        return new Outcome(utility, winning, revenue, welfare, n * won);
    }

    private double mean(IntToDoubleFunction function) {
        double sum = 0;
        for (int k = 0; k < shares.length; k++) {
            Effort.spend(game.rivals());
            sum += weights[k] == 0 ? 0 : weights[k] * function.applyAsDouble(k);
        }
        return sum;
    }

    private double rate(int k, double[] rates) { // [places]
        double[] below = new double[game.rivals()]; // [rivals]
        Arrays.fill(below, shares[k]);
        return PlaceOdds.rate(below, new double[game.rivals()], rates);
    }

    private double payment(int k) {
        return switch (game.format()) {
            case FIRST_PRICE -> bids[k] * rate(k, game.rates());
            case ALL_PAY -> bids[k];
            default -> money.payment(bids[k]);
        };
    }

    private double utility(int k) {
        if (game.riskAversion() == 0) {
            return signals[k] * rate(k, game.rates()) - payment(k) - game.fee();
        } else if (game.format() != Format.FIRST_PRICE) {
            return payoff.utility(signals[k], bids[k]);
        }
        double sum = 0;
        for (int place = 0; place < game.places(); place++) {
            double[] unit = new double[game.places()]; // [places]
            unit[place] = 1;
            sum += rate(k, unit) * game.utilityOf(game.rates()[place] * (signals[k] - bids[k]));
        }
        return sum;
    }
}
