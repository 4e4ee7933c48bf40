package walras.tournament.rating;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Paired bootstrap: blocks are drawn anew within their settings, the same ones for all entrants, so that a hard world is hard
 * for everybody in a sample. The draws are the same whenever they are made.
 */
final class Bootstrap {
    private static final long SEED = 0x5DEECE66DL;
    private static final double TAIL = 0.025;

    private final int[][] draws; // [samples][blocks] how often each block was drawn

    /** @param from {@code [settings + 1]} where each setting's blocks begin */
    Bootstrap(int samples, int[] from) {
        SplittableRandom random = new SplittableRandom(SEED);
        draws = new int[samples][from[from.length - 1]];
        for (int[] sample : draws) {
            for (int k = 0; k + 1 < from.length; k++) {
                int count = from[k + 1] - from[k];
                for (int b = 0; b < count; b++) {
                    sample[from[k] + random.nextInt(count)]++;
                }
            }
        }
    }

    int samples() {
        return draws.length;
    }

    int[] sample(int index) { // -> [blocks]
        return draws[index];
    }

    /** The middle 95% of what samples gave; NaN where some gave nothing. */
    static double[] interval(double[] values) { // [samples] -> [2]
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        if (last < 0 || Double.isNaN(sorted[last])) {
            return new double[] {Double.NaN, Double.NaN};
        }
        return new double[] {sorted[(int) Math.floor(TAIL * last)], sorted[(int) Math.ceil((1 - TAIL) * last)]};
    }
}
