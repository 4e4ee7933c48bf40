package walras.env.auction;

import walras.env.Rows;

/** What primitives act on. */
interface World {
    /**
     * Lets the primitive of {@code rows.winner} act in the rows that {@code which} contains, except those whose age has reached the horizon: their auction only settles. Sets state,
     * reward, stepDiscount where it is not constant, and terminated.
     */
    void apply(AuctionRows rows, Rows which);
}
