package walras.env.auction;

import java.util.function.IntConsumer;
import walras.env.PolicyContext;
import walras.env.Problem;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.Tensors;

/** A seat of learning bidders: which bidders are theirs, and the arrays of the batch that they read and write. */
final class BidderSeat {
    private static final long ENTRIES_MAX = 1 << 27;

    final int bidders; // m, of the whole auction
    final int first; // of the seat's own bidders
    final int end; // one past the seat's last
    final int learners; // copies that share are one learner; bidder i is learner i modulo this
    final int states; // that a table tells apart
    final double bidMax;
    final double[] bids; // [B, m]
    final double[] winner; // [B]
    final double[] price; // [B]
    final double[] revenue; // [B] of the previous winner
    final double[] reward; // [B]
    final byte[] terminated; // [B]
    final byte[] truncated; // [B]
    final byte[] active; // [B, m] 0 for bidders that sit the episode out
    final RowRandom random;
    final StepDiscount discount;
    private final String policy;
    private final int rows;
    private final int voices;
    private final int[] worldState; // [B]

    BidderSeat(PolicyContext context, Task task, AuctionRules rules, double bidMax, boolean sharing) {
        Tensors tensors = context.tensors();
        this.bidMax = bidMax;
        policy = context.spec().name();
        rows = tensors.rows();
        bidders = rules.bidders();
        first = context.firstAgent();
        end = first + context.agents();
        learners = sharing ? rules.primitives() : bidders;
        voices = rules.cloneSampling() == CloneSampling.EXACT ? rules.primitives() : bidders;
        states = task.visibleStates();
        random = context.random();
        discount = new StepDiscount(tensors, rules.discount());
        worldState = tensors.privileged(Task.WORLD_STATE).i32();
        bids = context.groupTensors().action("bid").f64();
        active = context.groupTensors().active().u8();
        winner = tensors.metric(AuctionMetrics.WINNER).f64();
        price = tensors.metric(AuctionMetrics.PRICE).f64();
        revenue = tensors.metric(AuctionMetrics.REVENUE).f64();
        reward = tensors.metric(AuctionMetrics.ENVIRONMENT_REWARD).f64();
        terminated = tensors.terminated().u8();
        truncated = tensors.truncated().u8();
    }

    /** The length of a table with one entry per row, state and learner. */
    int entries() {
        return checked((long) rows * states * learners);
    }

    /** The same length as an int, where it fits into memory. */
    int checked(long entries) {
        if (entries > ENTRIES_MAX) {
            throw Problem.limit("policy " + policy, "tables of at most " + ENTRIES_MAX + " numbers", entries);
        }
        return (int) entries;
    }

    int state(int row) {
        return worldState[row] % states;
    }

    int entry(int row, int state, int learner) {
        return (row * states + state) * learners + learner;
    }

    boolean owns(int bidder) {
        return bidder >= first && bidder < end;
    }

    boolean done(int row) {
        return (terminated[row] | truncated[row]) != 0;
    }

    /** The bidder whose draw is the bidder's own: where copies are exact, those of a primitive have one voice. */
    int voice(int bidder) {
        return bidder % voices;
    }

    int rows() {
        return rows;
    }

    /** Calls for every row of the range that takes part. */
    static void each(Rows rows, IntConsumer row) {
        for (int r = rows.from(); r < rows.to(); r++) {
            if (rows.contains(r)) {
                row.accept(r);
            }
        }
    }
}
