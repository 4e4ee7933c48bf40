package walras.env;

/**
 * The economics of a batch: state of B rows, and what happens to it. All an author of a family writes.
 *
 * <p>The batch engine calls, in this order and for disjoint sets of rows: {@link #initial} and {@link #observe} when
 * rows begin an episode; {@link #check}, {@link #advance} and {@link #observe} for every step. Arrays of
 * {@link Tensors} are bound once, in the constructor. Calls for disjoint ranges of rows may come at the same time from
 * different threads, so scratch memory belongs to rows, or the whole batch is asked for in {@link #minRowsPerThread}.
 * A row's outcome may depend on nothing but the row: its state, its actions and {@link Tensors#random}.
 */
public interface Dynamics {
    /** Measured on one machine: up to so many rows at a time cost the same each, and 1024 cost more. */
    int CACHED_ROWS = 512;

    /** Gives fresh state to these rows. */
    void initial(Rows rows);

    /**
     * Refuses actions that fit their space but not the economy, before anything moves. Must not change anything.
     *
     * @param group the group whose actions to check
     * @throws Problem {@link Problem#action}
     */
    default void check(Rows rows, String group) {}

    /**
     * One step of these rows: reads actions, moves the state, writes every agent's reward, the metrics that are wanted
     * and {@link Tensors#terminated}. The engine has set terminated to 0; rewards and metrics hold old values.
     */
    void advance(Rows rows);

    /** Writes the observations, masks, active flags and privileged tensors of these rows. Must not move the state. */
    void observe(Rows rows);

    /** Shows every array that holds state between steps, for snapshots; nothing else is state. */
    void state(StateVisitor visitor);

    /** Rows below which another thread does not pay (measured); {@code Integer.MAX_VALUE} where rows go together. */
    default int minRowsPerThread() {
        return 2048;
    }

    /**
     * The most rows of a range that are stepped at a time: few stay in a core's nearest caches, operations on whole
     * vectors want many.
     */
    default int maxRowsPerRange() {
        return CACHED_ROWS;
    }
}
