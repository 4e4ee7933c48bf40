package walras.env.stackelberg.taxation.stationary;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The Gini index of weighted values. */
final class Inequality {
    private Inequality() {}

    /** {@code 1 - sum p_k (S_(k-1) + S_k) / S}, values ascending and S their cumulated weighted sum. */
    static double gini(double[] values, double[] mass) { // [k] each
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> values[k]))
                .mapToInt(Integer::intValue)
                .toArray(); // [k]
        double total = 0;
        double area = 0;
        for (int k : order) {
            double before = total;
            total += mass[k] * values[k];
            area += mass[k] * (before + total);
        }
        return total == 0 ? 0 : 1 - area / total;
    }

    static double mean(double[] values, double[] mass) { // [k] each
        return Arrays.stream(IntStream.range(0, values.length)
                        .mapToDouble(k -> mass[k] * values[k])
                        .toArray())
                .sum();
    }
}
