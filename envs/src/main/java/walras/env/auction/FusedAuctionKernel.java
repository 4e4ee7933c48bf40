package walras.env.auction;

import java.util.Arrays;
import walras.env.Rows;

/**
 * The auction as loops over primitive arrays.
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

    /** @param dropout whether bidders may be absent */
    FusedAuctionKernel(AuctionRules rules, boolean dropout, World world) {
        this.rules = rules;
        this.bidders = rules.bidders();
        this.world = world;
        this.plain =
                !dropout && rules.tieRule() != TieRule.RANDOM && rules.cloneSampling() == CloneSampling.INDEPENDENT;
        this.laterWins = rules.tieRule() == TieRule.HIGHEST_INDEX ? 1 : 0;
        this.horizon = rules.horizon();
        this.lastAge = rules.lastAge();
        this.carry = rules.settlement() == Settlement.UTILITY ? 1 : 0;
        this.source = new int[bidders];
        for (int i = 0; i < bidders; i++) {
            source[i] = rules.cloneSampling() == CloneSampling.EXACT ? i % rules.primitives() : i;
        }
    }

    @Override
    public void step(double[] bids, AuctionRows rows, Rows which) { // bids [B, m]
        for (int row = which.from(); row < which.to(); row++) {
            if (which.contains(row)) {
                clearRow(bids, rows, row);
            }
        }
        world.apply(rows, which);
        for (int row = which.from(); row < which.to(); row++) {
            if (which.contains(row)) {
                settleRow(rows, row);
            }
        }
    }

    private void clearRow(double[] bids, AuctionRows rows, int row) { // bids [B, m]
        if (plain) {
            findWinner(bids, rows, row);
        } else {
            findWinnerAmongActive(bids, rows, row);
        }
        rows.price[row] = rules.mechanism().price(rows.top[row], rows.second[row]);
        rows.revenue[row] = rules.mechanism().revenue(rows.top[row], rows.second[row]);
    }

    private void findWinner(double[] bids, AuctionRows rows, int row) { // bids [B, m]
        // With "at least" instead of "above", later bidders win ties.
        long atLeast = laterWins;
        int base = row * bidders;
        long top = -1;
        long second = 0;
        long winner = 0;
        for (int i = 0; i < bidders; i++) {
            long bid = Double.doubleToRawLongBits(bids[base + i] + 0.0);
            long wins = (top - bid - atLeast) >> 63;
            long loser = bid + ((top - bid) & wins);
            second += (loser - second) & ((second - loser) >> 63);
            top += (bid - top) & wins;
            winner += (i - winner) & wins;
        }
        rows.top[row] = Double.longBitsToDouble(top);
        rows.second[row] = Double.longBitsToDouble(second);
        rows.winner[row] = (int) winner;
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
        Arrays.fill(rows.paid, base, base + bidders, 0);
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
