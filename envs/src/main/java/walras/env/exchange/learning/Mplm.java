package walras.env.exchange.learning;

import java.util.Arrays;
import walras.env.Interruption;
import walras.env.exchange.equilibrium.Equilibria;
import walras.env.exchange.equilibrium.FusedEquilibriumKernel;
import walras.env.exchange.markov.MarkovModel;
import walras.env.exchange.markov.SubOptimality;

/**
 * Model-based pessimistic learning from a dataset, after Liu et al. (2022): tastes at the lower corner of their box, the equilibria of
 * those, and robust value iteration over the (state, action)-rectangular hull of the transition set, an L1 ball of radius
 * {@code c_p / sqrt(n)} around the frequencies. With both widths zero it is the plug-in learner.
 */
public final class Mplm {
    private final MarkovModel model;
    private final TasteRegression tastes;
    private final Equilibria plan;
    private final double[] count; // [H, S, A, S]
    private final double[] total; // [H, S, A]
    private final double[] theta; // [H, S, N, L]
    private final double[] value; // [H + 1, S]
    private final double[] policy; // [H, S, A]

    /**
     * Constants of MPLM.
     *
     * @param tasteWidth posterior standard deviations that tastes are lowered by
     * @param ballWidth radius of the L1 ball times the root of the number of observations
     * @param ridge of the taste regression
     * @param thetaMin least taste
     * @param thetaMax largest taste
     */
    public record Options(double tasteWidth, double ballWidth, double ridge, double thetaMin, double thetaMax) {
        /** The constants of the reference figures (specification, 2.4). */
        public static final Options REFERENCE = new Options(0.1, 2, 1, 0.02, 1);

        /** The learner that takes estimates for the truth. */
        public static final Options PLUG_IN = REFERENCE.withWidths(0, 0);

        /** The same with other widths. */
        public Options withWidths(double taste, double ball) {
            return new Options(taste, ball, ridge, thetaMin, thetaMax);
        }

        /** The same with another largest taste. */
        public Options withThetaMax(double largest) {
            return new Options(tasteWidth, ballWidth, ridge, thetaMin, largest);
        }
    }

    /** Learns from data. */
    public Mplm(MarkovModel model, OfflineData data, Options options) {
        this.model = model;
        tastes = new TasteRegression(model, options.ridge());
        plan = Equilibria.allocate(model.markets(), model.agents(), model.goods());
        count = new double[model.transitions().length];
        total = new double[model.markets() * model.actions()];
        theta = new double[model.weights().length];
        value = new double[(model.horizon() + 1) * model.states()];
        policy = new double[total.length];
        read(data);
        tastes.box(-options.tasteWidth(), options.thetaMin(), options.thetaMax(), theta);
        new FusedEquilibriumKernel(model.preferences()).solve(model.markets(), theta, model.endowments(), plan);
        plan(options.ballWidth());
    }

    private void read(OfflineData data) {
        int n = model.agents();
        for (int k = 0; k < data.state().length; k++) {
            Interruption.check("equilibria");
            int market = k % model.horizon() * model.states() + data.state()[k];
            int cell = market * model.actions() + data.action()[k];
            total[cell]++;
            count[cell * model.states() + data.next()[k]]++;
            for (int i = 0; i < n; i++) {
                tastes.observe(market * n + i, data.bundle(), (k * n + i) * model.goods(), data.heard()[k * n + i]);
            }
        }
    }

    private void plan(double ballWidth) {
        double[] reward = rewards(); // [H, S]
        L1Ball ball = new L1Ball(model.states());
        for (int k = model.markets() - 1; k >= 0; k--) {
            Interruption.check("equilibria");
            int next = (k / model.states() + 1) * model.states();
            double best = Double.NEGATIVE_INFINITY;
            int chosen = 0;
            for (int b = 0; b < model.actions(); b++) {
                int cell = k * model.actions() + b;
                double radius = total[cell] > 0 ? ballWidth / Math.sqrt(total[cell]) : ballWidth > 0 ? 2 : 0;
                double q = ball.worst(count, cell * model.states(), total[cell], value, next, Math.min(2, radius));
                if (q > best) {
                    best = q;
                    chosen = b;
                }
            }
            policy[k * model.actions() + chosen] = 1;
            value[k] = reward[k] + best;
        }
    }

    /** Welfare {@code [H, S]} of the plan at the pessimistic tastes; of autarky where these have no certified equilibrium. */
    private double[] rewards() {
        double rho = TasteRegression.featurePower(model);
        int size = model.agents() * model.goods();
        double[] reward = new double[model.markets()]; // [H, S]
        for (int k = 0; k < model.markets(); k++) {
            Interruption.check("equilibria");
            if (!plan.statusOf(k).certified()) {
                System.arraycopy(model.endowments(), k * size, plan.allocation(), k * size, size);
                Arrays.fill(plan.prices(), k * model.goods(), (k + 1) * model.goods(), 1.0 / model.goods());
            }
            for (int c = k * size; c < (k + 1) * size; c++) {
                reward[k] += theta[c] * Math.pow(plan.allocation()[c], rho);
            }
        }
        return reward;
    }

    /** What the learner believes its plan is worth at least. */
    public double believed() {
        return model.atStart(value, 0);
    }

    /** The planner's policy {@code [H, S, A]}; shared. */
    public double[] policy() {
        return policy;
    }

    /** Pessimistic tastes {@code [H, S, N, L]}; shared. */
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

    /** The exact suboptimality of the plan, measured in the true model. */
    public SubOptimality measure() {
        SubOptimality metric = new SubOptimality(model);
        metric.measure(policy, plan.allocation(), plan.prices());
        return metric;
    }
}
