package walras.server.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import walras.server.report.Figure;

/** What the cost of a step is drawn against. */
enum Curve {
    ROWS("Cost by rows", "rows, B"),
    AGENTS("Cost by agents", "agents, n"),
    THREADS("Cost by threads, B = 16384", "threads");

    private final String title;
    private final String axis;

    Curve(String title, String axis) {
        this.title = title;
        this.axis = axis;
    }

    /** What a result says of its place on this curve. */
    Map<String, Object> point(String series, int x) {
        return Map.of("curve", name().toLowerCase(Locale.ROOT), "series", series, "x", x);
    }

    /** The panel of all results that lie on this curve. */
    Figure panel(List<BenchmarkResult> results) {
        Map<Object, List<BenchmarkResult>> series = results.stream()
                .filter(each ->
                        name().toLowerCase(Locale.ROOT).equals(each.more().get("curve")))
                .collect(Collectors.groupingBy(
                        each -> each.more().get("series"), LinkedHashMap::new, Collectors.toList()));
        Figure.Series[] lines = series.entrySet().stream()
                .map(each -> line(String.valueOf(each.getKey()), each.getValue()))
                .toArray(Figure.Series[]::new);
        return Figure.of(title, Figure.Axis.log(axis), Figure.Axis.log("time per step of a row (ns)"), lines)
                .withIntervals("middle half of the rounds, around their median");
    }

    private static Figure.Series line(String name, List<BenchmarkResult> points) {
        return Figure.Series.line(
                        name,
                        of(points, each -> ((Number)
                                        Objects.requireNonNull(each.more().get("x")))
                                .doubleValue()),
                        of(points, BenchmarkResult::median))
                .withInterval(of(points, BenchmarkResult::low), of(points, BenchmarkResult::high));
    }

    private static double[] of(List<BenchmarkResult> points, ToDoubleFunction<BenchmarkResult> value) { // [k]
        return points.stream().mapToDouble(value).toArray();
    }
}
