package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The best bid at a value, against rules of others that are given. Between two breaks of their laws the payoff is smooth:
 * each such stretch is searched on a grid and the best place narrowed down; at a rival's atom the supremum is just above it.
 */
final class BestReply {
    private static final int BIDS_LEAST = 401;
    private static final int BIDS_PER_STRETCH = 12;
    private static final int NARROWINGS = 32;
    private static final double PINNED = 1e-7; // the best bid at a flat top is no better known
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    /** @param bid the best one, {@link BiddingRule#OUT} where staying out is */
    record Reply(double bid, double utility) {}

    private final InterimPayoff payoff;
    private final SealedBidGame game;
    private final double[] ends; // [stretches + 1] ascending
    private final double[] bids; // [bids] ascending
    private final boolean[] fresh; // [bids] true where a stretch begins
    private final double[] rates; // [bids] for risk neutral bidders; chances for risk averse ones of truthful formats
    private final double[] payments; // [bids]
    private final double[][] places; // [bids][places] chances of each, for risk averse bidders who pay what they bid
    private final double[] atoms; // [atoms]
    private final double cap;

    /**
     * @param top no bid above it is better
     * @param cap the most that the bidder can bid
     */
    BestReply(InterimPayoff payoff, double top, double cap) {
        this.payoff = payoff;
        this.cap = cap;
        this.game = payoff.game();
        this.atoms = payoff.atoms();
        this.ends = ends(Math.min(top, cap));
        int each = Math.max(BIDS_PER_STRETCH, BIDS_LEAST / Math.max(1, ends.length - 1) + 1);
        List<Double> all = new ArrayList<>();
        List<Boolean> begins = new ArrayList<>();
        for (int k = 0; k + 1 < ends.length; k++) {
            for (int j = 0; j <= each; j++) {
                all.add(j == each ? ends[k + 1] : ends[k] + (ends[k + 1] - ends[k]) * j / each);
                begins.add(j == 0);
            }
        }
        if (all.isEmpty()) { // nothing but the least bid that takes part
            all.add(ends[0]);
            begins.add(true);
        }
        bids = all.stream().mapToDouble(Double::doubleValue).toArray();
        fresh = new boolean[bids.length];
        for (int k = 0; k < fresh.length; k++) {
            fresh[k] = begins.get(k);
        }
        boolean neutral = game.riskAversion() == 0;
        boolean truthful = game.format().truthful();
        rates = neutral
                ? Arrays.stream(bids).map(payoff::rate).toArray()
                : truthful ? Arrays.stream(bids).map(payoff::winning).toArray() : new double[0];
        places = neutral || truthful
                ? new double[0][]
                : Arrays.stream(bids).mapToObj(bid -> payoff.places(bid, false)).toArray(double[][]::new);
        payments = neutral ? Arrays.stream(bids).map(payoff::payment).toArray() : new double[0];
    }

    private double[] ends(double top) { // [stretches + 1]
        double least = game.reserve();
        return DoubleStream.concat(
                        DoubleStream.of(least, Math.max(top, least)),
                        Arrays.stream(payoff.breaks()).filter(x -> x > least && x < top))
                .sorted()
                .distinct()
                .toArray();
    }

    /**
     * Which kind of bid is the best at a value: its stretch, or the break that it is pinned to. Between values of one kind the
     * utility of the best reply is smooth.
     */
    int kind(double value) {
        double bid = at(value).bid();
        int found = Arrays.binarySearch(ends, bid);
        int above = found >= 0 ? found : -found - 1; // the first end that is no lower
        for (int k = Math.max(0, above - 1); k <= above && k < ends.length; k++) {
            if (Math.abs(bid - ends[k]) <= PINNED * (1 + Math.abs(ends[k]))) {
                return 2 * k;
            }
        }
        return 2 * above - 1;
    }

    Reply at(double value) {
        if (cap < game.reserve()) { // no bid of the bidder's takes part
            return new Reply(BiddingRule.OUT, 0);
        }
        double most = Double.NEGATIVE_INFINITY;
        int place = 0;
        boolean averse = game.riskAversion() > 0 && rates.length > 0;
        double[] found = averse ? payoff.utilities(value, bids, rates) : new double[0]; // [bids]
        for (int k = 0; k < bids.length; k++) {
            double utility = !averse ? onGrid(value, k) : payoff.takesPart(bids[k]) ? found[k] : 0;
            if (utility > most) {
                most = utility;
                place = k;
            }
        }
        Reply best = better(new Reply(BiddingRule.OUT, 0), new Reply(bids[place], most));
        best = better(best, narrowed(value, place));
        if (place + 1 < bids.length && fresh[place + 1]) { // a break, whose right side is the next stretch's
            best = better(best, narrowed(value, place + 1));
        }
        for (double atom : atoms) {
            if (atom < cap) {
                best = better(best, new Reply(atom, payoff.utilityAbove(value, atom)));
            }
        }
        return best;
    }

    private static Reply better(Reply one, Reply other) {
        return other.utility() > one.utility() ? other : one;
    }

    private double onGrid(double value, int k) {
        if (!payoff.takesPart(bids[k])) {
            return 0;
        }
        return places.length > 0
                ? payoff.utility(value, bids[k], places[k])
                : value * rates[k] - payments[k] - game.fee();
    }

    /** Golden section between the neighbours of a grid point that belong to its stretch. */
    private Reply narrowed(double value, int place) {
        double low = fresh[place] ? bids[place] : bids[place - 1];
        double high = place + 1 == bids.length || fresh[place + 1] ? bids[place] : bids[place + 1];
        for (int k = 0; k < NARROWINGS; k++) {
            double left = high - GOLDEN * (high - low);
            double right = low + GOLDEN * (high - low);
            if (payoff.utility(value, left) < payoff.utility(value, right)) {
                low = left;
            } else {
                high = right;
            }
        }
        double bid = (low + high) / 2;
        return new Reply(bid, payoff.utility(value, bid));
    }
}
