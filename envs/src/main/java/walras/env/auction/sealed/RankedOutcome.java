package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import walras.env.Interruption;

/**
 * What comes of a rule that rises, if all follow it: a bid is outbid by who has a higher share of the law, so that means over
 * shares need no inverse of bids, which in narrow or skewed laws has no digits left. Shares are those of a Gauss rule on
 * panels that shrink towards both ends, where quantiles may be singular.
 */
final class RankedOutcome {
    private static final GaussLegendre RULE = new GaussLegendre(20);
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
        double out = rule.atMost(BiddingRule.OUT);
        List<Double> all = new ArrayList<>(List.of(out, 1.0));
        for (double bid : payoff.breaks()) {
            all.add(rule.below(bid));
        }
        double width = 1 - out;
        for (int k = 0; k < GRADES; k++) {
            width /= GRADE;
            all.add(out + width);
            all.add(1 - width);
        }
        return all.stream()
                .mapToDouble(Double::doubleValue)
                .filter(u -> u >= out && u <= 1)
                .sorted()
                .distinct()
                .toArray();
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
            Interruption.check("sealed bids");
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
