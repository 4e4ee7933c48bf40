package walras.env.exchange.equilibrium;

import java.util.Arrays;

/**
 * Where a kernel writes: equilibria and their certificates, allocated once and reused.
 *
 * @param rows B, the capacity
 * @param agents N
 * @param goods L
 * @param prices {@code [B, L]}, on the simplex
 * @param allocation {@code [B, N, L]}
 * @param clearing {@code [B]}: max over goods of {@code |sum_i x_ij - E_j| / E_j}; for a free good only the excess demand counts
 * @param budget {@code [B]}: max over agents of {@code |p.x_i - m_i| / m_i}
 * @param demandGap {@code [B]}: an upper bound on the largest relative utility that an agent forgoes, {@code (v_i - u_i) / v_i}
 * @param iterations {@code [B]}: price updates spent
 * @param status {@code [B]}: codes of {@link Status}
 */
public record Equilibria(
        int rows,
        int agents,
        int goods,
        double[] prices,
        double[] allocation,
        double[] clearing,
        double[] budget,
        double[] demandGap,
        int[] iterations,
        byte[] status) {

    /** Room for that many rows. */
    public static Equilibria allocate(int rows, int agents, int goods) {
        return new Equilibria(
                rows,
                agents,
                goods,
                new double[rows * goods],
                new double[rows * agents * goods],
                new double[rows],
                new double[rows],
                new double[rows],
                new int[rows],
                new byte[rows]);
    }

    /** How one row ended. */
    public Status statusOf(int row) {
        return Status.of(status[row]);
    }

    /** Says that a row has no equilibrium, and why: not-a-number everywhere. */
    void writeNothing(int row, Status why) {
        Arrays.fill(prices, row * goods, (row + 1) * goods, Double.NaN);
        Arrays.fill(allocation, row * agents * goods, (row + 1) * agents * goods, Double.NaN);
        clearing[row] = Double.POSITIVE_INFINITY;
        budget[row] = Double.POSITIVE_INFINITY;
        demandGap[row] = Double.POSITIVE_INFINITY;
        iterations[row] = 0;
        status[row] = why.code();
    }

    /** The largest of a certificate's numbers over all rows. */
    public static double worst(double[] residual /* [B] */) {
        double worst = 0;
        for (double value : residual) {
            worst = value > worst || Double.isNaN(value) ? value : worst;
        }
        return worst;
    }
}
