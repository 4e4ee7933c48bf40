package walras.env.stackelberg.bandit;

import walras.env.StateVisitor;

/** The follower's learners under one roof, one per row. */
final class FollowerLearner {
    private final BanditDuel.Follower kind;
    private final BanditGame game;
    private final int actions;
    private final double width;
    private final Manipulation omniscient;
    private final ArmStatistics arms;
    private final ManipulatingFollower manipulating;

    FollowerLearner(
            BanditDuel.Follower kind, int rows, BanditGame game, double horizon, BanditDuel.Constants constants) {
        Confidence confidence = new Confidence(horizon, constants.delta());
        this.kind = kind;
        this.game = game;
        this.actions = game.followerActions();
        this.width = confidence.single();
        this.omniscient = Manipulation.of(game);
        this.arms = new ArmStatistics(rows, game.leaderActions() * actions);
        this.manipulating = new ManipulatingFollower(rows, game.leaderActions(), actions, confidence);
    }

    void reset(int row) {
        arms.reset(row);
        manipulating.reset(row);
    }

    int reply(int row, int leaderAction) {
        return switch (kind) {
            case UCB ->
                arms.optimistic(row, leaderAction * actions, (leaderAction + 1) * actions, width)
                        - leaderAction * actions;
            case BEST_RESPONSE -> game.bestReply(leaderAction);
            case FBM -> omniscient.reply(leaderAction);
            case FMUCB -> manipulating.reply(row, leaderAction);
        };
    }

    /** Learns from a round; the leader's reward is side information that only FMUCB uses. */
    void learn(int row, int leaderAction, int followerAction, double leaderReward, double followerReward) {
        if (kind == BanditDuel.Follower.UCB) {
            arms.observe(row, leaderAction * actions + followerAction, followerReward);
        } else if (kind == BanditDuel.Follower.FMUCB) {
            manipulating.learn(row, leaderAction, followerAction, leaderReward, followerReward);
        }
    }

    void state(StateVisitor visitor, String prefix) {
        arms.state(visitor, prefix + ".arms");
        manipulating.state(visitor, prefix + ".manipulating");
    }
}
