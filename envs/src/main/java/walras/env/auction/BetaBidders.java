package walras.env.auction;

import java.util.function.IntConsumer;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Rows;
import walras.env.StateVisitor;

/**
 * Draw their bids from Beta distributions and learn by memoryless policy gradient, as the published societies do. Every row is a society of its own. A bidder that loses learns from a
 * utility of 0; one that sits out learns nothing. The bids of a sale that a horizon cuts off are not learned from.
 */
final class BetaBidders implements Policy {
    static final OptionsSchema OPTIONS = OptionsSchema.of(
            OptionSpec.number("learning_rate", 0.02, 0, 10, "", "Step of Adam up the gradient of an entry's bids."),
            OptionSpec.number("value_rate", 0.2, 0, 1, "", "Weight of the newest batch in a state's value."),
            OptionSpec.integer("batch_steps", 256, 2, 4096, "steps", "Auctions of a row between two updates."),
            OptionSpec.integer("passes", 1, 1, 64, "", "Passes over a batch; above 1 the clipping of PPO matters."),
            OptionSpec.number("clip", 0.2, 0, 1, "", "How far a density may move in one update, relatively."),
            OptionSpec.number("entropy", 0.001, 0, 10, "", "Weight of the entropy of bids."),
            OptionSpec.number("decay", 1, 0, 1, "", "What the learning rate shrinks by, once it does."),
            OptionSpec.number("entropy_decay", 1, 0, 1, "", "What the weight of the entropy shrinks by, once it does."),
            OptionSpec.integer("decay_after", 500, 0, Integer.MAX_VALUE, "updates", "Updates before anything shrinks."),
            OptionSpec.integer("decay_every", 100, 1, Integer.MAX_VALUE, "updates", "Updates between two shrinkings."),
            OptionSpec.flag("greedy", false, "Whether to bid the mean of the distribution instead of a draw."),
            OptionSpec.flag("sharing", true, "Whether copies of a primitive share their weights."));

    private static final int BID = 0;
    private static final int DRAWS = 64;
    private static final double SPREAD_MIN = 1e-8;
    private static final double[] NOT_MOVED = new double[0];

    private final BidderSeat seat;
    private final BetaActor actor;
    private final BetaBuffer buffer;
    private final Schedule rate;
    private final Schedule entropy;
    private final int batchSteps;
    private final int passes;
    private final boolean greedy;
    private final int[] updates; // [B]
    private final IntConsumer actRow = this::actRow;
    private final IntConsumer learnRow = this::learnRow;
    private final IntConsumer beginRow;
    private final ThreadLocal<Sample> samples;

    BetaBidders(PolicyContext context, Task task, AuctionRules rules, double bidMax) {
        Options options = context.options();
        seat = new BidderSeat(context, task, rules, bidMax, options.flag("sharing"));
        actor = new BetaActor(seat.entries(), options.number("value_rate"), options.number("clip"));
        batchSteps = options.integer("batch_steps");
        buffer = new BetaBuffer(seat, batchSteps);
        rate = schedule(options, "learning_rate", "decay");
        entropy = schedule(options, "entropy", "entropy_decay");
        passes = options.integer("passes");
        greedy = options.flag("greedy");
        updates = new int[seat.rows()];
        beginRow = buffer::abandon;
        samples = ThreadLocal.withInitial(() -> new Sample(batchSteps * seat.bidders));
    }

    private static Schedule schedule(Options options, String first, String decay) {
        return new Schedule(
                options.number(first),
                options.number(decay),
                options.integer("decay_after"),
                options.integer("decay_every"));
    }

    @Override
    public void act(Rows rows) {
        BidderSeat.each(rows, actRow);
    }

    private void actRow(int row) {
        int step = buffer.present(row);
        int state = seat.state(row);
        buffer.seen[step] = state;
        for (int i = seat.first; i < seat.end; i++) {
            int at = row * seat.bidders + i;
            double share = share(row, seat.entry(row, state, i % seat.learners), seat.voice(i));
            buffer.drawn[step * seat.bidders + i] = seat.active[at] == 0 ? BetaBuffer.ABSENT : share;
            buffer.utility[step * seat.bidders + i] = 0;
            seat.bids[at] = share * seat.bidMax;
        }
    }

    private double share(int row, int entry, int voice) {
        double mean = actor.mean(entry);
        return greedy
                ? mean
                : BetaDistribution.draw(mean, actor.concentration(entry), seat.random, row, BID, voice * DRAWS);
    }

    @Override
    public void learn(Rows rows) {
        if (rate.first() > 0) {
            BidderSeat.each(rows, learnRow);
        }
    }

    private void learnRow(int row) {
        buffer.settle(row, seat.revenue[row]);
        if (buffer.full(row)) {
            update(row);
            buffer.clear(row);
        }
        boolean waits = !seat.done(row);
        boolean teaches = seat.truncated[row] == 0;
        double earned = seat.reward[row] - seat.price[row];
        buffer.sell(row, (int) seat.winner[row], earned, seat.discount.of(row), teaches, waits);
    }

    /** Teaches every learner of the row from the steps of its buffer, state by state. */
    private void update(int row) {
        double step = rate.at(updates[row]);
        double weight = entropy.at(updates[row]++);
        Sample sample = samples.get();
        for (int learner = 0; learner < seat.learners; learner++) {
            double scale = spread(row, learner);
            for (int state = 0; state < seat.states; state++) {
                collect(row, learner, state, scale, sample);
                if (sample.count > 0) {
                    teach(seat.entry(row, state, learner), sample, step, weight);
                }
            }
        }
    }

    private void teach(int entry, Sample sample, double step, double weight) {
        double sum = 0;
        for (int k = 0; k < sample.count; k++) {
            sum += sample.utilities[k];
        }
        for (int pass = 0; pass < passes; pass++) {
            double[] logs = pass == 0 ? NOT_MOVED : sample.logs; // [k]
            actor.gradient(entry, sample.shares, sample.advantages, logs, sample.count, weight, sample.gradient);
            actor.climb(entry, sample.gradient, step);
        }
        actor.value(entry, sum / sample.count);
    }

    /** The standard deviation of a learner's advantages over the whole buffer. */
    private double spread(int row, int learner) {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int step = buffer.first(row); step < buffer.first(row) + batchSteps; step++) {
            for (int i = learner; buffer.valid[step] != 0 && i < seat.bidders; i += seat.learners) {
                if (teaches(step, i)) {
                    int entry = seat.entry(row, buffer.seen[step], learner);
                    double advantage = actor.advantage(entry, buffer.utility[step * seat.bidders + i]);
                    sum += advantage;
                    squares += advantage * advantage;
                    count++;
                }
            }
        }
        double mean = count == 0 ? 0 : sum / count;
        return count == 0 ? 1 : Math.sqrt(Math.max(squares / count - mean * mean, 0)) + SPREAD_MIN;
    }

    private boolean teaches(int step, int bidder) {
        return seat.owns(bidder) && !Double.isNaN(buffer.drawn[step * seat.bidders + bidder]);
    }

    private void collect(int row, int learner, int state, double scale, Sample sample) {
        sample.count = 0;
        int entry = seat.entry(row, state, learner);
        double mean = actor.mean(entry);
        double concentration = actor.concentration(entry);
        for (int step = buffer.first(row); step < buffer.first(row) + batchSteps; step++) {
            boolean here = buffer.valid[step] != 0 && buffer.seen[step] == state;
            for (int i = learner; here && i < seat.bidders; i += seat.learners) {
                if (teaches(step, i)) {
                    double share = buffer.drawn[step * seat.bidders + i];
                    double paid = buffer.utility[step * seat.bidders + i];
                    double log = passes == 1 ? 0 : BetaDistribution.logDensity(mean, concentration, share);
                    sample.add(share, paid, actor.advantage(entry, paid) / scale, log);
                }
            }
        }
    }

    /** The bids of one learner in one state; one thread's memory. */
    private static final class Sample {
        final double[] shares; // [k]
        final double[] utilities; // [k]
        final double[] advantages; // [k]
        final double[] logs; // [k]
        final double[] gradient = new double[2]; // [2]
        int count;

        Sample(int capacity) {
            shares = new double[capacity];
            utilities = new double[capacity];
            advantages = new double[capacity];
            logs = new double[capacity];
        }

        void add(double share, double utility, double advantage, double log) {
            shares[count] = share;
            utilities[count] = utility;
            advantages[count] = advantage;
            logs[count++] = log;
        }
    }

    @Override
    public void begin(Rows rows) {
        BidderSeat.each(rows, beginRow);
    }

    @Override
    public void weights(StateVisitor visitor) {
        actor.weights(visitor);
    }

    @Override
    public void state(StateVisitor visitor) {
        actor.weights(visitor);
        actor.state(visitor);
        visitor.ints("beta.updates", updates);
        buffer.state(visitor);
    }
}
