package walras.env.exchange.learning;

import walras.env.exchange.equilibrium.Demand;
import walras.env.exchange.markov.MarkovModel;
import walras.env.exchange.markov.SubOptimality;

/** One MOLM learner living through episodes of a model, with the exact suboptimality of each plan. */
public final class OnlineRun {
    private final MarkovModel model;
    private final Molm learner;
    private final Draws world;
    private final double noise;
    private final Demand demand;
    private final SubOptimality metric;
    private final double[] heard; // [N]

    /**
     * A run.
     *
     * @param noise standard deviation of the noise on utilities
     * @param seed of the world and, apart, of the learner
     */
    public OnlineRun(MarkovModel model, MolmOptions options, double noise, long seed) {
        this.model = model;
        this.noise = noise;
        world = Draws.of(2 * seed);
        learner = new Molm(model, options, Draws.of(2 * seed + 1));
        learner.pretrain(truth(model), noise);
        demand = new Demand(model.preferences());
        metric = new SubOptimality(model);
        heard = new double[model.agents()];
    }

    /** Coefficients of the features, productivity included, {@code [H, S, N, L]}. */
    static double[] truth(MarkovModel model) {
        double[] truth = model.weights().clone();
        int size = model.agents() * model.goods();
        for (int k = 0; k < truth.length; k++) {
            truth[k] *= model.productivity()[k / size % model.states()];
        }
        return truth;
    }

    /** Plans, plays and learns from one episode; returns the suboptimality of its plan. */
    public double episode() {
        learner.begin();
        double gap = metric.measure(learner.policy(), learner.allocation(), learner.prices());
        int state = world.choose(model.start(), 0, model.states());
        for (int h = 0; h < model.horizon(); h++) {
            int action = learner.act(h, state);
            int x = (h * model.states() + state) * model.agents() * model.goods();
            for (int i = 0; i < heard.length; i++) {
                int at = x + i * model.goods();
                double utility = demand.utility(i, model.weights(), at, learner.allocation(), at);
                heard[i] = model.productivity()[state] * utility + noise * world.normal();
            }
            int next = world.choose(model.transitions(), model.row(h, state, action), model.states());
            learner.observe(h, state, action, learner.allocation(), x, heard, 0, next);
            state = next;
        }
        learner.end();
        return gap;
    }

    /** The metric, as it was last measured. */
    public SubOptimality metric() {
        return metric;
    }

    /** Cumulative suboptimality {@code [episodes]}. */
    public double[] regret(int episodes) {
        double[] regret = new double[episodes];
        double sum = 0;
        for (int k = 0; k < episodes; k++) {
            sum += episode();
            regret[k] = sum;
        }
        return regret;
    }
}
