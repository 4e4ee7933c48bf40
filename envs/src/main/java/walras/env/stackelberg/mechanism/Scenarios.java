package walras.env.stackelberg.mechanism;

import java.util.Arrays;

/**
 * What buyers may be worth: finitely many joint draws, as correlated as one likes.
 *
 * @param units identical items for sale; every buyer wants one
 * @param values value of each buyer in each scenario {@code [S][n]}
 * @param weight probability of each scenario {@code [S]}, positive
 */
@SuppressWarnings("ArrayRecordComponent")
public record Scenarios(int units, double[][] values, double[] weight) {

    public Scenarios {
        if (values.length != weight.length || values.length == 0 || units < 1) {
            throw new IllegalArgumentException("scenarios: expected as many weights as draws and a unit for sale, got "
                    + weight.length + ", " + values.length + " and " + units);
        }
    }

    /** Number of buyers, n. */
    public int buyers() {
        return values[0].length;
    }

    /** Expected welfare when the highest values get the items. */
    public double expectedBestWelfare() {
        double total = 0;
        for (int s = 0; s < values.length; s++) {
            double[] sorted = values[s].clone();
            Arrays.sort(sorted);
            for (int k = 0; k < Math.min(units, sorted.length); k++) {
                total += weight[s] * sorted[sorted.length - 1 - k];
            }
        }
        return total;
    }

    /** Prices at which a buyer's decision can change {@code [prices]}: 0 and the buyer's values, increasing. */
    double[] candidatePrices(int buyer) {
        return java.util.stream.DoubleStream.concat(
                        java.util.stream.DoubleStream.of(0),
                        Arrays.stream(values).mapToDouble(v -> v[buyer]))
                .distinct()
                .sorted()
                .toArray();
    }
}
