package walras.env.exchange;

import java.util.Arrays;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;
import walras.env.exchange.markov.JointOptimum;
import walras.env.exchange.markov.MarkovModel;
import walras.env.exchange.markov.SubOptimality;

/**
 * What each row has played at every (step, state), and the exact suboptimality of it: markets not yet visited count as played
 * optimally, so the number starts each episode at zero and shows what play has revealed.
 */
final class PlayTable {
    private final MarkovModel model;
    private final JointOptimum optimum;
    private final double[] reward; // [B, H, S]
    private final double[] dagger; // [B, H, S]
    private final int[] action; // [B, H, S]
    private final double[] total; // [B]
    private final double[] equilibriumPart; // [B]
    private final double[] plannerPart; // [B]
    private final ThreadLocal<Measure> measures;

    /** One thread's memory. */
    private static final class Measure {
        final SubOptimality metric;
        final double[] policy; // [H, S, A]

        Measure(MarkovModel model) {
            metric = new SubOptimality(model);
            policy = new double[model.markets() * model.actions()];
        }
    }

    PlayTable(Tensors tensors, MarkovModel model, JointOptimum optimum) {
        int cells = tensors.rows() * model.markets();
        this.model = model;
        this.optimum = optimum;
        reward = new double[cells];
        dagger = new double[cells];
        action = new int[cells];
        measures = ThreadLocal.withInitial(() -> new Measure(model));
        total = tensors.metric(MarkovEconomy.SUBOPTIMALITY).f64();
        equilibriumPart = tensors.metric(MarkovEconomy.EQUILIBRIUM_PART).f64();
        plannerPart = tensors.metric(MarkovEconomy.PLANNER_PART).f64();
    }

    /** Whether a session asked for any of these numbers. */
    static boolean isWanted(Tensors tensors) {
        return tensors.wants(MarkovEconomy.SUBOPTIMALITY)
                || tensors.wants(MarkovEconomy.EQUILIBRIUM_PART)
                || tensors.wants(MarkovEconomy.PLANNER_PART);
    }

    void initial(Rows rows) {
        int markets = model.markets();
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                System.arraycopy(optimum.reward(), 0, reward, row * markets, markets);
                System.arraycopy(optimum.reward(), 0, dagger, row * markets, markets);
                System.arraycopy(optimum.policy(), 0, action, row * markets, markets);
            }
        }
    }

    /** Notes what a row did in a market: welfare reached, welfare reachable at the same prices, and the planner's action. */
    void note(int row, int market, double reached, double reachable, int chosen) {
        int cell = row * model.markets() + market;
        reward[cell] = reached;
        dagger[cell] = Math.max(reachable, reached);
        action[cell] = chosen;
    }

    /** Measures rows and writes the metrics. */
    void measure(Rows rows) {
        SubOptimality metric = measures.get().metric;
        double[] policy = measures.get().policy; // [H, S, A]
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                Arrays.fill(policy, 0);
                for (int k = 0; k < model.markets(); k++) {
                    policy[k * model.actions() + action[row * model.markets() + k]] = 1;
                }
                metric.setRewards(reward, dagger, row * model.markets());
                total[row] = metric.plan(policy);
                equilibriumPart[row] = metric.equilibriumPart();
                plannerPart[row] = metric.plannerPart();
            }
        }
    }

    void state(StateVisitor visitor) {
        visitor.doubles("markov.reward", reward);
        visitor.doubles("markov.dagger", dagger);
        visitor.ints("markov.action", action);
    }
}
