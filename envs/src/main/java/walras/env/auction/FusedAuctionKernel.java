package walras.env.auction;

import java.util.Arrays;
import walras.env.Rows;

/**
 * The auction as loops over primitive arrays: one bidder after another, over all rows at once, so that loops are long and the compiler vectorises them.
 *
 * <p>Bids are not negative, so their IEEE bit patterns, read as integers, are ordered as they are. The highest bid, the second and the winner then fall out of
 * integer comparisons that become masks instead of branches: which of several near-equal bids wins is a coin toss, and a mispredicted branch costs more than the
 * rest of the row. {@code (a - b) >> 63} is all ones where a is less than b.
 */
final class FusedAuctionKernel implements AuctionKernel {
    private final AuctionRules rules;
    private final int bidders;
    private final int[] source; // [m] whose bid counts as bidder i's
    private final boolean plain;
    private final long laterWins;
    private final int horizon;
    private final int lastAge;
    private final double carry;
    private final World world;
    private final long[] offer; // [B] scratch: one bidder's bid, as bits
    private final long[] top; // [B] scratch: the highest bid so far, as bits
    private final long[] second; // [B] scratch: the highest but one
    private final long[] winner; // [B] scratch: who bids the highest

    /** @param dropout whether bidders may be absent */
    FusedAuctionKernel(AuctionRules rules, boolean dropout, World world, int rows) {
        this.rules = rules;
        this.bidders = rules.bidders();
        this.world = world;
        this.plain =
                !dropout && rules.tieRule() != TieRule.RANDOM && rules.cloneSampling() == CloneSampling.INDEPENDENT;
        this.laterWins = rules.tieRule() == TieRule.HIGHEST_INDEX ? 1 : 0;
        this.horizon = rules.horizon();
        this.lastAge = rules.lastAge();
        this.carry = rules.settlement() == Settlement.UTILITY ? 1 : 0;
        this.offer = new long[rows];
        this.top = new long[rows];
        this.second = new long[rows];
        this.winner = new long[rows];
        this.source = new int[bidders];
        for (int i = 0; i < bidders; i++) {
            source[i] = rules.cloneSampling() == CloneSampling.EXACT ? i % rules.primitives() : i;
        }
    }

    @Override
    public void step(double[] bids, AuctionRows rows, Rows which) { // bids [B, m]
        if (plain) {
            findWinners(bids, rows, which);
        } else {
            findWinnersAmongActive(bids, rows, which);
        }
        price(rows, which);
        world.apply(rows, which);
        settle(rows, which);
    }

    private void findWinners(double[] bids, AuctionRows rows, Rows which) { // bids [B, m]
        take(bids, 0, top, which);
        Arrays.fill(second, which.from(), which.to(), 0);
        Arrays.fill(winner, which.from(), which.to(), 0);
        for (int bidder = 1; bidder < bidders; bidder++) {
            take(bids, bidder, offer, which);
            hear(bidder, which);
        }
        for (int row = which.from(); row < which.to(); row++) {
            if (which.contains(row)) {
                rows.top[row] = Double.longBitsToDouble(top[row]);
                rows.second[row] = Double.longBitsToDouble(second[row]);
                rows.winner[row] = (int) winner[row];
            }
        }
    }

    /** One bidder's bids of all rows, as bits. */
    private void take(double[] bids, int bidder, long[] target, Rows which) { // bids [B, m], target [B]
        for (int row = which.from(); row < which.to(); row++) {
            target[row] = Double.doubleToRawLongBits(bids[row * bidders + bidder] + 0.0);
        }
    }

    /** In blocks, see {@link Rows#BLOCK}: not vectorised, this takes three times as long. */
    private void hear(long bidder, Rows which) {
        int next = which.from();
        for (; next + Rows.BLOCK <= which.to(); next += Rows.BLOCK) {
            for (int row = next; row < next + Rows.BLOCK; row++) {
                hear(bidder, row);
            }
        }
        for (; next < which.to(); next++) {
            hear(bidder, next);
        }
    }

    private void hear(long bidder, int row) {
        // With "at least" instead of "above", later bidders win ties.
        long wins = (top[row] - offer[row] - laterWins) >> 63;
        long loser = offer[row] + ((top[row] - offer[row]) & wins);
        second[row] += (loser - second[row]) & ((second[row] - loser) >> 63);
        top[row] += (offer[row] - top[row]) & wins;
        winner[row] += (bidder - winner[row]) & wins;
    }

    private void findWinnersAmongActive(double[] bids, AuctionRows rows, Rows which) { // bids [B, m]
        for (int row = which.from(); row < which.to(); row++) {
            if (which.contains(row)) {
                findWinnerAmongActive(bids, rows, row);
            }
        }
    }

    /** With absent bidders, exact clones or random ties. Absent bidders count as bidding less than nothing. */
    private void findWinnerAmongActive(double[] bids, AuctionRows rows, int row) { // bids [B, m]
        int base = row * bidders;
        double top = -1;
        double second = 0;
        int ties = 0;
        for (int i = 0; i < bidders; i++) {
            double bid = bid(bids, rows, base, i);
            second = Math.max(second, Math.min(bid, top));
            ties = bid > top ? 1 : bid == top ? ties + 1 : ties;
            top = Math.max(top, bid);
        }
        rows.top[row] = top;
        rows.second[row] = second;
        rows.winner[row] = tied(bids, rows, row, top, chosen(ties, rows.tieDraw[row]));
    }

    private double bid(double[] bids, AuctionRows rows, int base, int bidder) { // bids [B, m]
        return rows.active[base + bidder] == 0 ? -1 : bids[base + source[bidder]] + 0.0;
    }

    /** Which of the tied bidders wins, counted from 0. */
    private int chosen(int ties, double draw) {
        return switch (rules.tieRule()) {
            case LOWEST_INDEX -> 0;
            case HIGHEST_INDEX -> ties - 1;
            case RANDOM -> (int) Math.min(draw * ties, ties - 0.5);
        };
    }

    private int tied(double[] bids, AuctionRows rows, int row, double top, int chosen) { // bids [B, m]
        int left = chosen;
        int base = row * bidders;
        for (int i = 0; i < bidders; i++) {
            if (bid(bids, rows, base, i) == top && left-- == 0) {
                return i;
            }
        }
        throw new IllegalStateException("row " + row + ": no bidder takes part in the auction");
    }

    private void price(AuctionRows rows, Rows which) {
        Mechanism mechanism = rules.mechanism();
        for (int row = which.from(); row < which.to(); row++) {
            if (which.contains(row)) {
                rows.price[row] = mechanism.price(rows.top[row], rows.second[row]);
                rows.revenue[row] = mechanism.revenue(rows.top[row], rows.second[row]);
            }
        }
    }

    private void settle(AuctionRows rows, Rows which) {
        int to;
        for (int from = which.next(which.from()); from < which.to(); from = which.next(to)) {
            to = which.end(from);
            Arrays.fill(rows.paid, from * bidders, to * bidders, 0);
            for (int row = from; row < to; row++) {
                settleRow(rows, row);
            }
        }
    }

    private void settleRow(AuctionRows rows, int row) {
        int base = row * bidders;
        int age = rows.age[row];
        // Only the auction that settles a cut episode is held at the horizon; its winner neither acts nor pays.
        double acts = age < horizon ? 1 : 0;
        double price = rows.price[row] * acts;
        double net = rows.reward[row] - price;
        int cut = age >= lastAge ? 1 - rows.terminated[row] : 0;
        int ends = cut | rows.terminated[row];
        double goesOn = 1 - ends;
        double kept = net * (goesOn * carry);
        // Adding zero turns a negative zero into zero, so that the backends agree to the bit.
        rows.paid[base + rows.owner[row]] = rows.pending[row] + rows.share[row] * rows.revenue[row] + 0.0;
        rows.paid[base + rows.winner[row]] += net - kept;
        rows.price[row] = price;
        rows.created[row] = (rows.revenue[row] - price) * rows.sold[row];
        rows.pending[row] = kept + 0.0;
        rows.seller[row] = rows.sold[row];
        rows.sold[row] = goesOn;
        rows.share[row] = goesOn * (carry * rows.stepDiscount[row] + (1 - carry));
        rows.owner[row] = rows.winner[row] * (1 - ends);
        rows.truncated[row] = (byte) cut;
    }
}
