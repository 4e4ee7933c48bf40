package walras.env.stackelberg.bandit;

import walras.env.StateVisitor;

/**
 * FMUCB, one per row: the follower estimates both means from its own and the leader's noisy rewards and plays the best
 * manipulation of the optimistic follower and the pessimistic leader.
 */
final class ManipulatingFollower {
    private final int followerActions;
    private final double width;
    private final ArmStatistics own;
    private final ArmStatistics leaders;
    private final ThreadLocal<Plan> plans;

    /** One thread's working memory. */
    private static final class Plan {
        final Manipulation manipulation;
        final double[] optimistic; // [leader action, follower action]
        final double[] pessimistic; // [leader action, follower action]
        final double[] means; // [leader action, follower action]

        Plan(int leaderActions, int followerActions) {
            manipulation = new Manipulation(leaderActions, followerActions);
            optimistic = new double[leaderActions * followerActions];
            pessimistic = new double[leaderActions * followerActions];
            means = new double[leaderActions * followerActions];
        }
    }

    ManipulatingFollower(int rows, int leaderActions, int followerActions, Confidence confidence) {
        int cells = leaderActions * followerActions;
        this.followerActions = followerActions;
        this.width = confidence.joint(leaderActions, followerActions);
        this.own = new ArmStatistics(rows, cells);
        this.leaders = new ArmStatistics(rows, cells);
        this.plans = ThreadLocal.withInitial(() -> new Plan(leaderActions, followerActions));
    }

    void reset(int row) {
        own.reset(row);
        leaders.reset(row);
    }

    int reply(int row, int leaderAction) {
        Plan plan = plans.get();
        for (int cell = 0; cell < plan.means.length; cell++) {
            plan.optimistic[cell] = own.mean(row, cell) + own.bonus(row, cell, width);
            plan.means[cell] = leaders.mean(row, cell);
            plan.pessimistic[cell] = plan.means[cell] - leaders.bonus(row, cell, width);
        }
        plan.manipulation.solve(plan.optimistic, 0, plan.pessimistic, plan.means, 0);
        return plan.manipulation.reply(leaderAction);
    }

    void learn(int row, int leaderAction, int followerAction, double leaderReward, double followerReward) {
        int cell = leaderAction * followerActions + followerAction;
        own.observe(row, cell, followerReward);
        leaders.observe(row, cell, leaderReward);
    }

    void state(StateVisitor visitor, String prefix) {
        own.state(visitor, prefix + ".own");
        leaders.state(visitor, prefix + ".leaders");
    }
}
