package walras.env.stackelberg.bandit;

import java.util.Arrays;
import walras.env.StateVisitor;

/** Counts and sums of rewards per arm, one set per row, with the optimistic choice {@code mean + sqrt(width / n)}. */
final class ArmStatistics {
    private final int arms;
    private final double[] counts; // [B, arm]
    private final double[] sums; // [B, arm]

    ArmStatistics(int rows, int arms) {
        this.arms = arms;
        this.counts = new double[rows * arms];
        this.sums = new double[rows * arms];
    }

    void reset(int row) {
        Arrays.fill(counts, row * arms, (row + 1) * arms, 0);
        Arrays.fill(sums, row * arms, (row + 1) * arms, 0);
    }

    void observe(int row, int arm, double reward) {
        counts[row * arms + arm]++;
        sums[row * arms + arm] += reward;
    }

    double count(int row, int arm) {
        return counts[row * arms + arm];
    }

    /** The mean reward, 0 for an arm never tried. */
    double mean(int row, int arm) {
        return sums[row * arms + arm] / Math.max(1, counts[row * arms + arm]);
    }

    /** The confidence width of an arm: {@code sqrt(width / max(1, n))}. */
    double bonus(int row, int arm, double width) {
        return Math.sqrt(width / Math.max(1, counts[row * arms + arm]));
    }

    /** The arm of [from, to) with the highest index; an untried arm comes first, the lowest index on ties. */
    int optimistic(int row, int from, int to, double width) {
        int best = -1;
        double highest = 0;
        for (int arm = from; arm < to; arm++) {
            if (counts[row * arms + arm] == 0) {
                return arm;
            }
            double index = mean(row, arm) + bonus(row, arm, width);
            if (best < 0 || index > highest) {
                best = arm;
                highest = index;
            }
        }
        return best;
    }

    /** UCBE's choice: untried arms count as tried once with reward 0, so they get {@code sqrt(width)} and no more. */
    int exploring(int row, double width) {
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int arm = 0; arm < arms; arm++) {
            double index = mean(row, arm) + bonus(row, arm, width);
            if (index > highest) {
                best = arm;
                highest = index;
            }
        }
        return best;
    }

    void state(StateVisitor visitor, String prefix) {
        visitor.doubles(prefix + ".counts", counts);
        visitor.doubles(prefix + ".sums", sums);
    }
}
