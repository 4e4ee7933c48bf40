package walras.env.auction;

import java.util.Arrays;

/** By how much bids that stay where they are miss what winning is worth, from the bids, the world and an auction among all copies alone. */
final class ValueBidsCertificate {
    private ValueBidsCertificate() {}

    /** The largest {@code |b(s, i) - E[r(s, i) + discount * revenue(s')]|} over states and bidders, the worth within the bid range; in credits. */
    static double residual(GlobalMdp world, AuctionRules rules, double bidMax, double[] bids) { // bids [S, N]
        int n = world.primitives();
        double[] revenue = new double[world.states()]; // [S]
        Arrays.setAll(revenue, state -> revenue(rules, Arrays.copyOfRange(bids, state * n, (state + 1) * n)));
        double worst = 0;
        for (int pair = 0; pair < bids.length; pair++) {
            double worth = 0; // of a terminal state's winner
            if (!world.terminal(pair / n)) {
                worth = world.reward(pair / n, pair % n);
                for (int outcome = world.first(pair); outcome < world.first(pair + 1); outcome++) {
                    worth += rules.discount() * world.chance(outcome) * revenue[world.next(outcome)];
                }
            }
            double off = Math.abs(bids[pair] - Math.max(0, Math.min(bidMax, worth)));
            worst = off <= worst ? worst : off; // NaN stays
        }
        return worst;
    }

    /** What an auction among all copies brings the winner before. */
    private static double revenue(AuctionRules rules, double[] own) { // [N]
        double[] all = new double[rules.bidders() + 1]; // [bidders + 1], with a bid of nothing
        for (int k = 0; k < rules.bidders(); k++) {
            all[k] = own[k % own.length];
        }
        Arrays.sort(all);
        return rules.mechanism().revenue(all[all.length - 1], all[all.length - 2]);
    }
}
