package walras.env.stackelberg.platform;

/** What the inner sellers of many rows do at once: learn from a period, and answer the last prices. Both backends agree to the last bit. */
interface SellerKernel {
    /** Marks a price that {@link #answer} is to fill. */
    int UNKNOWN = -1;

    /** Rows that play a whole episode together. */
    int rowsTogether();

    /**
     * All sellers of the rows {@code which} marks in {@code [from, to)} learn from the period in the market.
     *
     * @param profit {@code [B, seller]}
     */
    void learn(int from, int to, byte[] which /* [B] */, MarketState market, double[] profit);

    /**
     * The greedy price where none is known.
     *
     * @param level prices {@code [B, seller]}; those that are {@link #UNKNOWN} in rows of {@code [from, to)} are filled
     */
    void answer(int from, int to, MarketState market, int[] level);
}
