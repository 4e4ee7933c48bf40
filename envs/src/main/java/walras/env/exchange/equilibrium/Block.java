package walras.env.exchange.equilibrium;

import java.util.Arrays;

/**
 * Up to {@link #LANES} rows side by side, row last, so that every inner loop runs over rows with unit stride and compiles to vector
 * instructions. Lanes never mix, so a row's numbers do not depend on its neighbours.
 */
final class Block {
    /** Rows in a block. */
    static final int LANES = 128;

    final int agents;
    final int goods;
    final double[] weight; // [N, L, W] as given
    final double[] power; // [N, L, W] weight^s, or the normalised weight
    final double[] endowment; // [N, L, W]
    final double[] supply; // [L, W]
    final double[] price; // [L, W]
    final double[] income; // [N, W]
    final double[] spend; // [N, L, W] money of agent i for good j
    final double[] clearing; // [W]
    final double[] budget; // [W]
    final double[] demandGap; // [W]
    final boolean[] plain; // [W] whether every weight, income and supply is positive
    private final double[] quantity; // [N, L, W]
    private final double[] sum; // [W]
    private final double[] best; // [W]
    private int count;

    Block(int agents, int goods) {
        int cells = agents * goods * LANES;
        this.agents = agents;
        this.goods = goods;
        weight = new double[cells];
        power = new double[cells];
        endowment = new double[cells];
        supply = new double[goods * LANES];
        price = new double[goods * LANES];
        income = new double[agents * LANES];
        spend = new double[cells];
        clearing = new double[LANES];
        budget = new double[LANES];
        demandGap = new double[LANES];
        plain = new boolean[LANES];
        quantity = new double[cells];
        sum = new double[LANES];
        best = new double[LANES];
    }

    /** Rows in use. */
    int count() {
        return count;
    }

    /** Reads {@code count} rows of {@code [B, N, L]} arrays from {@code row}. */
    void load(double[] weights /* [B, N, L] */, double[] endowments /* [B, N, L] */, int row, int count) {
        this.count = count;
        int cells = agents * goods;
        for (int w = 0; w < count; w++) {
            int from = (row + w) * cells;
            boolean positive = true;
            for (int k = 0; k < cells; k++) {
                double a = weights[from + k];
                double e = endowments[from + k];
                positive &= a > 0 & a < Double.POSITIVE_INFINITY & e >= 0 & e < Double.POSITIVE_INFINITY;
                weight[k * LANES + w] = a;
                endowment[k * LANES + w] = e;
            }
            plain[w] = positive;
        }
        sumSupply();
        checkOwners();
    }

    private void sumSupply() {
        Arrays.fill(supply, 0);
        for (int i = 0; i < agents; i++) {
            for (int j = 0; j < goods; j++) {
                for (int w = 0; w < count; w++) {
                    supply[j * LANES + w] += endowment[(i * goods + j) * LANES + w];
                }
            }
        }
    }

    private void checkOwners() {
        for (int i = 0; i < agents; i++) {
            Arrays.fill(sum, 0);
            for (int j = 0; j < goods; j++) {
                addTo(sum, endowment, (i * goods + j) * LANES);
            }
            keepPositive(sum, 0);
        }
        for (int j = 0; j < goods; j++) {
            keepPositive(supply, j * LANES);
        }
    }

    private void keepPositive(double[] value /* [.., W] */, int at) {
        for (int w = 0; w < count; w++) {
            plain[w] &= value[at + w] > 0;
        }
    }

    void addTo(double[] total /* [W] */, double[] term /* [.., W] */, int at) {
        for (int w = 0; w < count; w++) {
            total[w] += term[at + w];
        }
    }

    /** Fills incomes at the current prices. */
    void earn() {
        for (int i = 0; i < agents; i++) {
            int to = i * LANES;
            Arrays.fill(income, to, to + LANES, 0);
            for (int j = 0; j < goods; j++) {
                int at = (i * goods + j) * LANES;
                int p = j * LANES;
                for (int w = 0; w < count; w++) {
                    income[to + w] += endowment[at + w] * price[p + w];
                }
            }
        }
    }

    /** Puts prices on the simplex and fills quantities and the certificate; {@code s} is the common elasticity. */
    void certify(double s) {
        Arrays.fill(sum, 0);
        for (int j = 0; j < goods; j++) {
            addTo(sum, price, j * LANES);
        }
        for (int j = 0; j < goods; j++) {
            for (int w = 0; w < count; w++) {
                price[j * LANES + w] /= sum[w];
            }
        }
        for (int k = 0; k < agents * goods; k++) {
            int p = k % goods * LANES;
            for (int w = 0; w < count; w++) {
                quantity[k * LANES + w] = spend[k * LANES + w] / sum[w] / price[p + w];
            }
        }
        earn();
        certifyClearing();
        certifyAgents(s);
    }

    private void certifyClearing() {
        Arrays.fill(clearing, 0);
        for (int j = 0; j < goods; j++) {
            Arrays.fill(sum, 0);
            for (int i = 0; i < agents; i++) {
                addTo(sum, quantity, (i * goods + j) * LANES);
            }
            int at = j * LANES;
            for (int w = 0; w < count; w++) {
                clearing[w] = Math.max(clearing[w], Math.abs(sum[w] - supply[at + w]) / supply[at + w]);
            }
        }
    }

    /** Budgets, and the demand gap by the bound that {@link Certifier} explains. */
    private void certifyAgents(double s) {
        Arrays.fill(budget, 0);
        Arrays.fill(demandGap, 0);
        for (int i = 0; i < agents; i++) {
            Arrays.fill(sum, 0);
            for (int j = 0; j < goods; j++) {
                int at = (i * goods + j) * LANES;
                for (int w = 0; w < count; w++) {
                    sum[w] += price[j * LANES + w] * quantity[at + w];
                }
            }
            int m = i * LANES;
            for (int w = 0; w < count; w++) {
                budget[w] = Math.max(budget[w], Math.abs(sum[w] - income[m + w]) / income[m + w]);
            }
            bangs(i, s);
            for (int w = 0; w < count; w++) {
                demandGap[w] = Math.max(demandGap[w], 1 - sum[w] / (best[w] * income[m + w]));
            }
        }
    }

    /** Leaves the agent's best marginal utility per unit of money in {@code best}, and what its spending reaches in {@code sum}. */
    private void bangs(int agent, double s) {
        Arrays.fill(sum, 0);
        Arrays.fill(best, 0);
        for (int j = 0; j < goods; j++) {
            int at = (agent * goods + j) * LANES;
            int p = j * LANES;
            if (s == 2) {
                for (int w = 0; w < count; w++) {
                    power[at + w] = weight[at + w] / (Math.sqrt(quantity[at + w]) * price[p + w]);
                }
            } else if (s == 1) {
                for (int w = 0; w < count; w++) {
                    power[at + w] = weight[at + w] / (quantity[at + w] * price[p + w]);
                }
            } else {
                for (int w = 0; w < count; w++) {
                    power[at + w] = weight[at + w] * Math.exp(-Math.log(quantity[at + w]) / s) / price[p + w];
                }
            }
            for (int w = 0; w < count; w++) {
                best[w] = Math.max(best[w], power[at + w]);
                sum[w] += power[at + w] * price[p + w] * quantity[at + w];
            }
        }
    }

    /** Whether a lane is certified within the tolerances. */
    boolean isCertified(int lane, double tolerance, double budgetTolerance) {
        return plain[lane]
                && clearing[lane] <= tolerance
                && budget[lane] <= budgetTolerance
                && demandGap[lane] <= tolerance;
    }

    /** Writes a lane to {@code row} of the batch. */
    void store(int lane, int row, int iterations, Status status, Equilibria out) {
        for (int j = 0; j < goods; j++) {
            out.prices()[row * goods + j] = price[j * LANES + lane];
        }
        int cells = agents * goods;
        for (int k = 0; k < cells; k++) {
            out.allocation()[row * cells + k] = quantity[k * LANES + lane];
        }
        out.clearing()[row] = clearing[lane];
        out.budget()[row] = budget[lane];
        out.demandGap()[row] = Math.max(0, demandGap[lane]);
        out.iterations()[row] = iterations;
        out.status()[row] = status.code();
    }
}
