package walras.env.auction;

import walras.env.Rows;
import walras.env.StateVisitor;

/** A batch of worlds: where episodes begin, what primitives do, what is seen. */
interface TaskRows extends World {
    /** Draws the row's first state. */
    void begin(int row);

    /** Draws what the coming step needs by chance. */
    default void draw(Rows which) {}

    /** Writes the world states of these rows. */
    void worldStates(Rows which, int[] target); // [B]

    /** Writes the observations of these rows. */
    void observe(Rows which);

    /** Shows state that lies beside {@link AuctionRows}. */
    default void state(StateVisitor visitor) {}
}
