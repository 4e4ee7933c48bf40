package walras.env.exchange;

import walras.env.GroupTensors;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Rows;
import walras.env.exchange.learning.Mplm;
import walras.env.exchange.markov.MarkovModel;

/** MPLM's plan on a seat: learnt once, from data, before the session begins. */
final class MplmPolicy implements Policy {
    private final PolicyContext context;
    private final MarkovModel model;
    private final Mplm learner;
    private final boolean plans;

    MplmPolicy(PolicyContext context, MarkovModel model, Mplm learner) {
        this.context = context;
        this.model = model;
        this.learner = learner;
        plans = context.group().name().equals(MarkovEconomy.PLANNER);
    }

    @Override
    public void act(Rows rows) {
        GroupTensors group = context.groupTensors();
        int agents = group.group().agents();
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                int step = Math.min(group.observation("step").i32()[row * agents], model.horizon() - 1);
                int market = step * model.states() + group.observation("state").i32()[row * agents];
                if (plans) {
                    group.action("action").i32()[row] = best(market);
                } else {
                    report(group.action("weights").f64(), row, market);
                }
            }
        }
    }

    private int best(int market) {
        int best = 0;
        for (int b = 1; b < model.actions(); b++) {
            int cell = market * model.actions() + b;
            best = learner.policy()[cell] > learner.policy()[market * model.actions() + best] ? b : best;
        }
        return best;
    }

    private void report(double[] weights /* [B, N, L] */, int row, int market) {
        int n = model.agents();
        int l = model.goods();
        for (int i = context.firstAgent(); i < context.firstAgent() + context.agents(); i++) {
            double most = 0;
            for (int j = 0; j < l; j++) {
                most = Math.max(most, learner.theta()[(market * n + i) * l + j]);
            }
            for (int j = 0; j < l; j++) {
                weights[(row * n + i) * l + j] = learner.theta()[(market * n + i) * l + j] / most;
            }
        }
    }
}
