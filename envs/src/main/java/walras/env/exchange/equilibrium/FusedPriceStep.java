package walras.env.exchange.equilibrium;

import walras.env.Rows;

/** The plain-Java step, row after row. */
public final class FusedPriceStep implements PriceStep {
    private final int agents;
    private final int goods;
    private final double gamma;

    /** With that exponent. */
    public FusedPriceStep(int agents, int goods, double gamma) {
        this.agents = agents;
        this.goods = goods;
        this.gamma = gamma;
    }

    @Override
    public void move(Rows rows, double[] prices, double[] wanted, double[] endowments) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                move(row, prices, wanted, endowments);
            }
        }
    }

    private void move(
            int row, double[] prices /* [B, L] */, double[] wanted /* [B, N, L] */, double[] owned /* [B, N, L] */) {
        double total = 0;
        for (int j = 0; j < goods; j++) {
            double supply = 0;
            double used = 0;
            for (int i = 0; i < agents; i++) {
                int cell = (row * agents + i) * goods + j;
                supply += owned[cell];
                used += wanted[cell];
            }
            double factor = Math.pow(used / supply, gamma);
            prices[row * goods + j] *= Math.max(1 / FACTOR_MAX, Math.min(FACTOR_MAX, factor));
            total += prices[row * goods + j];
        }
        toSimplex(prices, row * goods, goods, total);
    }

    /** Divides the prices {@code [L]} from {@code at} by their total, and keeps each at least a billionth; equal where the total is 0. */
    public static void toSimplex(double[] prices, int at, int goods, double total) {
        double kept = 0;
        for (int j = at; j < at + goods; j++) {
            double share = total > 0 ? prices[j] / total : 1.0 / goods;
            prices[j] = Math.max(share, PRICE_MIN);
            kept += prices[j];
        }
        for (int j = at; j < at + goods; j++) {
            prices[j] /= kept;
        }
    }
}
