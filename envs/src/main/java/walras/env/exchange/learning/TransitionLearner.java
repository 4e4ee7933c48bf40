package walras.env.exchange.learning;

/** What a planner believes about continuation values, and how it learns. */
public interface TransitionLearner {
    /**
     * The optimistic expected value after (step, state, action), not clipped.
     *
     * @param value {@code [H + 1, S]} values; those of {@code step + 1} are read
     * @param episode how many episodes have been observed
     */
    double optimistic(int step, int state, int action, double[] value, int episode);

    /**
     * Adds an observed move.
     *
     * @param value {@code [H + 1, S]} the values that the planner used in that episode
     */
    void observe(int step, int state, int action, int next, double[] value);

    /** Shows everything remembered. */
    void memory(ArrayVisitor visitor);
}
