package walras.env.stackelberg.engine;

/** Between a game's answers and the tensors of the leader's group. */
public interface LeaderSeat {
    /**
     * Reads the row's action as the answer at an information set.
     *
     * @param answers the row's answers `[K, w]` from {@code at}
     */
    void answer(int row, int set, double[] answers, int at);

    /** Writes what the leader sees at an information set; may depend on nothing but the arguments. */
    void observe(int row, int set, double[] answers, int at);
}
