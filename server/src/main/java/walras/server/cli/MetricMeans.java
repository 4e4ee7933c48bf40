package walras.server.cli;

import walras.env.Tensor;

/**
 * Mean of one metric over rows and steps, with a standard error that knows that the steps of one row hang together.
 *
 * <p>Rows are independent, steps are not: the error is that of a ratio of row totals, {@code sqrt(B / (B - 1) sum_r (s_r
 * - m c_r)^2) / C} for totals s_r over c_r values. A single row has nothing else to go by than its own values. Values that
 * are NaN (not defined at that step) do not count.
 */
final class MetricMeans {
    private final Tensor values; // [B] or [B, n]
    private final double[] sums; // [B]
    private final double[] squares; // [B]
    private final long[] counts; // [B]

    MetricMeans(Tensor values) {
        this.values = values;
        sums = new double[values.rows()];
        squares = new double[values.rows()];
        counts = new long[values.rows()];
    }

    String name() {
        return values.name();
    }

    /** Takes in the row's values of the step just taken. */
    void add(int row) {
        double[] numbers = values.f64(); // [B, ...]
        for (int i = row * values.rowSize(); i < (row + 1) * values.rowSize(); i++) {
            if (!Double.isNaN(numbers[i])) {
                sums[row] += numbers[i];
                squares[row] += numbers[i] * numbers[i];
                counts[row]++;
            }
        }
    }

    private long count() {
        long count = 0;
        for (long each : counts) {
            count += each;
        }
        return count;
    }

    /** NaN where the metric was never defined. */
    double mean() {
        double sum = 0;
        for (double each : sums) {
            sum += each;
        }
        return sum / count();
    }

    /** NaN where there are too few values. */
    double standardError() {
        double mean = mean();
        long count = count();
        int rows = sums.length;
        if (rows == 1) {
            double variance = Math.max(0, squares[0] - count * mean * mean) / (count - 1.0);
            return count < 2 ? Double.NaN : Math.sqrt(variance / count);
        }
        double total = 0;
        for (int row = 0; row < rows; row++) {
            double distance = sums[row] - mean * counts[row];
            total += distance * distance;
        }
        return Math.sqrt(total * rows / (rows - 1.0)) / count;
    }
}
