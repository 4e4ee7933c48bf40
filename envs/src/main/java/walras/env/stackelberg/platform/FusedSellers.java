package walras.env.stackelberg.platform;

/** The plain-Java loops, seller after seller; n sellers a row. */
record FusedSellers(QSellers sellers, int n) implements SellerKernel {
    @Override
    public int rowsTogether() {
        return 1;
    }

    @Override
    public void learn(int from, int to, byte[] which /* [B] */, MarketState market, double[] profit /* [B, seller] */) {
        for (int row = from; row < to; row++) {
            for (int seller = 0; seller < n && which[row] != 0; seller++) {
                sellers.learn(row, seller, market.previous[row], market.posted[row], profit[n * row + seller]);
            }
        }
    }

    @Override
    public void answer(int from, int to, MarketState market, int[] level /* [B, seller] */) {
        for (int at = n * from; at < n * to; at++) {
            if (level[at] == UNKNOWN) {
                level[at] = sellers.greedy(at / n, at % n, market.previous[at / n]);
            }
        }
    }
}
