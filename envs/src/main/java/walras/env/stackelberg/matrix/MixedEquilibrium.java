package walras.env.stackelberg.matrix;

/**
 * A mixed commitment and the follower's reply to it.
 *
 * @param commitment probability of each row {@code [R]}
 * @param column follower's reply
 * @param leaderValue leader's expected payoff
 * @param followerValue follower's expected payoff
 */
@SuppressWarnings("ArrayRecordComponent")
public record MixedEquilibrium(double[] commitment, int column, double leaderValue, double followerValue) {}
