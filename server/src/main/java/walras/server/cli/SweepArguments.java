package walras.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import walras.env.Environment;
import walras.env.Nearest;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.Problem;
import walras.server.report.Csv;
import walras.server.report.Interval;
import walras.server.report.MeanTable;

/** {@code --sweep NAME=VALUES... [--csv FILE]}: a cell for each combination of the values. */
final class SweepArguments {
    private static final Pattern RANGE = Pattern.compile("([^:\\[\\]\"]+):([^:]+):([^:]+)");
    private static final int MOST_CELLS = 100_000;
    private static final double HALF_WIDTH = 1.959963984540054; // standard errors
    private static final String ERROR = "_se";

    @Option(
            names = "--sweep",
            paramLabel = "NAME=VALUES",
            description =
                    "Run once for each value of an option: words separated by commas, a JSON array, or A:B:N for N"
                            + " numbers from A to B. Several --sweep multiply.")
    private List<String> sweeps = List.of();

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = "Write a table: with --sweep a line for each cell; of run a line for each row's episode.")
    private @Nullable Path csv;

    @Option(
            names = "--table",
            paramLabel = "FILE",
            description = "With --sweep: write the cells as a LaTeX table, means with intervals of 95%%.")
    private @Nullable Path table;

    /**
     * One combination.
     *
     * @param swept the options that the sweep sets, as they are resolved
     * @param options all of them
     */
    record Cell(Map<String, @Nullable Object> swept, Options options) {}

    /** True if anything is swept. */
    boolean any() {
        if (sweeps.isEmpty()) {
            requireSweep("--table", table);
        }
        return !sweeps.isEmpty();
    }

    /** The table that is asked for. */
    Optional<Path> csv() {
        return Optional.ofNullable(csv);
    }

    /** Refuses a file of cells where nothing is swept. */
    static void requireSweep(String flag, @Nullable Path file) {
        if (file != null) {
            throw Problem.request(flag, "a --sweep whose cells are written", "none");
        }
    }

    /** Every combination; the first sweep's values change last. */
    List<Cell> cells(EnvironmentArguments arguments, Environment environment) {
        List<Map<String, @Nullable Object>> combinations = new ArrayList<>(List.of(Map.of()));
        for (Map.Entry<String, List<@Nullable Object>> sweep :
                values(environment).entrySet()) {
            List<Map<String, @Nullable Object>> longer = new ArrayList<>();
            for (Map<String, @Nullable Object> combination : combinations) {
                for (Object value : sweep.getValue()) {
                    Map<String, @Nullable Object> next = new LinkedHashMap<>(combination);
                    next.put(sweep.getKey(), value);
                    longer.add(next);
                }
            }
            if (longer.size() > MOST_CELLS) {
                throw Problem.request("--sweep", "at most " + MOST_CELLS + " cells", longer.size());
            }
            combinations = longer;
        }
        List<Cell> cells = new ArrayList<>();
        for (Map<String, @Nullable Object> combination : combinations) {
            Options options = arguments.options(environment, combination);
            Map<String, @Nullable Object> swept = new LinkedHashMap<>();
            combination.keySet().forEach(name -> swept.put(name, options.shown().get(name)));
            cells.add(new Cell(swept, options));
        }
        return cells;
    }

    private Map<String, List<@Nullable Object>> values(Environment environment) {
        Map<String, List<@Nullable Object>> values = new LinkedHashMap<>();
        for (String argument : sweeps) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw Problem.request("--sweep", "NAME=VALUES", argument);
            }
            String given = argument.substring(0, equals);
            OptionSpec option =
                    Nearest.find("option", given, environment.options().specs(), OptionSpec::name);
            if (values.put(option.name(), parse("--sweep " + given, argument.substring(equals + 1), option)) != null) {
                throw Problem.request("--sweep " + given, "every option once", "twice");
            }
        }
        return values;
    }

    private static List<@Nullable Object> parse(String where, String text, OptionSpec option) {
        List<@Nullable Object> values = new ArrayList<>();
        Matcher range = RANGE.matcher(text);
        if (text.startsWith("[")) {
            if (EnvironmentArguments.value(where, text, option) instanceof List<?> list) {
                values.addAll(list);
            }
        } else if (range.matches()) {
            values.addAll(range(where, range, option));
        } else {
            for (String word : text.split(",", -1)) {
                values.add(EnvironmentArguments.value(where, word, option));
            }
        }
        if (values.isEmpty()) {
            throw Problem.request(where, "at least one value", text);
        }
        return values;
    }

    /** N numbers, evenly from A to B, both included; whole ones for an option of whole numbers. */
    private static List<Object> range(String where, Matcher range, OptionSpec option) {
        double from = number(where, range.group(1));
        double to = number(where, range.group(2));
        double count = number(where, range.group(3));
        if (count < 1 || count != Math.rint(count) || count > MOST_CELLS) {
            throw Problem.request(where + ": N", "a whole number from 1 to " + MOST_CELLS, range.group(3));
        }
        List<Object> values = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            double value = k == count - 1 && k > 0 ? to : from + (to - from) * k / Math.max(1, count - 1);
            boolean whole = option.type() == OptionSpec.Type.INTEGER && value == Math.rint(value);
            values.add(whole ? (Object) (long) value : (Object) value);
        }
        return values;
    }

    private static double number(String where, @Nullable String text) {
        try {
            double value = Double.parseDouble(String.valueOf(text));
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException noNumber) {
            throw Problem.request(where, "A:B:N, three numbers", text);
        }
        throw Problem.request(where, "A:B:N, three finite numbers", text);
    }

    /** Writes the cells, if files are asked for: the swept options, then the numbers that any cell has. */
    void write(List<Cell> cells, List<Map<String, Double>> numbers) throws IOException {
        List<String> swept = List.copyOf(cells.get(0).swept().keySet());
        List<List<String>> values = cells.stream()
                .map(cell -> swept.stream()
                        .map(name -> String.valueOf(cell.swept().get(name)))
                        .toList())
                .toList();
        if (csv != null) {
            Csv.writeText(csv, csv(swept, values, numbers).text());
        }
        if (table != null) {
            Csv.writeText(table, means(swept, values, numbers).latex());
        }
    }

    /** Cells as means with intervals; {@code NAME_se} is the standard error of {@code NAME}. */
    private static MeanTable means(List<String> swept, List<List<String>> values, List<Map<String, Double>> numbers) {
        List<String> names = numbers.stream()
                .flatMap(cell -> cell.keySet().stream())
                .distinct()
                .filter(name -> !name.endsWith(ERROR) || name.equals(ERROR))
                .toList();
        List<List<Interval>> cells = numbers.stream()
                .map(cell -> names.stream().map(name -> interval(cell, name)).toList())
                .toList();
        return new MeanTable(swept, values, names, cells);
    }

    private static Interval interval(Map<String, Double> cell, String name) {
        double mean = cell.getOrDefault(name, Double.NaN);
        double half = HALF_WIDTH * cell.getOrDefault(name + ERROR, Double.NaN);
        return new Interval(mean, mean - half, mean + half);
    }

    private static Csv csv(List<String> swept, List<List<String>> values, List<Map<String, Double>> numbers) {
        List<String> names = numbers.stream()
                .flatMap(cell -> cell.keySet().stream())
                .distinct()
                .toList();
        List<String> columns = new ArrayList<>(swept);
        columns.addAll(names);
        Csv table = new Csv("sweep", columns.toArray(String[]::new));
        for (int k = 0; k < values.size(); k++) {
            List<Object> row = new ArrayList<>(values.get(k));
            Map<String, Double> own = numbers.get(k);
            names.forEach(name -> row.add(own.containsKey(name) ? own.get(name) : ""));
            table.row(row.toArray());
        }
        return table;
    }
}
