package walras.env.stackelberg.bandit;

import walras.env.StateVisitor;

/**
 * FMUCB, one per row: the follower estimates both means from its own and the leader's noisy rewards and plays the best
 * manipulation of the optimistic follower and the pessimistic leader.
 */
final class ManipulatingFollower {
    private final int leaderActions;
    private final int followerActions;
    private final double width;
    private final ArmStatistics own;
    private final ArmStatistics leaders;
    private final Manipulation manipulation;
    private final double[] optimistic; // [leader action, follower action]
    private final double[] pessimistic; // [leader action, follower action]
    private final double[] means; // [leader action, follower action]

    ManipulatingFollower(int rows, int leaderActions, int followerActions, Confidence confidence) {
        int cells = leaderActions * followerActions;
        this.leaderActions = leaderActions;
        this.followerActions = followerActions;
        this.width = confidence.joint(leaderActions, followerActions);
        this.own = new ArmStatistics(rows, cells);
        this.leaders = new ArmStatistics(rows, cells);
        this.manipulation = new Manipulation(leaderActions, followerActions);
        this.optimistic = new double[cells];
        this.pessimistic = new double[cells];
        this.means = new double[cells];
    }

    void reset(int row) {
        own.reset(row);
        leaders.reset(row);
    }

    int reply(int row, int leaderAction) {
        for (int cell = 0; cell < leaderActions * followerActions; cell++) {
            optimistic[cell] = own.mean(row, cell) + own.bonus(row, cell, width);
            means[cell] = leaders.mean(row, cell);
            pessimistic[cell] = means[cell] - leaders.bonus(row, cell, width);
        }
        manipulation.solve(optimistic, 0, pessimistic, means, 0);
        return manipulation.reply(leaderAction);
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
