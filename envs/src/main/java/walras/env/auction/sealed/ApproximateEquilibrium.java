package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import walras.env.Problem;

/**
 * Iterated best reply on a grid of signals, for games of private values without a known solution: every round each bidder
 * moves some of the way to its best reply, less and less. What is left to gain is in the certificate; nothing more is claimed.
 */
final class ApproximateEquilibrium {
    private static final int ROUNDS = 120;
    private static final int POINTS = 65;
    private static final double SETTLED = 1e-10;

    private final SealedBidGame game;
    private final boolean alike;
    private final int learners; // bidders that need a rule of their own

    private ApproximateEquilibrium(SealedBidGame game) {
        this.game = game;
        this.alike = game.symmetric();
        this.learners = alike ? 1 : game.bidders();
    }

    /** @throws Problem BAD_OPTION where even that is not possible */
    static PrivateEquilibrium find(SealedBidGame game) {
        boolean possible = game.dependence() == Dependence.PRIVATE
                && game.values().stream().noneMatch(ValueDistribution::discrete);
        if (!possible || game.complete()) {
            throw Problem.option("approximate", "private values of a continuous law, not known to others", true);
        }
        return new PrivateEquilibrium(new ApproximateEquilibrium(game).profile());
    }

    private Profile profile() {
        double[][] bids = new double[learners][POINTS]; // [learner][point]
        for (int i = 0; i < learners; i++) {
            for (int k = 0; k < POINTS; k++) {
                bids[i][k] = Math.min(signal(i, k) * game.rivals() / game.bidders(), game.cap(i));
            }
        }
        for (int round = 1; round <= ROUNDS; round++) {
            Effort.spend(POINTS);
            if (improve(bids, 2.0 / (round + 3)) < SETTLED) {
                break;
            }
        }
        return profile(bids);
    }

    private double signal(int bidder, int k) {
        ValueDistribution values = game.values(bidder);
        return values.low() + (values.high() - values.low()) * k / (POINTS - 1);
    }

    private Profile profile(double[][] bids) { // [learner][point]
        List<BiddingRule> rules = new ArrayList<>();
        for (int i = 0; i < learners; i++) {
            rules.add(KnotRule.spaced((ContinuousValues) game.values(i), bids[i]));
        }
        return new Profile(game, alike ? List.copyOf(Collections.nCopies(game.bidders(), rules.get(0))) : rules);
    }

    /** One round; returns how far the farthest bid moved. */
    private double improve(double[][] bids, double weight) { // [learner][point]
        Profile present = profile(bids);
        double top =
                Arrays.stream(bids).mapToDouble(own -> own[POINTS - 1]).max().orElseThrow();
        double moved = 0;
        for (int i = 0; i < learners; i++) {
            BestReply reply = new BestReply(present.payoff(i), Math.max(top, game.reserve()) * 1.01, game.cap(i));
            double floor = 0;
            for (int k = 0; k < POINTS; k++) {
                double wanted = Math.max(0, reply.at(signal(i, k)).bid());
                double next = Math.max(floor, bids[i][k] + weight * (wanted - bids[i][k]));
                moved = Math.max(moved, Math.abs(next - bids[i][k]));
                bids[i][k] = next;
                floor = next;
            }
        }
        return moved;
    }
}
