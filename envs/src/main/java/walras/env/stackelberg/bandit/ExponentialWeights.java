package walras.env.stackelberg.bandit;

import java.util.Arrays;
import walras.env.StateVisitor;

/**
 * The EXP3 leader, one per row: weights {@code x ~ exp(y)}, play drawn from {@code (1 - alpha) x + alpha / A}, and
 * {@code y(a) += eta r / probability(a)} for the action played.
 */
final class ExponentialWeights {
    private final int actions;
    private final double alpha;
    private final double eta;
    private final double[] scores; // [B, action]

    ExponentialWeights(int rows, int actions, double alpha, double eta) {
        this.actions = actions;
        this.alpha = alpha;
        this.eta = eta;
        this.scores = new double[rows * actions];
    }

    void reset(int row) {
        Arrays.fill(scores, row * actions, (row + 1) * actions, 0);
    }

    /** The action drawn with a uniform number in [0, 1). */
    int choose(int row, double uniform) {
        double total = total(row);
        double left = uniform;
        for (int a = 0; a < actions - 1; a++) {
            left -= probability(row, a, total);
            if (left < 0) {
                return a;
            }
        }
        return actions - 1;
    }

    void learn(int row, int action, double reward) {
        scores[row * actions + action] += eta * reward / probability(row, action);
    }

    /** The weight of an action before mixing. */
    double weight(int row, int action) {
        return StrictMath.exp(scores[row * actions + action] - highest(row)) / total(row);
    }

    /** The probability that an action is played. */
    double probability(int row, int action) {
        return probability(row, action, total(row));
    }

    private double probability(int row, int action, double total) {
        double weight = StrictMath.exp(scores[row * actions + action] - highest(row)) / total;
        return (1 - alpha) * weight + alpha / actions;
    }

    private double total(int row) {
        double highest = highest(row);
        double total = 0;
        for (int a = 0; a < actions; a++) {
            total += StrictMath.exp(scores[row * actions + a] - highest);
        }
        return total;
    }

    private double highest(int row) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int a = 0; a < actions; a++) {
            highest = Math.max(highest, scores[row * actions + a]);
        }
        return highest;
    }

    void state(StateVisitor visitor, String prefix) {
        visitor.doubles(prefix + ".scores", scores);
    }
}
