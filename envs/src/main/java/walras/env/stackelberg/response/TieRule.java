package walras.env.stackelberg.response;

/** Which of several equally good replies a best-responding follower takes. */
public enum TieRule {
    /** The lowest index. */
    FIRST,
    /** The highest index. */
    LAST,
    /** The leader's favourite, then the lowest index: the strong Stackelberg convention. */
    FOR_LEADER,
    /** The leader's worst, then the lowest index: the weak Stackelberg convention. */
    AGAINST_LEADER;

    private static final double SHARE = 0x1p-40; // of a player's payoff range
    private static final int ROUNDING = 16; // units in the last place of a player's largest payoff

    /**
     * Payoffs of one player that differ by no more than this are equal: 2^-40 (about 1e-12) of what lies between its
     * smallest and its largest payoff, and never less than the rounding of the largest, 16 units in its last place. So
     * a tie stays a tie, and a preference a preference, when all of a player's payoffs are multiplied by a positive
     * number or shifted.
     *
     * @param low the player's smallest payoff
     * @param high its largest
     */
    public static double tolerance(double low, double high) {
        return Math.max((high - low) * SHARE, ROUNDING * Math.ulp(Math.max(Math.abs(low), Math.abs(high))));
    }

    /** The tolerance of a player with these payoffs. */
    public static double tolerance(double[] payoffs) { // [K]
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double payoff : payoffs) {
            low = Math.min(low, payoff);
            high = Math.max(high, payoff);
        }
        return tolerance(low, high);
    }

    /**
     * Index of the best reply: of the replies that pay the follower its most, within the tolerance, the one that the rule takes.
     *
     * @param own follower's payoffs, `A` entries from {@code ownAt}
     * @param leader leader's payoffs, `A` entries from {@code leaderAt}
     * @param tolerance of the follower, see {@link #tolerance(double, double)}
     */
    public int best(double[] own, int ownAt, double[] leader, int leaderAt, int actions, double tolerance) {
        double top = own[ownAt];
        for (int a = 1; a < actions; a++) {
            top = Math.max(top, own[ownAt + a]);
        }
        int best = -1;
        for (int a = 0; a < actions; a++) {
            boolean good = top - own[ownAt + a] <= tolerance;
            if (good && (best < 0 || prefers(leader[leaderAt + a], leader[leaderAt + best]))) {
                best = a;
            }
        }
        return Math.max(best, 0); // payoffs that are no numbers have no best
    }

    /** Whether a leader's payoff beats another one by more than the rounding of either. */
    private boolean prefers(double leader, double than) {
        double doubt = ROUNDING * Math.ulp(Math.max(Math.abs(leader), Math.abs(than)));
        return switch (this) {
            case FIRST -> false;
            case LAST -> true;
            case FOR_LEADER -> leader > than + doubt;
            case AGAINST_LEADER -> leader < than - doubt;
        };
    }
}
