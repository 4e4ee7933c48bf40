package walras.env.auction;

import java.util.Arrays;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Problem;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/**
 * Bid what winning has been worth. Whoever won in state s learns from the next auction, {@code v(s, i) <- v(s, i) + rate * (reward + discount * revenue' - v(s, i))};
 * losers learn nothing. Every row teaches its own society.
 *
 * <p>To explore, one bidder of the row outbids the highest estimate by the smallest possible amount; a seat that does not hold all bidders, and so does not know the highest
 * estimate, bids the maximum. Either way the second price is still the highest estimate of the others, so that with cloned primitives the revenue is what Q-learning
 * backs up, however much is explored.
 *
 * <p>The sale that a horizon cuts off teaches nothing, unless one more auction prices it ({@code truncation}).
 */
final class ValueLearningBidders implements Policy {
    static final OptionsSchema OPTIONS = OptionsSchema.of(
            OptionSpec.number("learning_rate", 0.2, 0, 1, "", "Weight of the newest sale in an estimate."),
            OptionSpec.number(
                    "epsilon", 0.1, 0, 1, "", "Chance that some bidder of the row outbids the highest estimate."),
            OptionSpec.integer(
                    "explore_steps",
                    0,
                    0,
                    Integer.MAX_VALUE,
                    "steps",
                    "Steps of a row after which epsilon is 0; 0 for never."),
            OptionSpec.number("initial_bid", 0, 0, 1e9, "credits", "What everybody bids before the first sale."),
            OptionSpec.flag("sharing", true, "Whether copies of a primitive share one estimate."));

    private static final int EXPLORE = 0;
    private static final int EXPLORER = 1;
    private static final long VALUES_MAX = 1 << 27;
    private static final int NONE = -1;

    private final int m;
    private final int learners;
    private final int states;
    private final int firstAgent;
    private final int agents;
    private final double bidMax;
    private final double discount;
    private final double rate;
    private final double epsilon;
    private final int exploreSteps;
    private final RowRandom random;
    private final int[] worldState; // [B]
    private final double[] bids; // [B, m]
    private final double[] winner; // [B]
    private final double[] revenue; // [B]
    private final double[] reward; // [B]
    private final byte[] terminated; // [B]
    private final byte[] truncated; // [B]
    private final double[] values; // [B, S, learners]
    private final int[] acted; // [B] steps of the row, counted while that matters
    private final int[] here; // [B] where the row's bids of this step were made
    private final int[] sale; // [B] offset of the estimate that the last sale teaches, or NONE
    private final double[] saleReward; // [B]

    ValueLearningBidders(PolicyContext context, Task task, AuctionRules rules, double bidMax) {
        Tensors tensors = context.tensors();
        Options options = context.options();
        this.bidMax = bidMax;
        m = rules.bidders();
        learners = options.flag("sharing") ? rules.primitives() : m;
        states = task.visibleStates();
        firstAgent = context.firstAgent();
        agents = context.agents();
        discount = rules.discount();
        rate = options.number("learning_rate");
        epsilon = options.number("epsilon") * agents / m;
        exploreSteps = options.integer("explore_steps");
        acted = new int[tensors.rows()];
        random = context.random();
        worldState = tensors.privileged(Task.WORLD_STATE).i32();
        bids = context.groupTensors().action("bid").f64();
        winner = tensors.metric(AuctionMetrics.WINNER).f64();
        revenue = tensors.metric(AuctionMetrics.REVENUE).f64();
        reward = tensors.metric(AuctionMetrics.ENVIRONMENT_REWARD).f64();
        terminated = tensors.terminated().u8();
        truncated = tensors.truncated().u8();
        values = new double[size(tensors.rows())];
        Arrays.fill(values, options.number("initial_bid"));
        here = new int[tensors.rows()];
        sale = new int[tensors.rows()];
        saleReward = new double[tensors.rows()];
        Arrays.fill(sale, NONE);
    }

    private int size(int rows) {
        long size = (long) rows * learners * states;
        if (size > VALUES_MAX) {
            throw Problem.limit("policy value-learning", "rows x states x learners <= " + VALUES_MAX, size);
        }
        return (int) size;
    }

    @Override
    public void act(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                actRow(row);
            }
        }
    }

    private void actRow(int row) {
        here[row] = (row * states + worldState[row] % states) * learners;
        int base = row * m;
        for (int i = firstAgent; i < firstAgent + agents; i++) {
            bids[base + i] = Math.min(Math.max(values[here[row] + i % learners], 0), bidMax);
        }
        boolean explores = exploreSteps == 0 || acted[row]++ < exploreSteps;
        if (explores && random.uniform(row, EXPLORE, 0) < epsilon) {
            bids[base + firstAgent + random.below(row, EXPLORER, 0, agents)] = overbid(base);
        }
    }

    private double overbid(int base) {
        if (agents < m) {
            return bidMax;
        }
        double top = 0;
        for (int i = 0; i < m; i++) {
            top = Math.max(top, bids[base + i]);
        }
        return Math.min(Math.nextUp(top), bidMax);
    }

    @Override
    public void learn(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                learnRow(row);
            }
        }
    }

    private void learnRow(int row) {
        if (sale[row] != NONE) {
            teach(sale[row], saleReward[row] + discount * revenue[row]);
        }
        int by = (int) winner[row];
        boolean own = by >= firstAgent && by < firstAgent + agents;
        if (own && terminated[row] != 0) {
            teach(here[row] + by % learners, reward[row]);
        }
        boolean open = own && (terminated[row] | truncated[row]) == 0;
        sale[row] = open ? here[row] + by % learners : NONE;
        saleReward[row] = reward[row];
    }

    private void teach(int estimate, double target) {
        values[estimate] += rate * (target - values[estimate]);
    }

    @Override
    public void begin(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                sale[row] = NONE;
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.doubles("value_learning.values", values);
        visitor.ints("value_learning.acted", acted);
        visitor.ints("value_learning.sale", sale);
        visitor.doubles("value_learning.sale_reward", saleReward);
    }
}
