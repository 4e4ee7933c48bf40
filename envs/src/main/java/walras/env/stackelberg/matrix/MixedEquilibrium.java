package walras.env.stackelberg.matrix;

/**
 * A mixed commitment, the follower's reply to it, and why there is no better one.
 *
 * @param commitment probability of each row {@code [R]}
 * @param column follower's reply
 * @param leaderValue leader's expected payoff
 * @param followerValue follower's expected payoff
 * @param dual {@code [C, C]} of each reply k and each other column o, at least 0: no commitment to which k is a best reply pays the
 *     leader more than the largest, over rows r, of {@code leader(r, k) + sum over o of dual(k, o) (follower(r, k) - follower(r, o))}
 */
@SuppressWarnings("ArrayRecordComponent")
public record MixedEquilibrium(
        double[] commitment, int column, double leaderValue, double followerValue, double[] dual) {}
