package walras.env.stackelberg.mechanism;

import java.util.Arrays;

/**
 * The prices that may be asked: all of [0, 1], or only some, to the nearest of which an offer is moved (the lower on ties).
 *
 * @param prices increasing {@code [prices]}; empty for all
 */
@SuppressWarnings("ArrayRecordComponent")
record PriceGrid(double[] prices) {

    static PriceGrid continuous() {
        return new PriceGrid(new double[0]);
    }

    /** Zero and the midpoints of adjacent values. */
    static PriceGrid midpoints(double[] values) {
        double[] sorted = Arrays.stream(values).distinct().sorted().toArray();
        double[] prices = new double[sorted.length];
        for (int k = 1; k < sorted.length; k++) {
            prices[k] = (sorted[k - 1] + sorted[k]) / 2;
        }
        return new PriceGrid(prices);
    }

    /** Whether any price may be asked. */
    boolean all() {
        return prices.length == 0;
    }

    double snap(double price) {
        double nearest = price;
        double distance = Double.POSITIVE_INFINITY;
        for (double candidate : prices) {
            if (Math.abs(candidate - price) < distance) {
                distance = Math.abs(candidate - price);
                nearest = candidate;
            }
        }
        return nearest;
    }
}
