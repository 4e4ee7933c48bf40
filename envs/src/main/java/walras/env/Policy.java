package walras.env;

/**
 * A built-in player on one seat of one batch. The engine calls {@link #act} before every step, {@link #learn} after it
 * (rewards, flags and the true next observation are there, also where the episode just ended), and {@link #begin} when
 * rows begin an episode.
 */
public interface Policy {
    /** Writes the actions of the seat's agents for these rows. */
    void act(Rows rows);

    default void learn(Rows rows) {}

    default void begin(Rows rows) {}

    /** Shows every array that holds state between steps, for snapshots. */
    default void state(StateVisitor visitor) {}

    /** Shows the arrays that hold what was learned, for files: a part of {@link #state}, without counters and buffers. */
    default void weights(StateVisitor visitor) {}

    /** True if rows know nothing of one another, so that ranges may run at the same time; false for shared weights. */
    default boolean rowwise() {
        return true;
    }
}
