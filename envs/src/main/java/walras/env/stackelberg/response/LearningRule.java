package walras.env.stackelberg.response;

/**
 * A follower's learning rule on one slice of `A` numbers of a table and as many of an auxiliary array.
 *
 * <p>Rules hold no state of their own: one instance serves every row, follower and type.
 */
public interface LearningRule {

    /** Value of a fresh table entry. */
    default double initial() {
        return 0;
    }

    /** Whether the rule sees only the payoff of the action it played. */
    default boolean bandit() {
        return false;
    }

    /**
     * The mixed strategy of a slice.
     *
     * @param table what the rule remembers, `[A]` from {@code at}
     * @param auxiliary the rule's second memory, `[A]` from {@code at}
     * @param mixed receives `[A]` probabilities from {@code to}
     */
    void strategy(double[] table, double[] auxiliary, int at, int actions, double[] mixed, int to);

    /** The action with the most behind it: the largest table entry, the lowest index on ties. */
    default int favourite(double[] table, double[] auxiliary, int at, int actions) {
        int best = 0;
        for (int a = 1; a < actions; a++) {
            if (table[at + a] > table[at + best]) {
                best = a;
            }
        }
        return best;
    }

    /**
     * Learns from one update.
     *
     * @param view the slice and what was seen
     */
    void learn(double[] table, double[] auxiliary, int at, int actions, Feedback view);
}
