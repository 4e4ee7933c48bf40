package walras.env.auction;

/** What primitives act on. */
interface World {
    /**
     * Lets the primitive of {@code rows.winner} act in every row, except in rows whose age has reached the horizon: their auction only settles. Sets state,
     * reward, stepDiscount where it is not constant, and terminated.
     */
    void apply(AuctionRows rows);
}
