package walras.env.exchange.equilibrium;

/**
 * Demand of a loaded economy in log prices {@code q}, for finite elasticities, with its Jacobian.
 *
 * <p>Agent i spends the share {@code softmax_j(g_i log a_ij + (1-s_i) q_j)} of its income on good j. The power {@code g} of the
 * weight is {@code s} for CES and 1 for Leontief, which makes the elasticity a free parameter that solvers may move.
 */
final class SmoothEconomy {
    /**
     * Logarithm of the share, as part of the largest, below which a linear agent's is nothing. Such shares say nothing about the
     * forest, and their products are so small that processors take a hundred times as long over them.
     */
    private static final double NOTHING = -69;

    final RowEconomy economy;
    final double[] elasticity; // [n]
    final double[] gain; // [n]
    final double[] price; // [l]
    final double[] share; // [n, l]
    final double[] income; // [n]
    final double[] demandValue; // [l]
    final double[] residual; // [l]

    /** What stands in for the infinite elasticity of linear agents. */
    double linearElasticity = 1;

    private final double[] logWeight; // [n, l]

    SmoothEconomy(RowEconomy economy) {
        int n = economy.preferences.agents();
        int l = economy.preferences.goods();
        this.economy = economy;
        elasticity = new double[n];
        gain = new double[n];
        price = new double[l];
        share = new double[n * l];
        income = new double[n];
        demandValue = new double[l];
        residual = new double[l];
        logWeight = new double[n * l];
    }

    /** Takes the weights of the economy just loaded; elasticities are set apart. */
    void load() {
        for (int k = 0; k < economy.agents * economy.goods; k++) {
            logWeight[k] = Math.log(economy.weight[k]);
        }
    }

    /** Sets every agent's own elasticity to the power {@code t}: 0 makes all Cobb-Douglas, 1 gives the economy itself. */
    void setHomotopy(double t) {
        for (int i = 0; i < economy.agents; i++) {
            double own = economy.elasticity(i);
            double s = own == Double.POSITIVE_INFINITY ? linearElasticity : own;
            elasticity[i] = s == 0 ? 1 - t : t == 1 ? s : Math.pow(s, t);
            gain[i] = s == 0 ? 1 : elasticity[i];
        }
    }

    /** Fills shares, incomes, demand and residuals {@code log(D_j/E_j)}; returns the largest residual's size. */
    double evaluate(double[] logPrice /* [l] */) {
        int l = economy.goods;
        for (int j = 0; j < l; j++) {
            price[j] = Math.exp(logPrice[j]);
            demandValue[j] = 0;
        }
        for (int i = 0; i < economy.agents; i++) {
            double m = 0;
            for (int j = 0; j < l; j++) {
                m += economy.endowment[i * l + j] * price[j];
            }
            income[i] = m;
            spend(i, logPrice);
            for (int j = 0; j < l; j++) {
                demandValue[j] += m * share[i * l + j];
            }
        }
        double worst = 0;
        for (int j = 0; j < l; j++) {
            residual[j] = Math.log(demandValue[j] / (price[j] * economy.supply[j]));
            double size = Math.abs(residual[j]);
            worst = Math.max(worst, size);
        }
        return worst;
    }

    private void spend(int i, double[] logPrice /* [l] */) {
        int l = economy.goods;
        double rest = 1 - elasticity[i];
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < l; j++) {
            double exponent = gain[i] * logWeight[i * l + j] + rest * logPrice[j];
            share[i * l + j] = exponent;
            max = exponent > max ? exponent : max;
        }
        double least = economy.family(i) == Utility.LINEAR ? NOTHING : Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (int j = 0; j < l; j++) {
            double exponent = share[i * l + j] - max;
            double weight = exponent < least ? 0 : Math.exp(exponent);
            share[i * l + j] = weight;
            sum += weight;
        }
        for (int j = 0; j < l; j++) {
            share[i * l + j] /= sum;
        }
    }

    /**
     * Writes minus the Jacobian of the residuals in log prices, after {@link #evaluate}. Its rows sum to zero.
     *
     * @param matrix {@code [l, l]}
     */
    void jacobian(double[] matrix) {
        int l = economy.goods;
        for (int j = 0; j < l; j++) {
            for (int k = 0; k < l; k++) {
                matrix[j * l + k] = 0;
            }
        }
        for (int i = 0; i < economy.agents; i++) {
            double rest = 1 - elasticity[i];
            for (int j = 0; j < l; j++) {
                double part = income[i] * share[i * l + j] / demandValue[j];
                if (part > 0) {
                    addRow(matrix, i, j, part, rest);
                }
            }
        }
    }

    private void addRow(double[] matrix /* [l, l] */, int i, int j, double part, double rest) {
        int l = economy.goods;
        double[] owned = economy.endowment; // [n, l]
        double earn = part / income[i];
        double moved = part * rest;
        int row = j * l;
        int at = i * l;
        for (int k = 0; k < l; k++) {
            matrix[row + k] -= earn * owned[at + k] * price[k] - moved * share[at + k];
        }
        matrix[j * l + j] += part * elasticity[i];
    }
}
