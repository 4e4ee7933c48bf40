package walras.env.exchange;

import walras.env.GroupTensors;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.exchange.equilibrium.FusedEquilibriumKernel;
import walras.env.exchange.learning.Draws;
import walras.env.exchange.learning.Molm;
import walras.env.exchange.learning.MolmOptions;
import walras.env.exchange.markov.MarkovModel;

/**
 * MOLM on a seat, one learner per row. The planner's seat and the consumers' draw the same numbers and see the same play, so that
 * together they are one learner; either also plays beside somebody else.
 */
final class MolmPolicy implements Policy {
    private static final int PRETRAINING = 0;
    private static final int EPISODE = 1;
    private static final int ACTION = 2;

    private final PolicyContext context;
    private final MarkovModel model;
    private final MolmOptions options;
    private final double noise;
    private final GroupTensors planner;
    private final GroupTensors consumers;
    private final boolean plans;
    private final Molm[] learners; // [B]
    private final RowDraws[] draws; // [B]
    private final int[] step; // [B] before the move
    private final int[] state; // [B] before the move
    private final byte[] started; // [B] 1 once the row has begun an episode

    MolmPolicy(PolicyContext context, MarkovModel model, MolmOptions options, double noise) {
        int rows = context.tensors().rows();
        this.context = context;
        this.model = model;
        this.options = options;
        this.noise = noise;
        planner = context.tensors().group(MarkovEconomy.PLANNER);
        consumers = context.tensors().group(ConsumerSpaces.GROUP);
        plans = context.group().name().equals(MarkovEconomy.PLANNER);
        learners = new Molm[rows];
        draws = new RowDraws[rows];
        step = new int[rows];
        state = new int[rows];
        started = new byte[rows];
        RowRandom shared = context.tensors().random().salted("molm");
        FusedEquilibriumKernel kernel = new FusedEquilibriumKernel(model.preferences());
        for (int row = 0; row < rows; row++) {
            draws[row] = new RowDraws(shared, row);
            learners[row] = new Molm(model, options, draws[row], kernel);
        }
    }

    /** A row's counter-based numbers as a stream, restarted for every purpose in every step. */
    private static final class RowDraws implements Draws {
        private final RowRandom random;
        private final int row;
        private int purpose;
        private int index;

        RowDraws(RowRandom random, int row) {
            this.random = random;
            this.row = row;
        }

        void restart(int forPurpose) {
            purpose = forPurpose;
            index = 0;
        }

        @Override
        public double normal() {
            return random.normal(row, purpose, index++);
        }

        @Override
        public double uniform() {
            return random.uniform(row, purpose, index++);
        }
    }

    @Override
    public void begin(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                if (started[row] == 0) {
                    draws[row].restart(PRETRAINING);
                    learners[row].pretrain(truth(), noise);
                    started[row] = 1;
                } else {
                    learners[row].end();
                }
                draws[row].restart(EPISODE);
                learners[row].begin();
            }
        }
    }

    /** Coefficients of the features, which only pre-training sees, {@code [H, S, N, L]}. */
    private double[] truth() {
        if (options.pretraining() == 0) {
            return model.weights();
        }
        double[] truth = model.weights().clone();
        int size = model.agents() * model.goods();
        for (int k = 0; k < truth.length; k++) {
            truth[k] *= model.productivity()[k / size % model.states()];
        }
        return truth;
    }

    @Override
    public void act(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                step[row] = Math.min(planner.observation("step").i32()[row], model.horizon() - 1);
                state[row] = planner.observation("state").i32()[row];
                if (plans) {
                    draws[row].restart(ACTION);
                    planner.action("action").i32()[row] = learners[row].act(step[row], state[row]);
                } else {
                    report(row);
                }
            }
        }
    }

    /** Reports chosen tastes, the largest scaled to one: an equilibrium does not depend on an agent's scale. */
    private void report(int row) {
        int n = model.agents();
        int l = model.goods();
        double[] theta = learners[row].theta(); // [H, S, N, L]
        double[] weights = consumers.action("weights").f64(); // [B, N, L]
        for (int i = context.firstAgent(); i < context.firstAgent() + context.agents(); i++) {
            int from = ((step[row] * model.states() + state[row]) * n + i) * l;
            double most = 0;
            for (int j = 0; j < l; j++) {
                most = Math.max(most, theta[from + j]);
            }
            for (int j = 0; j < l; j++) {
                weights[(row * n + i) * l + j] = theta[from + j] / most;
            }
        }
    }

    @Override
    public void learn(Rows rows) {
        int n = model.agents();
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                learners[row].observe(
                        step[row],
                        state[row],
                        planner.action("action").i32()[row],
                        consumers.observation("bundle").f64(),
                        row * n * model.goods(),
                        consumers.reward().f64(),
                        row * n,
                        planner.observation("state").i32()[row]);
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.ints("molm.step", step);
        visitor.ints("molm.state", state);
        visitor.bytes("molm.started", started);
        for (int row = 0; row < learners.length; row++) {
            String prefix = "molm." + row + ".";
            learners[row].memory((name, values) -> visitor.doubles(prefix + name, values));
        }
    }
}
