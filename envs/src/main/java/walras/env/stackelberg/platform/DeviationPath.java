package walras.env.stackelberg.platform;

import java.util.function.IntUnaryOperator;

/**
 * What trained sellers do when seller 0 leaves their greedy play for one period, for the static best response to its rivals' prices:
 * the test of Calvano et al. (2020) for punishment.
 */
final class DeviationPath {
    private final MarketTables market;
    private final BuyBox box;
    private final IntUnaryOperator rule;
    private final double[] costs; // [seller]
    private final QSellers sellers; // one row

    /** @param rule the leader's answer to a price profile */
    DeviationPath(MarketTables market, BuyBox box, IntUnaryOperator rule, double[] costs, QSellers sellers) {
        this.market = market;
        this.box = box;
        this.rule = rule;
        this.costs = costs.clone();
        this.sellers = sellers;
    }

    /** Prices of sellers 0 and 1, and seller 0's profit of each period {@code [periods]}; the deviation, if any, is the first. */
    @SuppressWarnings("ArrayRecordComponent")
    record Path(double[] own, double[] rival, double[] profit) {}

    /** Follows greedy play from a state, after {@code settle} periods for it to reach its cycle. */
    Path follow(int start, int occupant, int settle, int periods, boolean deviate) {
        int state = start;
        int holder = occupant;
        Path path = new Path(new double[periods], new double[periods], new double[periods]);
        for (int t = -settle; t < periods; t++) {
            int profile = sellers.greedyProfile(0, state);
            profile = deviate && t == 0 ? bestResponse(profile, state, holder) : profile;
            int displayed = displayed(profile, state, holder);
            if (t >= 0) {
                path.own()[t] = market.price(profile, 0);
                path.rival()[t] = market.price(profile, 1);
                path.profit()[t] = market.profit(profile, displayed, 0, costs[0]);
            }
            holder = BuyBox.occupantAfter(displayed, holder);
            state = profile;
        }
        return path;
    }

    private int displayed(int profile, int state, int holder) {
        return box.displayed(profile, state, holder, rule.applyAsInt(profile));
    }

    /** The profile with seller 0's price that earns most in this period, the lowest on ties. */
    private int bestResponse(int profile, int state, int holder) {
        int best = market.profiles().with(profile, 0, 0);
        for (int level = 0; level < market.levels(); level++) {
            int tried = market.profiles().with(profile, 0, level);
            best = profit(tried, state, holder) > profit(best, state, holder) ? tried : best;
        }
        return best;
    }

    private double profit(int profile, int state, int holder) {
        return market.profit(profile, displayed(profile, state, holder), 0, costs[0]);
    }
}
