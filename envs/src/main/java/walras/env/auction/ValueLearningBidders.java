package walras.env.auction;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Rows;
import walras.env.StateVisitor;

/**
 * Bid what winning has been worth. Whoever won in state s learns from the next auction, {@code v(s, i) <- v(s, i) + rate * (reward + discount^k * revenue' - v(s, i))}; losers learn
 * nothing. Every row teaches its own society.
 *
 * <p>Four ways to explore. {@code outbid}: one bidder of the row outbids the highest estimate by the smallest possible amount; a seat that does not hold all bidders, and so does not know
 * the highest estimate, bids the maximum. Either way the second price is still the highest estimate of the others, so that with cloned primitives the revenue is what Q-learning backs up,
 * however much is explored. {@code uniform}: every bidder by itself bids anything now and then, which is what others are paid. {@code thompson}: every bid is a draw around the estimate,
 * the narrower the more sales it rests on. {@code absence}: some bidders, any number of them but all, stay away from an auction, so that others win at bids that they mean: in a
 * first-price society this is SARSA, where outbidding, which pays what is bid, is not.
 *
 * <p>The sale that a horizon cuts off teaches nothing, unless one more auction prices it ({@code truncation}).
 */
final class ValueLearningBidders implements Policy {
    private static final String OUTBID = "outbid";
    private static final String UNIFORM = "uniform";
    private static final String THOMPSON = "thompson";
    private static final String ABSENCE = "absence";

    static final OptionsSchema OPTIONS = OptionsSchema.of(
            OptionSpec.number("learning_rate", 0.2, 0, 1, "", "Weight of the newest sale in an estimate."),
            OptionSpec.choice(
                    "exploration",
                    OUTBID,
                    List.of(OUTBID, UNIFORM, THOMPSON, ABSENCE),
                    "One bidder outbids the highest estimate; each bids anything by chance; each bids a draw around its"
                            + " estimate; or some stay away."),
            OptionSpec.number(
                    "epsilon",
                    0.1,
                    0,
                    1,
                    "",
                    "Chance that some bidder of the row explores, or for uniform each one by itself."),
            OptionSpec.number(
                    "thompson_std",
                    0.5,
                    0,
                    1e9,
                    "credits",
                    "Standard deviation of thompson's draws before the first sale; it falls with the root of sales."),
            OptionSpec.integer(
                    "explore_steps",
                    0,
                    0,
                    Integer.MAX_VALUE,
                    "steps",
                    "Steps of a row after which nobody explores; 0 for never."),
            OptionSpec.number("initial_bid", 0, 0, 1e9, "credits", "What everybody bids before the first sale."),
            OptionSpec.flag("sharing", true, "Whether copies of a primitive share one estimate."));

    private static final int EXPLORE = 0;
    private static final int EXPLORER = 1;
    private static final int ANYTHING = 2;
    private static final int NONE = -1;

    private final BidderSeat seat;
    private final double rate;
    private final String exploration;
    private final double epsilon;
    private final double std;
    private final int exploreSteps;
    private final double[] values; // [B, S, learners]
    private final int[] sales; // [B, S, learners] for thompson, else empty
    private final int[] acted; // [B] steps of the row, counted while that matters
    private final int[] here; // [B] entry of learner 0 where the row's bids of this step were made
    private final IntConsumer actRow = this::actRow;
    private final IntConsumer learnRow = this::learnRow;
    private final IntConsumer beginRow = this::beginRow;
    private final int[] sale; // [B] entry of the estimate that the last sale teaches, or NONE
    private final double[] saleReward; // [B]
    private final double[] saleDiscount; // [B]

    ValueLearningBidders(PolicyContext context, Task task, AuctionRules rules, double bidMax) {
        Options options = context.options();
        seat = new BidderSeat(context, task, rules, bidMax, options.flag("sharing"));
        rate = options.number("learning_rate");
        exploration = options.text("exploration");
        boolean alone = exploration.equals(UNIFORM);
        epsilon = options.number("epsilon") * (alone ? 1 : (double) context.agents() / seat.bidders);
        std = options.number("thompson_std");
        exploreSteps = options.integer("explore_steps");
        values = new double[seat.entries()];
        Arrays.fill(values, options.number("initial_bid"));
        sales = new int[exploration.equals(THOMPSON) ? values.length : 0];
        acted = new int[seat.rows()];
        here = new int[seat.rows()];
        sale = new int[seat.rows()];
        saleReward = new double[seat.rows()];
        saleDiscount = new double[seat.rows()];
        Arrays.fill(sale, NONE);
    }

    @Override
    public void act(Rows rows) {
        BidderSeat.each(rows, actRow);
    }

    private void actRow(int row) {
        here[row] = seat.entry(row, seat.state(row), 0);
        int base = row * seat.bidders;
        for (int i = seat.first; i < seat.end; i++) {
            seat.bids[base + i] = bounded(values[here[row] + i % seat.learners]);
        }
        if (exploreSteps == 0 || acted[row]++ < exploreSteps) {
            explore(row, base);
        }
    }

    private double bounded(double bid) {
        return Math.min(Math.max(bid, 0), seat.bidMax);
    }

    private void explore(int row, int base) {
        switch (exploration) {
            case OUTBID -> outbid(row, base);
            case UNIFORM -> bidAnything(row, base);
            case ABSENCE -> stayAway(row, base);
            default -> sample(row, base);
        }
    }

    private void outbid(int row, int base) {
        if (seat.random.uniform(row, EXPLORE, 0) < epsilon) {
            int explorer = seat.voice(seat.first + seat.random.below(row, EXPLORER, 0, seat.end - seat.first));
            seat.bids[base + explorer] = overbid(base);
        }
    }

    private double overbid(int base) {
        if (seat.end - seat.first < seat.bidders) {
            return seat.bidMax;
        }
        double top = 0;
        for (int i = 0; i < seat.bidders; i++) {
            top = Math.max(top, seat.bids[base + i]);
        }
        return Math.min(Math.nextUp(top), seat.bidMax);
    }

    private void bidAnything(int row, int base) {
        for (int i = seat.first; i < seat.end; i++) {
            if (seat.random.uniform(row, EXPLORE, seat.voice(i)) < epsilon) {
                seat.bids[base + i] = seat.bidMax * seat.random.uniform(row, ANYTHING, seat.voice(i));
            }
        }
    }

    /** Some of the seat's bidders bid nothing; the others then bid something at least, so that one of them wins. */
    private void stayAway(int row, int base) {
        int left = 0;
        for (int i = seat.first; i < seat.end; i++) {
            left += seat.voice(i) == i ? 1 : 0;
        }
        int most = seat.end - seat.first == seat.bidders ? left - 1 : left;
        if (most < 1 || seat.random.uniform(row, EXPLORE, 0) >= epsilon) {
            return;
        }
        int out = 1 + seat.random.below(row, EXPLORER, 0, most);
        for (int i = seat.first; i < seat.end; i++) {
            if (seat.voice(i) == i) {
                boolean away = seat.random.uniform(row, ANYTHING, i) * left-- < out;
                out -= away ? 1 : 0;
                seat.bids[base + i] = away ? 0 : Math.max(seat.bids[base + i], Double.MIN_VALUE);
            }
        }
    }

    private void sample(int row, int base) {
        for (int i = seat.first; i < seat.end; i++) {
            int entry = here[row] + i % seat.learners;
            double spread = std / Math.sqrt(1.0 + sales[entry]);
            seat.bids[base + i] = bounded(values[entry] + spread * seat.random.normal(row, ANYTHING, seat.voice(i)));
        }
    }

    @Override
    public void learn(Rows rows) {
        BidderSeat.each(rows, learnRow);
    }

    private void learnRow(int row) {
        if (sale[row] != NONE) {
            teach(sale[row], saleReward[row] + saleDiscount[row] * seat.revenue[row]);
        }
        int by = (int) seat.winner[row];
        int entry = here[row] + by % seat.learners;
        if (seat.owns(by) && seat.terminated[row] != 0) {
            teach(entry, seat.reward[row]);
        }
        sale[row] = seat.owns(by) && !seat.done(row) ? entry : NONE;
        saleReward[row] = seat.reward[row];
        saleDiscount[row] = seat.discount.of(row);
    }

    private void teach(int entry, double target) {
        values[entry] += rate * (target - values[entry]);
        if (sales.length > 0) {
            sales[entry]++;
        }
    }

    @Override
    public void begin(Rows rows) {
        BidderSeat.each(rows, beginRow);
    }

    private void beginRow(int row) {
        sale[row] = NONE;
    }

    @Override
    public void weights(StateVisitor visitor) {
        visitor.doubles("value_learning.values", values);
    }

    @Override
    public void state(StateVisitor visitor) {
        weights(visitor);
        visitor.ints("value_learning.sales", sales);
        visitor.ints("value_learning.acted", acted);
        visitor.ints("value_learning.sale", sale);
        visitor.doubles("value_learning.sale_reward", saleReward);
        visitor.doubles("value_learning.sale_discount", saleDiscount);
    }
}
