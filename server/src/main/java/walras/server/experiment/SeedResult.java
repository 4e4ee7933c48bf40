package walras.server.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.env.Nearest;

/**
 * What one seed gave.
 *
 * @param series numbers by name, for example a learning curve; a single number has length 1
 */
public record SeedResult(long seed, Map<String, double[]> series) {
    public SeedResult {
        series = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(series));
    }

    /** The series of that name. */
    public double[] series(String name) { // [k]
        double[] values = series.get(name);
        if (values == null) {
            throw Nearest.unknown("series", name, series.keySet());
        }
        return values;
    }

    /** A series of every seed. */
    public static double[][] all(List<SeedResult> results, String name) { // [seeds][k]
        return results.stream().map(result -> result.series(name)).toArray(double[][]::new);
    }

    /** The last number of a series, of every seed. */
    public static double[] last(List<SeedResult> results, String name) { // [seeds]
        return results.stream()
                .mapToDouble(result -> result.series(name)[result.series(name).length - 1])
                .toArray();
    }
}
