package walras.env.auction;

import walras.env.Rows;

/**
 * The numerical heart of the family: B sealed-bid auctions at once. Two backends implement the same mathematics to the last bit.
 *
 * <p>Bids are finite and not negative; the caller has checked them.
 */
interface AuctionKernel {
    /**
     * One step of the rows that {@code which} contains: clears the auctions, lets every winner's primitive act on its world, settles.
     *
     * @param bids [B, m]
     */
    void step(double[] bids, AuctionRows rows, Rows which);
}
