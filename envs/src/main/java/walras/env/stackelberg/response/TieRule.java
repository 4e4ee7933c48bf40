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

    /** Payoffs closer than this are equal. */
    public static final double TOLERANCE = 1e-9;

    /**
     * Index of the best reply.
     *
     * @param own follower's payoffs, `A` entries from {@code ownAt}
     * @param leader leader's payoffs, `A` entries from {@code leaderAt}
     */
    public int best(double[] own, int ownAt, double[] leader, int leaderAt, int actions) {
        int best = 0;
        for (int a = 1; a < actions; a++) {
            double gain = own[ownAt + a] - own[ownAt + best];
            if (gain > TOLERANCE || (gain >= -TOLERANCE && prefers(leader[leaderAt + a] - leader[leaderAt + best]))) {
                best = a;
            }
        }
        return best;
    }

    private boolean prefers(double leaderGain) {
        return switch (this) {
            case FIRST -> false;
            case LAST -> true;
            case FOR_LEADER -> leaderGain > TOLERANCE;
            case AGAINST_LEADER -> leaderGain < -TOLERANCE;
        };
    }
}
