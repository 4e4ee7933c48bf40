package walras.env.exchange.equilibrium;

import walras.env.Rows;

/** Moves posted prices once, by the demand that consumers sent: {@code p_j <- p_j (D_j / E_j)^gamma}, each factor within two octaves. */
public interface PriceStep {
    /** What a price keeps at least, on the simplex. */
    double PRICE_MIN = 1e-9;
    /** The largest factor; its inverse is the smallest. */
    double FACTOR_MAX = 4;

    /**
     * Moves the prices of these rows; they end on the simplex, each at least about {@link #PRICE_MIN}.
     *
     * @param prices {@code [B, L]}
     * @param wanted demands {@code [B, N, L]}
     * @param endowments {@code [B, N, L]}, of which every good has some
     */
    void move(Rows rows, double[] prices, double[] wanted, double[] endowments);
}
