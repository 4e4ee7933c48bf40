package walras.env.auction;

/**
 * One auction as a bidder faces it whose rivals bid what is known: what it earns now by bidding above all of them, below, or level, as
 * a function of its bid, when it is known what winning and losing are worth afterwards. Between two rivals' bids that is linear, so the
 * best bid is at an end of such a stretch, or next to it.
 */
final class StandingBids {
    private final AuctionRules rules;
    private final int bidder;
    private final double[] bids; // [m] the own one is never looked at
    private double highest; // of the rivals' bids
    private double next; // the highest but one, 0 where there is none
    private int level; // how many rivals bid the highest
    private int firstLevel; // the lowest index among them
    private int lastLevel; // the highest

    private double share; // what the bidder gets of each unit of this auction's revenue
    private double pays; // 1 where the winner acts and pays
    private double winning; // what follows if it wins, reward included
    private double losing; // if a rival wins that bids the highest

    StandingBids(AuctionRules rules, int bidder) {
        this.rules = rules;
        this.bidder = bidder;
        this.bids = new double[rules.bidders()];
    }

    /** Writes a rival's bid, before {@link #rank}. */
    void set(int rival, double bid) {
        bids[rival] = bid;
    }

    /** Looks at who bids the highest. */
    void rank() {
        highest = -1;
        next = 0;
        for (int j = 0; j < bids.length; j++) {
            if (j == bidder) {
                continue;
            }
            if (bids[j] > highest) {
                next = Math.max(0, highest);
                highest = bids[j];
                level = 0;
                firstLevel = j;
            } else {
                next = Math.max(next, bids[j]);
            }
            if (bids[j] == highest) {
                level++;
                lastLevel = j;
            }
        }
        if (highest < 0) { // no rivals
            level = 0;
        }
    }

    /** Says what follows; {@code afterLosing} is by the rival who wins. */
    void follow(double revenueShare, boolean acts, double afterWinning, double[] afterLosing) { // [m]
        share = revenueShare;
        pays = acts ? 1 : 0;
        winning = afterWinning;
        losing = 0;
        switch (rules.tieRule()) {
            case LOWEST_INDEX -> losing = level > 0 ? afterLosing[firstLevel] : 0;
            case HIGHEST_INDEX -> losing = level > 0 ? afterLosing[lastLevel] : 0;
            case RANDOM -> {
                for (int j = 0; j < bids.length; j++) {
                    losing += j != bidder && bids[j] == highest ? afterLosing[j] / level : 0;
                }
            }
        }
    }

    private double won(double bid) {
        double second = Math.max(0, highest);
        Mechanism mechanism = rules.mechanism();
        return winning - pays * mechanism.price(bid, second) + share * mechanism.revenue(bid, second);
    }

    private double lost(double bid) {
        return losing + share * rules.mechanism().revenue(highest, Math.max(bid, next));
    }

    /** The chance to win when level with the rivals who bid the highest. */
    private double oddsLevel() {
        return switch (rules.tieRule()) {
            case LOWEST_INDEX -> bidder < firstLevel ? 1 : 0;
            case HIGHEST_INDEX -> bidder > lastLevel ? 1 : 0;
            case RANDOM -> 1.0 / (level + 1);
        };
    }

    /** What a bid earns, with what follows. */
    double worth(double bid) {
        if (bid > highest) {
            return won(bid);
        } else if (bid < highest) {
            return lost(bid);
        }
        double odds = oddsLevel();
        return odds * won(bid) + (1 - odds) * lost(bid);
    }

    /** The supremum over bids from 0 to the highest that is allowed. */
    double best(double bidMax) {
        double best = Math.max(worth(0), worth(bidMax));
        if (highest >= 0) {
            best = Math.max(best, worth(highest));
            best = highest < bidMax ? Math.max(best, won(highest)) : best; // just above
            best = highest > 0 ? Math.max(best, lost(highest)) : best; // just below
            best = next < highest ? Math.max(best, lost(next)) : best;
        }
        return best;
    }

    /** The mean over bids that are uniform from 0 to the highest that is allowed. */
    double mean(double bidMax) {
        double top = Math.max(0, highest);
        double below = highest < 0 ? 0 : next * lost(0) + (top - next) * (lost(next) + lost(top)) / 2;
        double above = (bidMax - top) * (won(top) + won(bidMax)) / 2;
        return (below + above) / bidMax;
    }
}
