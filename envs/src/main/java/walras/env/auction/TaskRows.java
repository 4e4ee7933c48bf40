package walras.env.auction;

import walras.env.Rows;
import walras.env.StateVisitor;

/** A batch of worlds: where episodes begin, what primitives do, what is seen. */
interface TaskRows extends World {
    /** Draws the row's first state. */
    void begin(int row);

    /** Draws what the coming step needs by chance. */
    default void draw(Rows which) {}

    /** The row's world state. */
    int worldState(int row);

    /** Writes the observations of these rows. */
    void observe(Rows which);

    /** Shows state that lies beside {@link AuctionRows}. */
    default void state(StateVisitor visitor) {}
}
