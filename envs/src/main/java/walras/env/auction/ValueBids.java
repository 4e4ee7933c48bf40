package walras.env.auction;

import java.util.Arrays;

/**
 * Bidders who bid what winning was worth: {@code b(s, i) <- E[r(s, i) + discount * revenue(s')]}, all states and bidders at once, clipped to the bid range. Copies bid
 * alike. Where the revenue is the next highest bid, this is a Bellman sweep; the differences between mechanisms show in the fixed points.
 *
 * @param bids [S, N]
 * @param sweeps how many sweeps changed a bid
 */
@SuppressWarnings("ArrayRecordComponent") // Read-only table; identity is never asked for.
record ValueBids(double[] bids, int sweeps) { // bids [S, N]
    /** Sweeps from bids of zero until none changes, at most {@code sweepsMax} times. */
    static ValueBids from(GlobalMdp world, AuctionRules rules, double bidMax, int sweepsMax) {
        double[] bids = new double[world.states() * world.primitives()]; // [S, N]
        int sweeps = 0;
        while (sweeps < sweepsMax) {
            double[] swept = sweep(world, rules, bidMax, bids);
            if (Arrays.equals(swept, bids)) {
                break;
            }
            bids = swept;
            sweeps++;
        }
        return new ValueBids(bids, sweeps);
    }

    /** One synchronous sweep. */
    static double[] sweep(GlobalMdp world, AuctionRules rules, double bidMax, double[] bids) { // bids [S, N] -> [S, N]
        int primitives = world.primitives();
        double[] revenue = new double[world.states()];
        for (int state = 0; state < revenue.length; state++) {
            revenue[state] = revenue(rules, bids, state);
        }
        double[] swept = new double[bids.length];
        for (int pair = 0; pair < bids.length; pair++) {
            int state = pair / primitives;
            int i = pair % primitives;
            double value = world.terminal(state)
                    ? 0
                    : world.reward(state, i) + rules.discount() * world.expectation(state, i, revenue);
            swept[pair] = Math.min(Math.max(value, 0), bidMax);
        }
        return swept;
    }

    private static double revenue(AuctionRules rules, double[] bids, int state) { // bids [S, N]
        int primitives = rules.primitives();
        double top = 0;
        double second = 0;
        for (int i = 0; i < primitives; i++) {
            double bid = bids[state * primitives + i];
            second = Math.max(second, Math.min(bid, top));
            top = Math.max(top, bid);
        }
        return rules.mechanism().revenue(top, rules.copies() > 1 ? top : second);
    }
}
