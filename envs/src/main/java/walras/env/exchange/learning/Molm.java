package walras.env.exchange.learning;

import java.util.Arrays;
import walras.env.Interruption;
import walras.env.exchange.equilibrium.Equilibria;
import walras.env.exchange.equilibrium.EquilibriumKernel;
import walras.env.exchange.equilibrium.FusedEquilibriumKernel;
import walras.env.exchange.markov.MarkovModel;

/**
 * Model-based optimistic learning in a Markov exchange economy, after Liu et al. (2022): before each episode, tastes are chosen from their
 * confidence sets, the equilibria of the economies with these tastes are the consumers' plan, and the planner is optimistic in the
 * transitions. Reads only sizes, features, endowments and the initial state from the model. Not safe for two threads at once.
 */
public final class Molm {
    private final MarkovModel model;
    private final MolmOptions options;
    private final Draws draws;
    private final TasteRegression tastes;
    private final TransitionLearner moves;
    private final EquilibriumKernel kernel;
    private final Equilibria plan;
    private final double[] theta; // [H, S, N, L]
    private final double[] reward; // [H, S] of the plan at the chosen tastes
    private final double[] value; // [H + 1, S]
    private final double[] preference; // [H, S, A] optimistic continuation values
    private final double[] policy; // [H, S, A]
    private final double utilityMax;
    private final double[] episodes = new double[1]; // [1] episodes ended

    /** A learner that has seen nothing. */
    public Molm(MarkovModel model, MolmOptions options, Draws draws) {
        this(model, options, draws, new FusedEquilibriumKernel(model.preferences()));
    }

    /** A learner that has seen nothing, with a kernel that others use too. */
    public Molm(MarkovModel model, MolmOptions options, Draws draws, EquilibriumKernel kernel) {
        this.kernel = kernel;
        this.model = model;
        this.options = options;
        this.draws = draws;
        tastes = new TasteRegression(model, options.ridge());
        moves = switch (options.transitions()) {
            case COUNTS ->
                new CountTransitions(
                        model, CountTransitions.Bonus.SQUARE_ROOT, options.transitionScale(), options.delta());
            case BALL ->
                new CountTransitions(model, CountTransitions.Bonus.BALL, options.transitionScale(), options.delta());
            case REGRESSION -> new ValueTargetedRegression(model, options.transitionRidge(), options.transitionScale());
        };
        plan = Equilibria.allocate(model.markets(), model.agents(), model.goods());
        theta = new double[model.weights().length];
        reward = new double[model.markets()];
        value = new double[(model.horizon() + 1) * model.states()];
        preference = new double[model.markets() * model.actions()];
        policy = new double[model.markets() * model.actions()];
        Arrays.fill(policy, 1.0 / model.actions());
        utilityMax = largestUtility();
    }

    /** What all goods are worth to one consumer with the largest tastes. */
    private double largestUtility() {
        double rho = TasteRegression.featurePower(model);
        int l = model.goods();
        double most = 0;
        for (int at = 0; at < model.endowments().length; at += model.agents() * l) {
            double sum = 0;
            for (int j = 0; j < l; j++) {
                double supply = 0;
                for (int i = 0; i < model.agents(); i++) {
                    supply += model.endowments()[at + i * l + j];
                }
                sum += options.thetaMax() * Math.pow(supply, rho);
            }
            most = Math.max(most, sum);
        }
        return most;
    }

    /**
     * Observes each unit bundle a number of times, as the options say.
     *
     * @param truth {@code [H, S, N, L]} the true tastes, which stand in for the consumers who are asked
     * @param noise standard deviation of an observation
     */
    public void pretrain(double[] truth, double noise) {
        int count = options.pretraining();
        int l = model.goods();
        double[] heard = new double[l]; // [L]
        for (int block = 0; count > 0 && block < truth.length / l; block++) {
            for (int j = 0; j < l; j++) {
                heard[j] = count * truth[block * l + j] + noise * Math.sqrt(count) * draws.normal();
            }
            tastes.observeUnits(block, count, heard);
        }
    }

    /** Plans the next episode. */
    public void begin() {
        chooseTastes();
        kernel.solve(model.markets(), theta, model.endowments(), plan);
        rewardPlan();
        planMoves();
    }

    private void chooseTastes() {
        double low = options.thetaMin();
        double high = options.thetaMax();
        if (options.forcedExploration() && draws.uniform() < Math.pow(episodes[0] + 1.0, -1.0 / 3)) {
            for (int k = 0; k < theta.length; k++) {
                theta[k] = low + (high - low) * draws.uniform();
            }
            return;
        }
        switch (options.tastes()) {
            case THOMPSON -> tastes.sample(draws, options.tasteScale(), low, high, theta);
            case BOX -> tastes.box(options.tasteScale(), low, high, theta);
            case GREEDY -> tastes.box(0, low, high, theta);
        }
    }

    private void rewardPlan() {
        double rho = TasteRegression.featurePower(model);
        int l = model.goods();
        int size = model.agents() * l;
        for (int k = 0; k < model.markets(); k++) {
            Interruption.check("equilibria");
            if (!plan.statusOf(k).certified()) {
                keepEndowments(k);
            }
            double sum = 0;
            for (int c = k * size; c < (k + 1) * size; c++) {
                double x = plan.allocation()[c];
                sum += theta[c] * (rho == 0.5 ? Math.sqrt(x) : rho == 1 ? x : Math.pow(x, rho));
            }
            reward[k] = sum;
        }
    }

    /** Without an equilibrium at the chosen tastes, nobody trades. */
    private void keepEndowments(int market) {
        int l = model.goods();
        int size = model.agents() * l;
        System.arraycopy(model.endowments(), market * size, plan.allocation(), market * size, size);
        Arrays.fill(plan.prices(), market * l, (market + 1) * l, 1.0 / l);
    }

    private void planMoves() {
        int states = model.states();
        int actions = model.actions();
        Arrays.fill(value, model.markets(), value.length, 0);
        for (int k = model.markets() - 1; k >= 0; k--) {
            Interruption.check("equilibria");
            int step = k / states;
            double most = model.agents() * utilityMax * (model.horizon() - step - 1);
            for (int b = 0; b < actions; b++) {
                double q = step == model.horizon() - 1
                        ? 0
                        : moves.optimistic(step, k % states, b, value, (int) episodes[0]);
                preference[k * actions + b] = Math.max(0, Math.min(most, q));
            }
            value[k] = reward[k] + (options.multiplicativeRate() > 0 ? weigh(k) : pick(k));
        }
    }

    /** Puts the policy of a market on its best action; returns its value. */
    private double pick(int market) {
        int actions = model.actions();
        int best = 0;
        for (int b = 0; b < actions; b++) {
            policy[market * actions + b] = 0;
            best = preference[market * actions + b] > preference[market * actions + best] ? b : best;
        }
        policy[market * actions + best] = 1;
        return preference[market * actions + best];
    }

    /** Multiplies the policy of a market by {@code exp(rate Q / (2 sqrt(k + 1)))}; returns its value. */
    private double weigh(int market) {
        int actions = model.actions();
        double rate = 0.5 / Math.sqrt(episodes[0] + 1.0) * options.multiplicativeRate();
        double most = 0;
        for (int b = 0; b < actions; b++) {
            most = Math.max(most, preference[market * actions + b]);
        }
        double total = 0;
        for (int b = 0; b < actions; b++) {
            int cell = market * actions + b;
            policy[cell] *= Math.exp(rate * (preference[cell] - most));
            total += policy[cell];
        }
        double mean = 0;
        for (int b = 0; b < actions; b++) {
            policy[market * actions + b] /= total;
            mean += policy[market * actions + b] * preference[market * actions + b];
        }
        return mean;
    }

    /**
     * Learns from one step of the episode that {@link #begin} planned.
     *
     * @param bundles {@code [.., N, L]} from {@code x}: what was consumed
     * @param heard {@code [.., N]} from {@code y}: utilities with noise
     */
    public void observe(int step, int state, int action, double[] bundles, int x, double[] heard, int y, int next) {
        int market = step * model.states() + state;
        for (int i = 0; i < model.agents(); i++) {
            tastes.observe(market * model.agents() + i, bundles, x + i * model.goods(), heard[y + i]);
        }
        moves.observe(step, state, action, next, value);
    }

    /** Ends the episode. */
    public void end() {
        episodes[0]++;
    }

    /** An action of the planned policy. */
    public int act(int step, int state) {
        int actions = model.actions();
        int at = (step * model.states() + state) * actions;
        if (options.multiplicativeRate() > 0) {
            return draws.choose(policy, at, actions);
        }
        int best = 0;
        for (int b = 1; b < actions; b++) {
            best = policy[at + b] > policy[at + best] ? b : best;
        }
        return best;
    }

    /** Planner's policy {@code [H, S, A]}; shared. */
    public double[] policy() {
        return policy;
    }

    /** Tastes {@code [H, S, N, L]} that consumers report; shared. */
    public double[] theta() {
        return theta;
    }

    /** Planned allocations {@code [H, S, N, L]}; shared. */
    public double[] allocation() {
        return plan.allocation();
    }

    /** Planned prices {@code [H, S, L]}; shared. */
    public double[] prices() {
        return plan.prices();
    }

    /** Optimistic values {@code [H + 1, S]} of the plan; shared. */
    public double[] value() {
        return value;
    }

    /** Shows everything remembered between steps, the present plan included. */
    public void memory(ArrayVisitor visitor) {
        tastes.memory(visitor);
        moves.memory(visitor);
        visitor.visit("episodes", episodes);
        visitor.visit("theta", theta);
        visitor.visit("value", value);
        visitor.visit("policy", policy);
        visitor.visit("plan_prices", plan.prices());
        visitor.visit("plan_allocation", plan.allocation());
    }
}
