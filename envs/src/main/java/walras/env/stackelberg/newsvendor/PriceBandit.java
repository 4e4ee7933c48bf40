package walras.env.stackelberg.newsvendor;

import java.util.Arrays;
import walras.env.StateVisitor;

/** UCB1 over a finite set of arms, one learner per row and context: {@code mean + scale sqrt(2 ln t / n)}. */
final class PriceBandit {
    private final int contexts;
    private final int arms;
    private final double scale;
    private final double[] counts; // [B, context, arm]
    private final double[] sums; // [B, context, arm]

    /** {@code scale} is the range of the rewards. */
    PriceBandit(int rows, int contexts, int arms, double scale) {
        this.contexts = contexts;
        this.arms = arms;
        this.scale = scale;
        this.counts = new double[rows * contexts * arms];
        this.sums = new double[rows * contexts * arms];
    }

    void reset(int row) {
        int cells = contexts * arms;
        Arrays.fill(counts, row * cells, (row + 1) * cells, 0);
        Arrays.fill(sums, row * cells, (row + 1) * cells, 0);
    }

    /** The most promising arm; untried arms first, the lowest index on ties. */
    int choose(int row, int context) {
        int at = (row * contexts + context) * arms;
        double total = 0;
        for (int arm = 0; arm < arms; arm++) {
            if (counts[at + arm] == 0) {
                return arm;
            }
            total += counts[at + arm];
        }
        double width = 2 * StrictMath.log(total);
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int arm = 0; arm < arms; arm++) {
            double index = sums[at + arm] / counts[at + arm] + scale * Math.sqrt(width / counts[at + arm]);
            best = index > highest ? arm : best;
            highest = Math.max(highest, index);
        }
        return best;
    }

    void learn(int row, int context, int arm, double reward) {
        int at = (row * contexts + context) * arms + arm;
        counts[at]++;
        sums[at] += reward;
    }

    void state(StateVisitor visitor, String prefix) {
        visitor.doubles(prefix + ".counts", counts);
        visitor.doubles(prefix + ".sums", sums);
    }
}
