package walras.env.stackelberg.bandit;

/** Squared widths, at one observation, of the bounds that the learners of this package use. */
record Confidence(double horizon, double delta) {
    /** UCB of the follower and the leader: {@code 2 ln(T / delta)}. */
    double single() {
        return 2 * StrictMath.log(horizon / delta);
    }

    /** FMUCB, uniformly over all pairs of actions: {@code 2 ln(A B T / delta)}. */
    double joint(int leaderActions, int followerActions) {
        return 2 * StrictMath.log(leaderActions * (double) followerActions * horizon / delta);
    }
}
