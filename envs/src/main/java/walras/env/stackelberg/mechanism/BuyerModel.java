package walras.env.stackelberg.mechanism;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Many buyers, several goods, values drawn anew for every episode.
 *
 * @param buyers n
 * @param units units for sale of each good {@code [G]}
 * @param additive whether a buyer takes one unit of each good that pays, not just the one that pays most
 * @param largest the largest possible value; values are divided by it
 * @param objective what the leader maximises
 * @param draw writes raw values `[n, G]` from uniform numbers that it asks for by index
 */
@SuppressWarnings("ArrayRecordComponent")
record BuyerModel(int buyers, int[] units, boolean additive, double largest, Objective objective, Draw draw) {

    /** What the leader earns at the end of a sale. */
    enum Objective {
        /** Values of holders less the largest possible sum: at most 0. */
        WELFARE,
        /** Payments. */
        REVENUE,
        /** The smallest value that any buyer ended with. */
        MAX_MIN
    }

    /** Draws the values of all buyers for all goods. */
    interface Draw {
        /**
         * @param uniform uniform numbers of [0, 1) by index
         * @param values receives raw values `[n, G]` from {@code at}
         */
        void values(IntToDoubleFunction uniform, double[] values, int at);
    }

    int goods() {
        return units.length;
    }

    /**
     * The largest sum of values that units allow, of values that are positive for one good only or additive.
     *
     * @param values `[n, G]` from {@code at}
     * @param sorted scratch `[n]`
     */
    double bestWelfare(double[] values, int at, double[] sorted) {
        double total = 0;
        for (int g = 0; g < units.length; g++) {
            for (int i = 0; i < buyers; i++) {
                sorted[i] = values[at + i * units.length + g];
            }
            Arrays.sort(sorted);
            for (int k = 0; k < Math.min(units[g], buyers); k++) {
                total += sorted[buyers - 1 - k];
            }
        }
        return total;
    }
}
