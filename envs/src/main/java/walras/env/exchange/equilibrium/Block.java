package walras.env.exchange.equilibrium;

import java.util.Arrays;

/**
 * Up to {@link #LANES} rows side by side, row last, so that every inner loop runs over rows and compiles to vector instructions.
 * Lanes never mix, so a row's numbers do not depend on its neighbours.
 *
 * <p>Each cell of {@code [N, L]} is an array of its own, because HotSpot vectorises {@code a[w] += b[w] * c[w]}, where arrays are
 * either one or apart, and not {@code a[i + w] += b[k + w] * c[j + w]}, where they might overlap.
 */
final class Block {
    /** Rows in a block. */
    static final int LANES = 128;

    final int agents;
    final int goods;
    final double[][] weight; // [N * L][W] as given
    final double[][] power; // [N * L][W] weight^s, or the normalised weight
    final double[][] endowment; // [N * L][W]
    final double[][] supply; // [L][W]
    final double[][] price; // [L][W]
    final double[][] income; // [N][W]
    final double[][] spend; // [N * L][W] money of agent i for good j
    final boolean[] plain = new boolean[LANES]; // [W] whether every weight, income and supply is positive
    final double[][] quantity; // [N * L][W]
    private final double[] sum = new double[LANES]; // [W]
    private int count;

    Block(int agents, int goods) {
        int cells = agents * goods;
        this.agents = agents;
        this.goods = goods;
        weight = new double[cells][LANES];
        power = new double[cells][LANES];
        endowment = new double[cells][LANES];
        supply = new double[goods][LANES];
        price = new double[goods][LANES];
        income = new double[agents][LANES];
        spend = new double[cells][LANES];
        quantity = new double[cells][LANES];
    }

    /** Rows in use. */
    int count() {
        return count;
    }

    /** Reads {@code count} rows of {@code [B, N, L]} arrays from {@code row}. */
    void load(double[] weights /* [B, N, L] */, double[] endowments /* [B, N, L] */, int row, int count) {
        this.count = count;
        Arrays.fill(plain, 0, count, true);
        int cells = agents * goods;
        for (int k = 0; k < cells; k++) {
            int from = row * cells + k;
            spread(weights, from, cells, weight[k]);
            spread(endowments, from, cells, endowment[k]);
            check(weight[k], endowment[k]);
        }
        sumSupply();
        checkOwners();
    }

    private void spread(double[] all /* [B, N, L] */, int from, int stride, double[] lane /* [W] */) {
        for (int w = 0; w < count; w++) {
            lane[w] = all[from + w * stride];
        }
    }

    private void check(double[] a /* [W] */, double[] e /* [W] */) {
        for (int w = 0; w < count; w++) {
            plain[w] &= a[w] > 0 & a[w] < Double.POSITIVE_INFINITY & e[w] >= 0 & e[w] < Double.POSITIVE_INFINITY;
        }
    }

    private void sumSupply() {
        for (int j = 0; j < goods; j++) {
            Arrays.fill(supply[j], 0);
            for (int i = 0; i < agents; i++) {
                add(supply[j], endowment[i * goods + j]);
            }
        }
    }

    private void checkOwners() {
        for (int i = 0; i < agents; i++) {
            Arrays.fill(sum, 0);
            for (int j = 0; j < goods; j++) {
                add(sum, endowment[i * goods + j]);
            }
            keepPositive(sum);
        }
        for (int j = 0; j < goods; j++) {
            keepPositive(supply[j]);
        }
    }

    private void keepPositive(double[] value /* [W] */) {
        for (int w = 0; w < count; w++) {
            plain[w] &= value[w] > 0;
        }
    }

    /** {@code total += term} in all lanes. */
    void add(double[] total /* [W] */, double[] term /* [W] */) {
        for (int w = 0; w < count; w++) {
            total[w] += term[w];
        }
    }

    /** {@code total += a b} in all lanes. */
    void addProduct(double[] total /* [W] */, double[] a /* [W] */, double[] b /* [W] */) {
        for (int w = 0; w < count; w++) {
            total[w] += a[w] * b[w];
        }
    }

    /** {@code value /= by} in all lanes. */
    void divide(double[] value /* [W] */, double[] by /* [W] */) {
        for (int w = 0; w < count; w++) {
            value[w] /= by[w];
        }
    }

    /** Fills incomes at the current prices. */
    void earn() {
        for (int i = 0; i < agents; i++) {
            Arrays.fill(income[i], 0);
            for (int j = 0; j < goods; j++) {
                addProduct(income[i], endowment[i * goods + j], price[j]);
            }
        }
    }

    /** Puts prices on the simplex and fills quantities: the answer, as it is stored. */
    void conclude() {
        Arrays.fill(sum, 0);
        for (int j = 0; j < goods; j++) {
            add(sum, price[j]);
        }
        for (int j = 0; j < goods; j++) {
            divide(price[j], sum);
        }
        for (int k = 0; k < agents * goods; k++) {
            buy(quantity[k], spend[k], price[k % goods]);
        }
    }

    private void buy(double[] bought /* [W] */, double[] spent /* [W] */, double[] at /* [W] */) {
        for (int w = 0; w < count; w++) {
            bought[w] = spent[w] / sum[w] / at[w];
        }
    }

    /** Writes a lane's answer to {@code row} of the batch. */
    void store(int lane, int row, int iterations, Status status, Equilibria out) {
        double[] prices = out.prices(); // [B, L]
        double[] allocation = out.allocation(); // [B, N, L]
        for (int j = 0; j < goods; j++) {
            prices[row * goods + j] = price[j][lane];
        }
        int cells = agents * goods;
        for (int k = 0; k < cells; k++) {
            allocation[row * cells + k] = quantity[k][lane];
        }
        out.iterations()[row] = iterations;
        out.status()[row] = status.code();
    }
}
