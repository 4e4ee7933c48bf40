package walras.tournament.rating;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Whether two entrants differ: Student's paired test on common worlds for each pair, and Holm's correction for their number.
 */
public final class PairedTests {
    private PairedTests() {}

    /**
     * Mean of the settings' means, and its standard error from blocks within settings.
     *
     * @param values {@code [blocks]}; NaN where there is none
     * @param from {@code [settings + 1]} where each setting's blocks begin
     * @return mean, standard error (NaN where it cannot be told), degrees of freedom
     */
    static double[] mean(double[] values, int[] from) { // -> [3]
        double sum = 0;
        double variance = 0;
        int settings = 0;
        int freedom = 0;
        for (int k = 0; k + 1 < from.length; k++) {
            double total = 0;
            int count = 0;
            for (int b = from[k]; b < from[k + 1]; b++) {
                if (!Double.isNaN(values[b])) {
                    total += values[b];
                    count++;
                }
            }
            if (count == 0) {
                continue;
            }
            double mean = total / count;
            double squares = 0;
            for (int b = from[k]; b < from[k + 1]; b++) {
                squares += Double.isNaN(values[b]) ? 0 : (values[b] - mean) * (values[b] - mean);
            }
            sum += mean;
            variance += count < 2 ? Double.NaN : squares / (count - 1) / count;
            freedom += count - 1;
            settings++;
        }
        if (settings == 0) {
            return new double[] {Double.NaN, Double.NaN, 0};
        }
        return new double[] {sum / settings, Math.sqrt(variance) / settings, freedom};
    }

    /** Two-sided p-value of a mean difference; 1 where nothing can be told. */
    static double pValue(double[] mean) { // [3]
        if (Double.isNaN(mean[0]) || Double.isNaN(mean[1]) || mean[2] < 1) {
            return 1;
        }
        // Rounding of sums is no difference.
        if (mean[1] == 0) {
            return Math.abs(mean[0]) < 1e-12 ? 1 : 0;
        }
        return 2 * new TDistribution(mean[2]).cumulativeProbability(-Math.abs(mean[0] / mean[1]));
    }

    /** Holm's correction: p-values that keep the chance of any false difference below what is asked of one. */
    public static double[] holm(double[] p) { // [tests] -> [tests]
        Integer[] order = IntStream.range(0, p.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(k -> p[k]));
        double[] corrected = new double[p.length];
        double least = 0;
        for (int k = 0; k < order.length; k++) {
            least = Math.max(least, Math.min(1, (order.length - k) * p[order[k]]));
            corrected[order[k]] = least;
        }
        return corrected;
    }
}
