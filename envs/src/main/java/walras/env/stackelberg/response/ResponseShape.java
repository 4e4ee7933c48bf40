package walras.env.stackelberg.response;

/**
 * Sizes of a follower population. Profiles and joint actions are numbered in mixed radix, follower 0 most significant.
 *
 * @param followers number of followers, n
 * @param types private types of each follower, T
 * @param actions actions of each follower, A
 */
public record ResponseShape(int followers, int types, int actions) {
    private static final int LARGEST = 1 << 20;

    public ResponseShape {
        if (followers < 1 || types < 1 || actions < 1) {
            throw new IllegalArgumentException("followers, types and actions: expected at least 1, got " + followers
                    + ", " + types + ", " + actions);
        }
        if (Math.pow(types, followers) * Math.pow(actions, followers) > LARGEST) {
            throw new IllegalArgumentException("types^followers * actions^followers: expected at most " + LARGEST
                    + ", got (" + types + " * " + actions + ")^" + followers);
        }
    }

    /** Number of type profiles, P. */
    public int profiles() {
        return power(types, followers);
    }

    /** Number of joint actions, J. */
    public int joints() {
        return power(actions, followers);
    }

    /** Entries of one row's table {@code [n, T, A]}. */
    public int tableSize() {
        return followers * types * actions;
    }

    /** Type of one follower in a profile. */
    public int type(int profile, int follower) {
        return profile / power(types, followers - 1 - follower) % types;
    }

    /** Action of one follower in a joint action. */
    public int action(int joint, int follower) {
        return joint / power(actions, followers - 1 - follower) % actions;
    }

    /** The joint action with one follower's action replaced. */
    public int deviate(int joint, int follower, int action) {
        return joint + (action - action(joint, follower)) * power(actions, followers - 1 - follower);
    }

    static int power(int radix, int exponent) {
        int result = 1;
        for (int k = 0; k < exponent; k++) {
            result *= radix;
        }
        return result;
    }
}
