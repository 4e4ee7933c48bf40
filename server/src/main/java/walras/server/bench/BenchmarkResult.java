package walras.server.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One measured line.
 *
 * @param suite kernels, batch, wire or costs
 * @param unit of median, low and high, for example {@code steps/s} or {@code us}
 * @param median over rounds
 * @param low first quartile
 * @param high third quartile
 * @param rounds how many rounds there were
 * @param target to be reached; 0 for none
 * @param more anything else worth a column of the JSON, for example {@code p99_us}
 * @param cited figures of others, not measured here
 */
public record BenchmarkResult(
        String suite,
        String name,
        String unit,
        double median,
        double low,
        double high,
        int rounds,
        double target,
        Map<String, Object> more,
        List<KernelCase.Cited> cited) {
    /** In {@code more}: how many ND4J operations a call of the case takes. */
    static final String OPERATIONS = "nd4j_operations";

    public BenchmarkResult {
        more = Map.copyOf(more);
        cited = List.copyOf(cited);
    }

    /** A line without target and citations. */
    public static BenchmarkResult of(String suite, String name, String unit, double[] rounds) { // [rounds]
        double[] sorted = rounds.clone();
        Arrays.sort(sorted);
        return new BenchmarkResult(
                suite,
                name,
                unit,
                quantile(sorted, 0.5),
                quantile(sorted, 0.25),
                quantile(sorted, 0.75),
                rounds.length,
                0,
                Map.of(),
                List.of());
    }

    public BenchmarkResult withTarget(double value) {
        return new BenchmarkResult(suite, name, unit, median, low, high, rounds, value, more, cited);
    }

    public BenchmarkResult withMore(Map<String, Object> values) {
        return new BenchmarkResult(suite, name, unit, median, low, high, rounds, target, values, cited);
    }

    BenchmarkResult citing(List<KernelCase.Cited> figures) {
        return new BenchmarkResult(suite, name, unit, median, low, high, rounds, target, more, figures);
    }

    /** What the name does not say: whether the target is met, and how many ND4J operations a call takes; else empty. */
    public String remarks() {
        String reached = target == 0 ? "" : median >= target ? "met" : "missed";
        Object operations = more.get(OPERATIONS);
        String counted = operations instanceof Number count ? count.longValue() + " ND4J operations a call" : "";
        return reached + (reached.isEmpty() || counted.isEmpty() ? "" : ", ") + counted;
    }

    static double median(double[] rounds) { // [rounds]
        return of("", "", "", rounds).median();
    }

    /** Linear between the two nearest of sorted numbers. */
    static double quantile(double[] sorted, double share) { // [k]
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /** Java forms for JSON. */
    public Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("suite", suite);
        shown.put("name", name);
        shown.put("unit", unit);
        shown.put("median", median);
        shown.put("low", low);
        shown.put("high", high);
        shown.put("rounds", rounds);
        shown.put("target", target == 0 ? null : target);
        shown.putAll(more);
        shown.put(
                "cited",
                cited.stream()
                        .map(each -> Map.of("source", each.source(), "per_second", each.perSecond()))
                        .toList());
        return shown;
    }
}
