package walras.env.auction.sealed;

import walras.env.RowRandom;
import walras.env.auction.TieRule;

/**
 * Ranks the bids of one row and says who gets which place at what price. Scratch belongs to rows, so that rows may be cleared
 * by several threads.
 */
final class SealedBidKernel {
    private static final int LOT = 1; // purpose of the draws that break ties

    private final Format format;
    private final int n;
    private final int kept; // ranks that prices need: those of the places and the one after
    private final double reserve;
    private final boolean free; // a bid of 0 takes part
    private final double[] rates; // [places]
    private final double[] budgets; // [n]
    private final boolean allPay;
    private final TieRule ties;
    private final RowRandom random;
    private final int[] ranked; // [B, kept] bidders that take part, the highest bid first
    private final double[] counted; // [B, n] bids as they count
    private final double[] rate; // [B, n] of the place won; 0 for none
    private final double[] payment; // [B, n] without the fee
    private final int[] present; // [B] bidders that take part

    SealedBidKernel(SealedBidGame game, int rows, RowRandom random) {
        this.format = game.format();
        this.allPay = format == Format.ALL_PAY;
        this.n = game.bidders();
        this.kept = Math.min(n, game.places() + 1);
        this.reserve = game.reserve();
        this.free = game.fee() == 0;
        this.rates = game.rates();
        this.budgets = game.budgets();
        this.ties = game.ties();
        this.random = random;
        ranked = new int[rows * kept];
        counted = new double[rows * n];
        rate = new double[rows * n];
        payment = new double[rows * n];
        present = new int[rows];
    }

    /** Clears a row. */
    void clear(int row, double[] bids) { // [B, n]
        int base = row * n;
        int taking = 0;
        for (int i = 0; i < n; i++) {
            double bid = Math.min(bids[base + i], budgets[i]);
            boolean takes = bid >= reserve && (free || bid > 0);
            counted[base + i] = bid;
            rate[base + i] = 0;
            payment[base + i] = allPay && takes ? bid : 0;
            if (takes) {
                insert(row, taking++, i);
            }
        }
        present[row] = taking;
        pay(row, Math.min(taking, kept));
    }

    private void insert(int row, int count, int bidder) {
        int base = row * n;
        int first = row * kept;
        int at = Math.min(count, kept);
        while (at > 0 && before(row, base, bidder, ranked[first + at - 1])) {
            at--;
            if (at + 1 < kept) {
                ranked[first + at + 1] = ranked[first + at];
            }
        }
        if (at < kept) {
            ranked[first + at] = bidder;
        }
    }

    private boolean before(int row, int base, int one, int other) {
        double mine = counted[base + one];
        double theirs = counted[base + other];
        if (mine != theirs) {
            return mine > theirs;
        } else if (ties == TieRule.RANDOM) {
            return random.uniform(row, LOT, one) > random.uniform(row, LOT, other);
        }
        return (ties == TieRule.LOWEST_INDEX) == (one < other);
    }

    private void pay(int row, int taking) {
        int base = row * n;
        double after = 0; // the rate of the place after this one
        double later = 0; // what the places from the present one on cost under vcg
        for (int k = rates.length - 1; k >= 0; k--) {
            double next = Math.max(reserve, bid(row, taking, k + 1));
            later += (rates[k] - after) * next;
            after = rates[k];
            if (k >= taking) {
                continue;
            }
            int at = base + ranked[row * kept + k];
            rate[at] = rates[k];
            switch (format) {
                case FIRST_PRICE -> payment[at] = rates[k] * counted[at];
                case ALL_PAY -> {}
                case SECOND_PRICE, GENERALISED_SECOND_PRICE -> payment[at] = rates[k] * next;
                case UNIFORM_PRICE -> payment[at] = rates[k] * Math.max(reserve, bid(row, taking, rates.length));
                case VCG -> payment[at] = later;
            }
        }
    }

    private double bid(int row, int taking, int rank) { // rank from 0
        return rank < taking ? counted[row * n + ranked[row * kept + rank]] : 0;
    }

    int present(int row) {
        return present[row];
    }

    /** Who has a place, from 0. */
    int at(int row, int rank) {
        return ranked[row * kept + rank];
    }

    double rate(int at) { // row * n + bidder
        return rate[at];
    }

    double payment(int at) { // row * n + bidder
        return payment[at];
    }

    boolean takesPart(int at) { // row * n + bidder
        double bid = counted[at];
        return bid >= reserve && (free || bid > 0);
    }
}
