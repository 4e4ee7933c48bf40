package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import walras.env.auction.TieRule;

/**
 * A bidding rule for every bidder of private values, and what comes of it: evaluated from the rules alone, whether they are
 * an equilibrium or not.
 */
final class Profile {
    private static final double ROUNDING = 16; // units in the last place of what is added and subtracted

    private final SealedBidGame game;
    private final List<BiddingRule> rules;
    private final List<InterimPayoff> payoffs = new ArrayList<>();
    private final List<InterimPayoff> neutral = new ArrayList<>(); // the same with risk neutral bidders

    Profile(SealedBidGame game, List<BiddingRule> rules) {
        this.game = game;
        this.rules = List.copyOf(rules);
        for (int i = 0; i < rules.size(); i++) {
            boolean again = i > 0 && alike();
            payoffs.add(again ? payoffs.get(0) : new InterimPayoff(game, i, rules));
            neutral.add(
                    game.riskAversion() == 0
                            ? payoffs.get(i)
                            : again ? neutral.get(0) : new InterimPayoff(game.riskNeutral(), i, rules));
        }
    }

    /** True if every bidder follows the same rule and has the same chances, so that one evaluation serves all. */
    boolean alike() {
        return game.ties() == TieRule.RANDOM && rules.stream().allMatch(rule -> rule == rules.get(0));
    }

    SealedBidGame game() {
        return game;
    }

    BiddingRule rule(int bidder) {
        return rules.get(bidder);
    }

    InterimPayoff payoff(int bidder) {
        return payoffs.get(bidder);
    }

    /** Expected utility at a signal, playing the rule; where it mixes, the least over the ends and middle of its bids. */
    double utility(int bidder, double signal) {
        BiddingRule rule = rules.get(bidder);
        InterimPayoff payoff = payoffs.get(bidder);
        double low = rule.lowest(signal);
        double high = rule.highest(signal);
        if (low == high) {
            return payoff.utility(signal, low);
        }
        double inside = Math.nextUp(low); // the lowest bid may be another type's atom
        double least = Math.min(payoff.utility(signal, inside), payoff.utility(signal, Math.nextDown(high)));
        return Math.min(least, payoff.utility(signal, (low + high) / 2));
    }

    Outcome outcome() {
        return alike() && rules.get(0).rising() ? new RankedOutcome(this, neutral.get(0)).outcome() : byBids();
    }

    private Outcome byBids() {
        double[] utility = new double[game.bidders()]; // [bidders]
        double[] winning = new double[game.bidders()]; // [bidders]
        double revenue = 0;
        double welfare = 0;
        for (int i = 0; i < game.bidders(); i++) {
            InterimPayoff payoff = payoffs.get(i);
            InterimPayoff money = neutral.get(i);
            if (i > 0 && alike()) {
                utility[i] = utility[0];
                winning[i] = winning[0];
                continue;
            }
            double times = alike() ? game.bidders() : 1;
            double cents = ROUNDING * Math.ulp(game.largestValue() * game.rates()[0]);
            double share = ROUNDING * Math.ulp(1.0);
            utility[i] = mean(i, game.riskAversion() > 0 ? 0 : cents, payoff::utility);
            winning[i] = mean(i, share, (signal, bid) -> payoff.takesPart(bid) ? payoff.winning(bid) : 0);
            revenue += times
                    * mean(i, cents, (signal, bid) -> payoff.takesPart(bid) ? money.payment(bid) + game.fee() : 0);
            welfare += times * mean(i, cents, (signal, bid) -> payoff.takesPart(bid) ? signal * payoff.rate(bid) : 0);
        }
        double sales = 0;
        for (double chance : winning) {
            sales += chance;
        }
        return new Outcome(utility, winning, revenue, welfare, sales);
    }

    private double mean(int bidder, double rounding, DoubleBinaryOperator function) {
        return rules.get(bidder).mean(function, payoffs.get(bidder).breaks(), rounding);
    }
}
