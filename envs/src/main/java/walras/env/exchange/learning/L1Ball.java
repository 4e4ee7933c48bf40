package walras.env.exchange.learning;

/**
 * Best and worst expectations over distributions within an L1 distance of a frequency: half the radius of mass moves from the least to the
 * most valuable states, or the other way. Reused; O(S^2) for the order.
 */
final class L1Ball {
    private final int states;
    private final double[] chance; // [S]
    private final int[] order; // [S] states by value, rising

    L1Ball(int states) {
        this.states = states;
        chance = new double[states];
        order = new int[states];
    }

    /** The largest expectation; counts {@code [.., S]} from {@code at}, values {@code [.., S]} from {@code next}. */
    double best(double[] count, int at, double total, double[] value, int next, double radius) {
        load(count, at, total, value, next);
        return shift(value, next, radius / 2, order[states - 1], 1);
    }

    /** The smallest expectation; counts {@code [.., S]} from {@code at}, values {@code [.., S]} from {@code next}. */
    double worst(double[] count, int at, double total, double[] value, int next, double radius) {
        load(count, at, total, value, next);
        return shift(value, next, radius / 2, order[0], -1);
    }

    private void load(double[] count /* [.., S] */, int at, double total, double[] value /* [.., S] */, int next) {
        for (int t = 0; t < states; t++) {
            chance[t] = total > 0 ? count[at + t] / total : 1.0 / states;
            int k = t;
            while (k > 0 && value[next + order[k - 1]] > value[next + t]) {
                order[k] = order[k - 1];
                k--;
            }
            order[k] = t;
        }
    }

    /** Gives mass to one state and takes it from the others, the farthest in value first. */
    private double shift(double[] value /* [.., S] */, int next, double most, int receiver, int direction) {
        double moved = Math.min(most, 1 - chance[receiver]);
        chance[receiver] += moved;
        for (int k = 0; k < states && moved > 0; k++) {
            int giver = order[direction > 0 ? k : states - 1 - k];
            if (giver != receiver) {
                double given = Math.min(moved, chance[giver]);
                chance[giver] -= given;
                moved -= given;
            }
        }
        double sum = 0;
        for (int t = 0; t < states; t++) {
            sum += chance[t] * value[next + t];
        }
        return sum;
    }
}
