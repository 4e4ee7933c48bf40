package walras.env.exchange.equilibrium;

import java.util.Arrays;

/**
 * The certificate of every lane of a block, from its economies, prices and quantities alone: what {@link Certificate} computes row by
 * row, for agents of one smooth family with positive weights, with nothing of the search for prices in it. So every row of a hot
 * kernel is verified, not a sample.
 */
final class BlockCertificate {
    private static final int W = Block.LANES;

    private final Block block;
    private final double[] clearing = new double[W]; // [W]
    private final double[] budget = new double[W]; // [W]
    private final double[] demandGap = new double[W]; // [W]
    private final double[] least = new double[W]; // [W] the lowest price
    private final double[] income = new double[W]; // [W]
    private final double[] supply = new double[W]; // [W]
    private final double[] spent = new double[W]; // [W]
    private final double[] bang = new double[W]; // [W]
    private final double[] sum = new double[W]; // [W]
    private final double[] best = new double[W]; // [W]

    BlockCertificate(Block block) {
        this.block = block;
    }

    /** Fills the certificate of all lanes; {@code s} is the agents' elasticity. */
    void judge(double s) {
        Arrays.fill(clearing, 0);
        Arrays.fill(budget, 0);
        Arrays.fill(demandGap, 0);
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        for (int j = 0; j < block.goods; j++) {
            judgeGood(j);
        }
        for (int i = 0; i < block.agents; i++) {
            judgeAgent(i, s);
        }
    }

    /** Whether a lane is an equilibrium within the tolerances. */
    boolean isCertified(int lane, double tolerance) {
        return block.plain[lane]
                && least[lane] > 0
                && clearing[lane] <= tolerance
                && budget[lane] <= Certificate.BUDGET_TOLERANCE
                && demandGap[lane] <= tolerance;
    }

    /** Writes a lane's certificate to {@code row} of the batch. */
    void store(int lane, int row, Equilibria out) {
        out.clearing()[row] = clearing[lane];
        out.budget()[row] = budget[lane];
        out.demandGap()[row] = Math.max(0, demandGap[lane]);
    }

    private void judgeGood(int j) {
        Arrays.fill(sum, 0);
        Arrays.fill(supply, 0);
        for (int i = 0; i < block.agents; i++) {
            block.add(sum, block.quantity[i * block.goods + j]);
            block.add(supply, block.endowment[i * block.goods + j]);
        }
        keepLargest(clearing, sum, supply);
        double[] price = block.price[j]; // [W]
        for (int w = 0; w < block.count(); w++) {
            least[w] = Math.min(least[w], price[w]);
        }
    }

    /** The budget, and the demand gap by the bound that {@link Certificate} explains. */
    private void judgeAgent(int i, double s) {
        Arrays.fill(income, 0);
        Arrays.fill(spent, 0);
        Arrays.fill(sum, 0);
        Arrays.fill(best, 0);
        for (int j = 0; j < block.goods; j++) {
            int k = i * block.goods + j;
            block.addProduct(income, block.endowment[k], block.price[j]);
            block.addProduct(spent, block.price[j], block.quantity[k]);
            bangs(block.weight[k], block.quantity[k], block.price[j], s);
            keepBest(block.price[j], block.quantity[k]);
        }
        keepLargest(budget, spent, income);
        keepGap();
    }

    /** Keeps the larger of what is there and {@code |value - target| / target}. */
    private void keepLargest(double[] largest /* [W] */, double[] value /* [W] */, double[] target /* [W] */) {
        for (int w = 0; w < block.count(); w++) {
            largest[w] = Math.max(largest[w], Math.abs(value[w] - target[w]) / target[w]);
        }
    }

    /** Marginal utility per unit of money, up to a factor per agent; infinite or no number where a quantity is not positive. */
    private void bangs(double[] a /* [W] */, double[] x /* [W] */, double[] p /* [W] */, double s) {
        if (s == 2) {
            for (int w = 0; w < block.count(); w++) {
                bang[w] = a[w] / (Math.sqrt(x[w]) * p[w]);
            }
        } else if (s == 1) {
            for (int w = 0; w < block.count(); w++) {
                bang[w] = a[w] / (Math.max(x[w], 0) * p[w]);
            }
        } else {
            for (int w = 0; w < block.count(); w++) {
                bang[w] = a[w] * Math.exp(-Math.log(x[w]) / s) / p[w];
            }
        }
    }

    /** Keeps the best marginal utility in {@code best}, and adds what the spending reaches to {@code sum}. */
    private void keepBest(double[] p /* [W] */, double[] x /* [W] */) {
        for (int w = 0; w < block.count(); w++) {
            best[w] = Math.max(best[w], bang[w]);
        }
        for (int w = 0; w < block.count(); w++) {
            sum[w] += bang[w] * p[w] * x[w];
        }
    }

    private void keepGap() {
        for (int w = 0; w < block.count(); w++) {
            demandGap[w] = Math.max(demandGap[w], 1 - sum[w] / (best[w] * income[w]));
        }
    }
}
