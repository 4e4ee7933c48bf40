package walras.env.auction;

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
 * Draw their bids from Beta distributions and learn by memoryless policy gradient, as the published societies do. Every row is a society of its own. A bidder that loses learns from a
 * utility of 0. The bids of a sale that a horizon cuts off are not learned from.
 */
final class BetaBidders implements Policy {
    static final OptionsSchema OPTIONS = OptionsSchema.of(
            OptionSpec.number("learning_rate", 0.02, 0, 10, "", "Step along the gradient of an entry's bids."),
            OptionSpec.number("value_rate", 0.2, 0, 1, "", "Weight of the newest batch in a state's value."),
            OptionSpec.integer("batch_steps", 256, 2, 4096, "steps", "Auctions of a row between two updates."),
            OptionSpec.integer("passes", 1, 1, 64, "", "Passes over a batch; above 1 the clipping of PPO matters."),
            OptionSpec.number("clip", 0.2, 0, 1, "", "How far a density may move in one update, relatively."),
            OptionSpec.number("entropy", 0.05, 0, 10, "", "Weight of the entropy of bids."),
            OptionSpec.flag("sharing", true, "Whether copies of a primitive share their weights."));

    private static final int BID = 0;
    private static final int DRAWS = 64;
    private static final long ENTRIES_MAX = 1 << 26;
    private static final double SPREAD_MIN = 1e-8;

    private final int m;
    private final int learners;
    private final int states;
    private final int firstAgent;
    private final int agents;
    private final double bidMax;
    private final double discount;
    private final int batchSteps;
    private final int passes;
    private final RowRandom random;
    private final BetaActor actor;
    private final int[] worldState; // [B]
    private final double[] bids; // [B, m]
    private final double[] winner; // [B]
    private final double[] price; // [B]
    private final double[] revenue; // [B]
    private final double[] reward; // [B]
    private final byte[] terminated; // [B]
    private final byte[] truncated; // [B]
    private final int[] filled; // [B] steps in the buffer
    private final byte[] open; // [B] 1 while the last step's utility is not known
    private final int[] seller; // [B] who made the last sale
    private final int slots; // T + 1: a batch, and the step that still waits
    private final int[] seen; // [B, slots] state of each step
    private final double[] drawn; // [B, slots, m] bids as shares of the range
    private final double[] utility; // [B, slots, m]
    private final byte[] valid; // [B, slots] 0 for steps that teach nothing

    BetaBidders(PolicyContext context, Task task, AuctionRules rules, double bidMax) {
        Tensors tensors = context.tensors();
        Options options = context.options();
        this.bidMax = bidMax;
        m = rules.bidders();
        learners = options.flag("sharing") ? rules.primitives() : m;
        states = task.visibleStates();
        firstAgent = context.firstAgent();
        agents = context.agents();
        discount = rules.discount();
        batchSteps = options.integer("batch_steps");
        passes = options.integer("passes");
        random = context.random();
        int rows = tensors.rows();
        actor = new BetaActor(
                entries((long) rows * learners * states),
                options.number("learning_rate"),
                options.number("value_rate"),
                options.number("clip"),
                options.number("entropy"));
        worldState = tensors.privileged(Task.WORLD_STATE).i32();
        bids = context.groupTensors().action("bid").f64();
        winner = tensors.metric(AuctionMetrics.WINNER).f64();
        price = tensors.metric(AuctionMetrics.PRICE).f64();
        revenue = tensors.metric(AuctionMetrics.REVENUE).f64();
        reward = tensors.metric(AuctionMetrics.ENVIRONMENT_REWARD).f64();
        terminated = tensors.terminated().u8();
        truncated = tensors.truncated().u8();
        filled = new int[rows];
        open = new byte[rows];
        seller = new int[rows];
        slots = batchSteps + 1;
        seen = new int[entries((long) rows * slots)];
        drawn = new double[entries((long) rows * slots * m)];
        utility = new double[drawn.length];
        valid = new byte[seen.length];
    }

    private static int entries(long wanted) {
        if (wanted > ENTRIES_MAX) {
            throw Problem.limit("policy beta", "tables of at most " + ENTRIES_MAX + " numbers", wanted);
        }
        return (int) wanted;
    }

    private int entry(int row, int state, int learner) {
        return (row * states + state) * learners + learner;
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
        int step = row * slots + filled[row];
        seen[step] = worldState[row] % states;
        for (int i = firstAgent; i < firstAgent + agents; i++) {
            int entry = entry(row, seen[step], i % learners);
            double share =
                    BetaDistribution.draw(actor.mean(entry), actor.concentration(entry), random, row, BID, i * DRAWS);
            drawn[step * m + i] = share;
            utility[step * m + i] = 0;
            bids[row * m + i] = share * bidMax;
        }
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
        int step = row * slots + filled[row];
        if (open[row] != 0) {
            utility[(step - 1) * m + seller[row]] += discount * revenue[row];
        }
        if (filled[row] == batchSteps) {
            update(row);
            move(step, row * slots);
            filled[row] = 0;
            step = row * slots;
        }
        seller[row] = (int) winner[row];
        utility[step * m + seller[row]] = reward[row] - price[row];
        valid[step] = (byte) (1 - truncated[row]);
        open[row] = (byte) (1 - (terminated[row] | truncated[row]));
        filled[row]++;
    }

    private void move(int from, int to) {
        seen[to] = seen[from];
        System.arraycopy(drawn, from * m, drawn, to * m, m);
        System.arraycopy(utility, from * m, utility, to * m, m);
    }

    /** Teaches every learner of the row from the steps of its buffer, state by state. */
    private void update(int row) {
        Batch batch = new Batch(batchSteps * m);
        for (int learner = 0; learner < learners; learner++) {
            double scale = spread(row, learner);
            for (int state = 0; state < states; state++) {
                collect(row, learner, state, scale, batch);
                if (batch.count > 0) {
                    teach(entry(row, state, learner), batch);
                }
            }
        }
    }

    private void teach(int entry, Batch batch) {
        double sum = 0;
        for (int k = 0; k < batch.count; k++) {
            sum += batch.utilities[k];
        }
        for (int pass = 0; pass < passes; pass++) {
            actor.climb(entry, batch.shares, batch.advantages, batch.logs, batch.count);
        }
        actor.value(entry, sum / batch.count);
    }

    /** The standard deviation of a learner's advantages over the whole buffer. */
    private double spread(int row, int learner) {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int step = row * slots; step < row * slots + batchSteps; step++) {
            for (int i = learner; valid[step] != 0 && i < m; i += learners) {
                double advantage = actor.advantage(entry(row, seen[step], learner), utility[step * m + i]);
                sum += advantage;
                squares += advantage * advantage;
                count++;
            }
        }
        double mean = count == 0 ? 0 : sum / count;
        return count == 0 ? 1 : Math.sqrt(Math.max(squares / count - mean * mean, 0)) + SPREAD_MIN;
    }

    private void collect(int row, int learner, int state, double scale, Batch batch) {
        batch.count = 0;
        int entry = entry(row, state, learner);
        double mean = actor.mean(entry);
        double concentration = actor.concentration(entry);
        for (int step = row * slots; step < row * slots + batchSteps; step++) {
            for (int i = learner; valid[step] != 0 && seen[step] == state && i < m; i += learners) {
                if (i >= firstAgent && i < firstAgent + agents) {
                    double share = drawn[step * m + i];
                    double paid = utility[step * m + i];
                    batch.shares[batch.count] = share;
                    batch.utilities[batch.count] = paid;
                    batch.advantages[batch.count] = actor.advantage(entry, paid) / scale;
                    batch.logs[batch.count] = BetaDistribution.logDensity(mean, concentration, share);
                    batch.count++;
                }
            }
        }
    }

    /** The bids of one learner in one state. */
    private static final class Batch {
        final double[] shares; // [k]
        final double[] utilities; // [k]
        final double[] advantages; // [k]
        final double[] logs; // [k]
        int count;

        Batch(int capacity) {
            shares = new double[capacity];
            utilities = new double[capacity];
            advantages = new double[capacity];
            logs = new double[capacity];
        }
    }

    @Override
    public void begin(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                open[row] = 0;
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.doubles("beta.centre", actor.centre);
        visitor.doubles("beta.spread", actor.spread);
        visitor.doubles("beta.value", actor.value);
        visitor.ints("beta.filled", filled);
        visitor.bytes("beta.open", open);
        visitor.ints("beta.seller", seller);
        visitor.ints("beta.seen", seen);
        visitor.doubles("beta.drawn", drawn);
        visitor.doubles("beta.utility", utility);
        visitor.bytes("beta.valid", valid);
    }
}
