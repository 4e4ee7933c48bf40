package walras.server.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.server.report.Figure;
import walras.server.report.FigurePainter;
import walras.server.report.Machine;

/** The benchmark table as a page of the documentation: every line that was measured, losing ones too, and the curves. */
public final class BenchmarkPage {
    private final String command;
    private final List<BenchmarkResult> results;

    /** @param command what was typed, so that a reader can type it too */
    public BenchmarkPage(String command, List<BenchmarkResult> results) {
        this.command = command;
        this.results = List.copyOf(results);
    }

    /** Writes {@code PAGE.md} and its figures into a folder {@code PAGE} beside it. */
    public void write(Path page) throws IOException {
        Path parent = page.toAbsolutePath().normalize().getParent();
        String name = page.getFileName().toString();
        String stem = name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
        List<String> lines = new ArrayList<>(head());
        List<Figure> panels = Arrays.stream(Curve.values())
                .map(curve -> curve.panel(results))
                .filter(panel -> !panel.series().isEmpty())
                .toList();
        if (parent == null) {
            throw new IOException(page + ": no folder to write into");
        }
        Files.createDirectories(parent);
        if (!panels.isEmpty()) {
            Files.createDirectories(parent.resolve(stem));
            FigurePainter.write(parent.resolve(stem), "costs", panels);
            lines.addAll(List.of("", "![Costs against rows, agents and threads](" + stem + "/costs.svg)"));
        }
        results.stream().map(BenchmarkResult::suite).distinct().forEach(suite -> table(suite, lines));
        Files.write(page, lines);
    }

    private List<String> head() {
        List<String> lines = new ArrayList<>(List.of(
                "# Performance",
                "",
                "Written by `" + command + "`. Medians over rounds, first and third quartile in brackets; each case in",
                "a JVM of its own, warm when the compiler rests and the rate no longer rises; one machine:",
                ""));
        for (Map.Entry<String, @Nullable Object> fact : Machine.description().entrySet()) {
            lines.add("- " + fact.getKey().replace('_', ' ') + ": " + fact.getValue());
        }
        return lines;
    }

    private void table(String suite, List<String> lines) {
        lines.addAll(List.of(
                "",
                "## " + suite,
                "",
                "| what | median | quartiles | unit | target | |",
                "| --- | ---: | --- | --- | --- | --- |"));
        for (BenchmarkResult each : results) {
            if (each.suite().equals(suite)) {
                lines.add(String.join(
                        " | ",
                        "| " + each.name(),
                        shown(each.median()),
                        "[" + shown(each.low()) + ", " + shown(each.high()) + "]",
                        each.unit(),
                        target(each),
                        each.remarks() + " |"));
                each.cited()
                        .forEach(figure -> lines.add("| ... cited: " + figure.source() + " | "
                                + shown(figure.perSecond()) + " | | per second | | |"));
            }
        }
    }

    private static String target(BenchmarkResult each) {
        return each.target() == 0 ? "" : shown(each.target());
    }

    /** Four digits, and no exponent where people would not use one. */
    private static String shown(double value) {
        if (Double.isNaN(value)) {
            return ""; // not measured, and the line's name says why
        }
        double size = Math.abs(value);
        if (size >= 1e6) {
            return String.format(Locale.ROOT, "%.4g M", value / 1e6);
        }
        return String.format(Locale.ROOT, size >= 1000 ? "%.0f" : "%.4g", value);
    }
}
