package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.List;

/** An equilibrium of private values: a profile of rules, each of which is claimed to be a best reply to the others. */
final class PrivateEquilibrium implements Equilibrium {
    private static final int HALVINGS = 100;

    private final Profile profile;
    private final SealedBidGame game;
    private final List<BestReply> replies = new ArrayList<>();
    private final double top;

    PrivateEquilibrium(Profile profile) {
        this.profile = profile;
        this.game = profile.game();
        double highest = 0;
        for (int i = 0; i < game.bidders(); i++) {
            highest = Math.max(highest, profile.rule(i).highest(game.highestSignal(i)));
        }
        this.top = highest;
        double reach = Math.max(top, game.reserve()) * (1 + 1e-3); // a bid above all others' brings nothing more
        for (int i = 0; i < game.bidders(); i++) {
            replies.add(
                    i > 0 && profile.alike() ? replies.get(0) : new BestReply(profile.payoff(i), reach, game.cap(i)));
        }
    }

    Profile profile() {
        return profile;
    }

    @Override
    public double bid(int bidder, double signal) {
        return profile.rule(bidder).bid(signal);
    }

    @Override
    public double lowest(int bidder, double signal) {
        return profile.rule(bidder).lowest(signal);
    }

    @Override
    public double highest(int bidder, double signal) {
        return profile.rule(bidder).highest(signal);
    }

    @Override
    public double draw(int bidder, double signal, double share) {
        return profile.rule(bidder).draw(signal, share);
    }

    @Override
    public double utility(int bidder, double signal, double bid) {
        return profile.payoff(bidder).utility(signal, Math.min(bid, game.budgets()[bidder]));
    }

    @Override
    public double utility(int bidder, double signal) {
        return profile.utility(bidder, signal);
    }

    @Override
    public double bestUtility(int bidder, double signal) {
        return replies.get(bidder).at(signal).utility();
    }

    @Override
    public Outcome outcome() {
        return profile.outcome();
    }

    @Override
    public double screening(int bidder) {
        return firstSignal(bidder, game.reserve());
    }

    @Override
    public double pooling(int bidder) {
        double budget = game.budgets()[bidder];
        return budget > top ? game.highestSignal(bidder) : firstSignal(bidder, budget);
    }

    /** The lowest signal that bids at least this much. */
    private double firstSignal(int bidder, double bid) {
        double low = game.lowestSignal(bidder);
        double high = game.highestSignal(bidder);
        if (bids(bidder, low) >= bid) {
            return low;
        }
        for (int k = 0; k < HALVINGS && high > Math.nextUp(low); k++) {
            double middle = low + (high - low) / 2;
            if (bids(bidder, middle) < bid) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private double bids(int bidder, double signal) {
        return profile.rule(bidder).highest(signal);
    }

    @Override
    public double top() {
        return top;
    }
}
