package walras.env.stackelberg.platform;

/** The plain-Java loops, seller after seller. */
record FusedSellers(QSellers sellers) implements SellerKernel {
    @Override
    public int rowsTogether() {
        return 1;
    }

    @Override
    public void learn(int from, int to, byte[] which /* [B] */, MarketState market, double[] profit /* [B, seller] */) {
        for (int row = from; row < to; row++) {
            for (int seller = 0; seller < 2 && which[row] != 0; seller++) {
                sellers.learn(row, seller, market.previous[row], market.posted[row], profit[2 * row + seller]);
            }
        }
    }

    @Override
    public void answer(int from, int to, MarketState market, int[] level /* [B, seller] */) {
        for (int at = 2 * from; at < 2 * to; at++) {
            if (level[at] == UNKNOWN) {
                level[at] = sellers.greedy(at / 2, at % 2, market.previous[at / 2]);
            }
        }
    }
}
