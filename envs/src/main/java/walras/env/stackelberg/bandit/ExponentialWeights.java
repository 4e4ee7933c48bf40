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
        double highest = highest(row);
        double total = total(row, highest);
        double left = uniform;
        for (int a = 0; a < actions - 1; a++) {
            left -= mixed(exponential(row, a, highest) / total);
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
        double highest = highest(row);
        return exponential(row, action, highest) / total(row, highest);
    }

    /** The probability that an action is played. */
    double probability(int row, int action) {
        return mixed(weight(row, action));
    }

    private double mixed(double weight) {
        return (1 - alpha) * weight + alpha / actions;
    }

    private double exponential(int row, int action, double highest) {
        return StrictMath.exp(scores[row * actions + action] - highest);
    }

    private double total(int row, double highest) {
        double total = 0;
        for (int a = 0; a < actions; a++) {
            total += exponential(row, a, highest);
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
