package walras.env.auction.sealed;

/** What a bidder's other bid would have brought against the bids that the others made; the mean over lots where bids tie. */
final class Counterfactual {
    private final SealedBidGame game;
    private final int n;

    Counterfactual(SealedBidGame game) {
        this.game = game;
        this.n = game.bidders();
    }

    private double counted(double[] bids, int base, int bidder) { // [B, n]
        double bid = Math.min(bids[base + bidder], game.budgets()[bidder]);
        return takesPart(bid) ? bid : BiddingRule.OUT;
    }

    private boolean takesPart(double bid) {
        return bid >= game.reserve() && (game.fee() == 0 || bid > 0);
    }

    double utility(double[] bids, int base, int bidder, double value, double bid) { // [B, n]
        double own = Math.min(bid, game.budgets()[bidder]);
        if (!takesPart(own)) {
            return 0;
        }
        int above = 0;
        int level = 0;
        for (int j = 0; j < n; j++) {
            double other = j == bidder ? BiddingRule.OUT : counted(bids, base, j);
            above += other > own ? 1 : 0;
            level += other == own ? 1 : 0;
        }
        double sum = 0;
        for (int place = above; place <= above + level; place++) {
            double rate = place < game.places() ? game.rates()[place] : 0;
            double paid = place < game.places() || game.format() == Format.ALL_PAY
                    ? payment(bids, base, bidder, own, place)
                    : 0;
            sum += game.utilityOf(rate * value - paid - game.fee());
        }
        return sum / (level + 1);
    }

    /** The most that any bid would have brought, as a supremum: a place is had just above the rival that would take it. */
    double best(double[] bids, int base, int bidder, double value) { // [B, n]
        double best = 0;
        double cap = Math.min(game.bidMax(), game.budgets()[bidder]);
        for (int place = 0; place < game.places(); place++) {
            double needed = price(bids, base, bidder, place);
            if (needed <= cap) {
                double money = game.rates()[place] * value - payment(bids, base, bidder, needed, place) - game.fee();
                best = Math.max(best, game.utilityOf(money));
            }
        }
        return best;
    }

    private double payment(double[] bids, int base, int bidder, double own, int place) { // [B, n]
        double[] rates = game.rates(); // [places]
        return switch (game.format()) {
            case ALL_PAY -> own;
            case FIRST_PRICE -> rates[place] * own;
            case SECOND_PRICE, GENERALISED_SECOND_PRICE -> rates[place] * price(bids, base, bidder, place);
            case UNIFORM_PRICE -> rates[place] * price(bids, base, bidder, rates.length - 1);
            case VCG -> {
                double sum = 0;
                for (int j = place; j < rates.length; j++) {
                    double after = j + 1 < rates.length ? rates[j + 1] : 0;
                    sum += (rates[j] - after) * price(bids, base, bidder, j);
                }
                yield sum;
            }
        };
    }

    /** The bid of the rival at a rank from 0 among the others, at least the reserve. */
    private double price(double[] bids, int base, int bidder, int rank) { // [B, n]
        for (int j = 0; j < n; j++) {
            double bid = counted(bids, base, j);
            if (j == bidder || bid == BiddingRule.OUT) {
                continue;
            }
            int before = 0;
            for (int k = 0; k < n; k++) {
                double other = k == bidder ? BiddingRule.OUT : counted(bids, base, k);
                before += other > bid || (other == bid && k < j) ? 1 : 0;
            }
            if (before == rank) {
                return Math.max(game.reserve(), bid);
            }
        }
        return game.reserve();
    }
}
