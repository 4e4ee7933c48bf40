package walras.env.stackelberg.response;

/**
 * The game that the leader's commitment leaves to the followers, one per row; a view of the caller's arrays.
 *
 * @param shape sizes of the population
 * @param profiles type profiles covered: P, or 1 when only the payoffs of the current profile are known
 * @param payoff followers' payoffs {@code [B, n, profiles, J]}
 * @param leader leader's payoffs {@code [B, profiles, J]}
 */
@SuppressWarnings("ArrayRecordComponent")
public record InducedGame(ResponseShape shape, int profiles, double[] payoff, double[] leader) {

    /** Allocates the payoffs of every profile for {@code rows} rows. */
    public static InducedGame allocate(ResponseShape shape, int rows) {
        return allocate(shape, rows, shape.profiles());
    }

    /** Allocates the payoffs of the current profile only, which is all that a response phase sees. */
    public static InducedGame allocateCurrent(ResponseShape shape, int rows) {
        return allocate(shape, rows, 1);
    }

    private static InducedGame allocate(ResponseShape shape, int rows, int profiles) {
        int cells = rows * profiles * shape.joints();
        return new InducedGame(shape, profiles, new double[cells * shape.followers()], new double[cells]);
    }

    /** Index of a follower's payoff at joint action 0. */
    public int payoffAt(int row, int follower, int profile) {
        int p = profiles == 1 ? 0 : profile;
        return ((row * shape.followers() + follower) * profiles + p) * shape.joints();
    }

    /** Index of the leader's payoff at joint action 0. */
    public int leaderAt(int row, int profile) {
        return (row * profiles + (profiles == 1 ? 0 : profile)) * shape.joints();
    }
}
