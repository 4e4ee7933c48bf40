package walras.env.auction;

import java.util.Optional;
import walras.env.BestReplies.ReplyValue;
import walras.env.EconomySpec;
import walras.env.Interruption;
import walras.env.Profile.Player;

/** What the planner of a tabular world could earn in an episode, within its horizon. */
final class PlannerReplies {
    private PlannerReplies() {}

    /** Empty for planners that learn, and worlds without tables. */
    static Optional<ReplyValue> of(Task task, Player planner) {
        boolean drawn = planner.plays(EconomySpec.RANDOM) || planner.plays(PlannerEconomy.UNIFORM);
        if (!(task instanceof TabularTask tabular) || (!drawn && !planner.plays(PlannerEconomy.OPTIMAL))) {
            return Optional.empty();
        }
        EpisodeOracle episode = new EpisodeOracle(tabular.world(), task.horizon());
        double own = drawn ? episode.uniformReturn() : earned(tabular.world(), task.policy(), task.horizon());
        return Optional.of(ReplyValue.exact(own, episode.optimalReturn()));
    }

    private static double earned(GlobalMdp world, int[] policy, int horizon) { // policy [S]
        double[] values = new double[world.states()]; // [S]
        for (int step = 0; step < horizon; step++) {
            Interruption.check("best reply");
            double[] before = new double[values.length];
            for (int state = 0; state < values.length; state++) {
                before[state] = world.terminal(state)
                        ? 0
                        : world.reward(state, policy[state]) + world.expectation(state, policy[state], values);
            }
            values = before;
        }
        double sum = 0;
        for (int state = 0; state < values.length; state++) {
            sum += world.startProbability(state) * values[state];
        }
        return sum;
    }
}
