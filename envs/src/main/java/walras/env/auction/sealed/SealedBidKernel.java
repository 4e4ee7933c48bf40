package walras.env.auction.sealed;

import walras.env.RowRandom;
import walras.env.auction.TieRule;

/**
 * Ranks the bids of one row and says who gets which place at what price. Scratch belongs to rows, so that rows may be cleared
 * by several threads.
 */
final class SealedBidKernel {
    private static final int LOT = 1; // purpose of the draws that break ties

    private final SealedBidGame game;
    private final int n;
    private final double reserve;
    private final boolean free; // a bid of 0 takes part
    private final RowRandom random;
    private final int[] ranked; // [B, n] bidders that take part, the highest bid first
    private final double[] counted; // [B, n] bids as they count
    private final double[] rate; // [B, n] of the place won; 0 for none
    private final double[] payment; // [B, n] without the fee
    private final int[] present; // [B] bidders that take part

    SealedBidKernel(SealedBidGame game, int rows, RowRandom random) {
        this.game = game;
        this.n = game.bidders();
        this.reserve = game.reserve();
        this.free = game.fee() == 0;
        this.random = random;
        ranked = new int[rows * n];
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
            double bid = Math.min(bids[base + i], game.budgets()[i]);
            counted[base + i] = bid;
            rate[base + i] = 0;
            payment[base + i] = 0;
            if (bid >= reserve && (free || bid > 0)) {
                insert(row, base, taking++, i);
            }
        }
        present[row] = taking;
        pay(base, taking);
    }

    private void insert(int row, int base, int count, int bidder) {
        int at = count;
        while (at > 0 && before(row, base, bidder, ranked[base + at - 1])) {
            ranked[base + at] = ranked[base + at - 1];
            at--;
        }
        ranked[base + at] = bidder;
    }

    private boolean before(int row, int base, int one, int other) {
        double mine = counted[base + one];
        double theirs = counted[base + other];
        if (mine != theirs) {
            return mine > theirs;
        } else if (game.ties() == TieRule.RANDOM) {
            return random.uniform(row, LOT, one) > random.uniform(row, LOT, other);
        }
        return (game.ties() == TieRule.LOWEST_INDEX) == (one < other);
    }

    private void pay(int base, int taking) {
        double[] rates = game.rates(); // [places]
        if (game.format() == Format.ALL_PAY) {
            for (int k = 0; k < taking; k++) {
                payment[base + ranked[base + k]] = counted[base + ranked[base + k]];
            }
        }
        double later = 0; // what the places from the present one on cost under vcg
        for (int k = rates.length - 1; k >= 0; k--) {
            double next = Math.max(reserve, bid(base, taking, k + 1));
            later += (rates[k] - (k + 1 < rates.length ? rates[k + 1] : 0)) * next;
            if (k >= taking) {
                continue;
            }
            int bidder = ranked[base + k];
            rate[base + bidder] = rates[k];
            switch (game.format()) {
                case FIRST_PRICE -> payment[base + bidder] = rates[k] * counted[base + bidder];
                case ALL_PAY -> {}
                case SECOND_PRICE, GENERALISED_SECOND_PRICE -> payment[base + bidder] = rates[k] * next;
                case UNIFORM_PRICE ->
                    payment[base + bidder] = rates[k] * Math.max(reserve, bid(base, taking, rates.length));
                case VCG -> payment[base + bidder] = later;
            }
        }
    }

    private double bid(int base, int taking, int rank) { // rank from 0
        return rank < taking ? counted[base + ranked[base + rank]] : 0;
    }

    int present(int row) {
        return present[row];
    }

    /** Who is at a rank, from 0. */
    int at(int row, int rank) {
        return ranked[row * n + rank];
    }

    double rate(int row, int bidder) {
        return rate[row * n + bidder];
    }

    double payment(int row, int bidder) {
        return payment[row * n + bidder];
    }

    boolean takesPart(int row, int bidder) {
        double bid = counted[row * n + bidder];
        return bid >= reserve && (free || bid > 0);
    }
}
