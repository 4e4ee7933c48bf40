package walras.env.stackelberg.bandit;

import walras.env.StateVisitor;

/** The leader's learners under one roof, one per row: the leader sees its action and its own reward, nothing else. */
final class LeaderLearner {
    private final BanditDuel.Leader kind;
    private final int actions;
    private final double width;
    private final ExponentialWeights weights;
    private final ArmStatistics arms;

    LeaderLearner(BanditDuel.Leader kind, int rows, int actions, double horizon, BanditDuel.Constants constants) {
        this.kind = kind;
        this.actions = actions;
        this.width = kind == BanditDuel.Leader.UCBE
                ? constants.exploration()
                : new Confidence(horizon, constants.delta()).single();
        this.weights = new ExponentialWeights(rows, actions, constants.alpha(), constants.eta());
        this.arms = new ArmStatistics(rows, actions);
    }

    void reset(int row) {
        weights.reset(row);
        arms.reset(row);
    }

    /** The commitment; only EXP3 uses the uniform number. */
    int choose(int row, double uniform) {
        return switch (kind) {
            case EXP3 -> weights.choose(row, uniform);
            case UCBE -> arms.exploring(row, width);
            case UCB -> arms.optimistic(row, 0, actions, width);
        };
    }

    void learn(int row, int action, double reward) {
        if (kind == BanditDuel.Leader.EXP3) {
            weights.learn(row, action, reward);
        } else {
            arms.observe(row, action, reward);
        }
    }

    void state(StateVisitor visitor, String prefix) {
        weights.state(visitor, prefix + ".weights");
        arms.state(visitor, prefix + ".arms");
    }
}
