package walras.env.exchange.learning;

import java.util.Arrays;
import walras.env.exchange.equilibrium.Utility;
import walras.env.exchange.markov.MarkovModel;

/**
 * Ridge regression of utilities on bundles, one block of size L per (step, state, consumer). Observations are O(L^3), by a new Cholesky
 * factor of the block they touch; estimates and draws in between are O(L^2).
 */
public final class TasteRegression {
    private final int goods;
    private final int blocks;
    private final double rho;
    private final double ridge;
    private final double[] precision; // [H, S, N, L, L] Lambda
    private final double[] factor; // [H, S, N, L, L] lower Cholesky factor of Lambda
    private final double[] moment; // [H, S, N, L] sum of phi y
    private final double[] mean; // [H, S, N, L] theta_hat
    private final double[] feature; // [L]
    private final double[] column; // [L]

    /**
     * An empty regression.
     *
     * @param ridge added to the diagonal of every block
     * @throws IllegalArgumentException if utilities are not linear in {@code x^rho} with one rho
     */
    public TasteRegression(MarkovModel model, double ridge) {
        this.goods = model.goods();
        this.blocks = model.markets() * model.agents();
        this.rho = featurePower(model);
        this.ridge = ridge;
        precision = new double[blocks * goods * goods];
        factor = new double[blocks * goods * goods];
        moment = new double[blocks * goods];
        mean = new double[blocks * goods];
        feature = new double[goods];
        column = new double[goods];
        clear();
    }

    /** Whether utilities are linear in {@code x^rho} with one rho for all, so that they can be learnt. */
    public static boolean isLinear(MarkovModel model) {
        Utility family = model.preferences().family(0);
        return model.preferences().isUniform() && (family == Utility.ADDITIVE_CES || family == Utility.LINEAR);
    }

    /** The largest coefficient of a feature that there is, at least 1. */
    public static double largestTaste(MarkovModel model) {
        double most = 1;
        int size = model.agents() * model.goods();
        for (int k = 0; k < model.weights().length; k++) {
            most = Math.max(most, model.weights()[k] * model.productivity()[k / size % model.states()]);
        }
        return most;
    }

    /** The power of quantities in the features: rho of additive CES, 1 of linear utilities. */
    public static double featurePower(MarkovModel model) {
        if (!isLinear(model)) {
            throw new IllegalArgumentException(
                    "learning needs one utility family for all, linear in features: additive-ces or linear");
        }
        return model.preferences().family(0) == Utility.LINEAR
                ? 1
                : model.preferences().rho(0);
    }

    /** Forgets everything. */
    public void clear() {
        Arrays.fill(precision, 0);
        Arrays.fill(factor, 0);
        Arrays.fill(moment, 0);
        Arrays.fill(mean, 0);
        int cells = goods * goods;
        for (int block = 0; block < blocks; block++) {
            for (int j = 0; j < goods; j++) {
                precision[block * cells + j * goods + j] = ridge;
                factor[block * cells + j * goods + j] = Math.sqrt(ridge);
            }
        }
    }

    /** Adds what a bundle {@code [.., L]} from {@code x} was worth. */
    public void observe(int block, double[] bundle, int x, double utility) {
        for (int j = 0; j < goods; j++) {
            double quantity = bundle[x + j];
            feature[j] = rho == 1 ? quantity : rho == 0.5 ? Math.sqrt(quantity) : Math.pow(quantity, rho);
        }
        int at = block * goods * goods;
        for (int j = 0; j < goods; j++) {
            moment[block * goods + j] += feature[j] * utility;
            for (int k = 0; k < goods; k++) {
                precision[at + j * goods + k] += feature[j] * feature[k];
            }
        }
        refresh(block);
    }

    /** Adds {@code count} observations of one unit of each good alone; utilities {@code [L]} are their sums. */
    public void observeUnits(int block, int count, double[] utilities) {
        for (int j = 0; j < goods; j++) {
            precision[(block * goods + j) * goods + j] += count;
            moment[block * goods + j] += utilities[j];
        }
        refresh(block);
    }

    private void refresh(int block) {
        int at = block * goods * goods;
        for (int j = 0; j < goods; j++) {
            for (int k = 0; k <= j; k++) {
                double sum = precision[at + j * goods + k];
                for (int m = 0; m < k; m++) {
                    sum -= factor[at + j * goods + m] * factor[at + k * goods + m];
                }
                // What is left of a diagonal is at least the ridge; rounding errors of large features may say less.
                double left = j == k && !(sum >= ridge / 2) ? ridge : sum;
                factor[at + j * goods + k] = j == k ? Math.sqrt(left) : left / factor[at + k * goods + k];
            }
        }
        System.arraycopy(moment, block * goods, column, 0, goods);
        solveLower(at, column);
        solveUpper(at, column);
        System.arraycopy(column, 0, mean, block * goods, goods);
    }

    private void solveLower(int at, double[] vector /* [L] */) {
        for (int j = 0; j < goods; j++) {
            for (int k = 0; k < j; k++) {
                vector[j] -= factor[at + j * goods + k] * vector[k];
            }
            vector[j] /= factor[at + j * goods + j];
        }
    }

    private void solveUpper(int at, double[] vector /* [L] */) {
        for (int j = goods - 1; j >= 0; j--) {
            for (int k = j + 1; k < goods; k++) {
                vector[j] -= factor[at + k * goods + j] * vector[k];
            }
            vector[j] /= factor[at + j * goods + j];
        }
    }

    /** Writes estimates shifted by {@code width} posterior standard deviations per coordinate (the box), within bounds. */
    public void box(double width, double low, double high, double[] theta /* [H, S, N, L] */) {
        for (int block = 0; block < blocks; block++) {
            for (int j = 0; j < goods; j++) {
                double shift = 0;
                if (width != 0) {
                    Arrays.fill(column, 0);
                    column[j] = 1;
                    solveLower(block * goods * goods, column);
                    for (int k = j; k < goods; k++) {
                        shift += column[k] * column[k];
                    }
                    shift = width * Math.sqrt(shift);
                }
                theta[block * goods + j] = Math.max(low, Math.min(high, mean[block * goods + j] + shift));
            }
        }
    }

    /** Writes draws from {@code N(theta_hat, scale^2 Lambda^-1)}, within bounds. */
    public void sample(Draws draws, double scale, double low, double high, double[] theta /* [H, S, N, L] */) {
        for (int block = 0; block < blocks; block++) {
            for (int j = 0; j < goods; j++) {
                column[j] = scale * draws.normal();
            }
            solveUpper(block * goods * goods, column);
            for (int j = 0; j < goods; j++) {
                theta[block * goods + j] = Math.max(low, Math.min(high, mean[block * goods + j] + column[j]));
            }
        }
    }

    /** Estimates {@code [H, S, N, L]}; shared. */
    public double[] mean() {
        return mean;
    }

    /** {@code phi' Lambda^-1 phi} for the features of a bundle {@code [.., L]} from {@code x}. */
    public double uncertainty(int block, double[] bundle, int x) {
        for (int j = 0; j < goods; j++) {
            column[j] = Math.pow(bundle[x + j], rho);
        }
        solveLower(block * goods * goods, column);
        double sum = 0;
        for (int j = 0; j < goods; j++) {
            sum += column[j] * column[j];
        }
        return sum;
    }

    /** Shows everything remembered. */
    public void memory(ArrayVisitor visitor) {
        visitor.visit("precision", precision);
        visitor.visit("taste_factor", factor);
        visitor.visit("taste_moment", moment);
        visitor.visit("taste_mean", mean);
    }
}
