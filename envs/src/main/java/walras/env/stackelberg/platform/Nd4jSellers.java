package walras.env.stackelberg.platform;

import walras.env.stackelberg.response.Nd4jQLearning;

/** Whole batches on the ND4J kernel; tables stay with {@link QSellers}. */
final class Nd4jSellers implements SellerKernel {
    private final QSellers sellers;
    private final int n; // sellers a row
    private final Nd4jQLearning kernel;
    private final int followers; // n B
    private final double[] moves; // [2, F] values played, profits
    private final double[] values; // [F, price] at the state that counts
    private final double[] answers; // [F]

    Nd4jSellers(QSellers sellers, QSellers.Learning learning, Profiles profiles, int rows) {
        this.sellers = sellers;
        int levels = profiles.levels();
        n = profiles.sellers();
        followers = n * rows;
        kernel = new Nd4jQLearning(followers, levels, learning.alpha(), learning.delta());
        moves = new double[2 * followers];
        values = new double[followers * levels];
        answers = new double[followers];
    }

    @Override
    public int rowsTogether() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void learn(int from, int to, byte[] which /* [B] */, MarketState market, double[] profit /* [B, seller] */) {
        boolean any = false;
        for (int at = n * from; at < n * to; at++) {
            int row = at / n;
            if (which[row] != 0) {
                any = true;
                moves[at] = sellers.value(row, at % n, market.previous[row], market.posted[row]);
                moves[followers + at] = profit[at];
                sellers.copyValues(row, at % n, market.posted[row], values, at);
            }
        }
        if (!any) {
            return;
        }
        kernel.learn(moves, values, answers);
        for (int at = n * from; at < n * to; at++) {
            int row = at / n;
            if (which[row] != 0) {
                sellers.setValue(row, at % n, market.previous[row], market.posted[row], answers[at]);
            }
        }
    }

    @Override
    public void answer(int from, int to, MarketState market, int[] level /* [B, seller] */) {
        boolean any = false;
        for (int at = n * from; at < n * to; at++) {
            if (level[at] == UNKNOWN) {
                any = true;
                sellers.copyValues(at / n, at % n, market.previous[at / n], values, at);
            }
        }
        if (!any) {
            return;
        }
        kernel.best(values, answers);
        for (int at = n * from; at < n * to; at++) {
            level[at] = level[at] == UNKNOWN ? (int) answers[at] : level[at];
        }
    }
}
