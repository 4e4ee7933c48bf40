package walras.env.auction;

/**
 * The numerical heart of the family: B sealed-bid auctions at once. Two backends implement the same mathematics to the last bit.
 *
 * <p>Bids are finite and not negative; the caller has checked them.
 */
interface AuctionKernel extends AutoCloseable {
    /**
     * One step: clears the auctions, lets every winner's primitive act on its world, settles.
     *
     * @param bids [B, m]
     */
    void step(double[] bids, AuctionRows rows);

    @Override
    default void close() {}
}
