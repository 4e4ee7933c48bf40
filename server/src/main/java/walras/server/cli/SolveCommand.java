package walras.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import walras.env.Environment;
import walras.env.Guide;
import walras.env.Options;
import walras.env.Solution;
import walras.server.report.Json;

/** The oracle: the exact solution, with its certificate. */
@Command(name = "solve", description = "Solves one environment exactly.", mixinStandardHelpOptions = true)
final class SolveCommand implements Callable<Integer> {
    private static final int SHOWN_VALUES = 200;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final EnvironmentArguments arguments = new EnvironmentArguments();

    @Mixin
    private final SweepArguments sweep = new SweepArguments();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Environment environment = arguments.environment();
        if (sweep.any()) {
            return sweep(environment);
        }
        sweep.csv().ifPresent(file -> SweepArguments.requireSweep("--csv", file));
        Options options = arguments.options(environment);
        Solution solution = environment.economy(options).solve();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(SolutionJson.of(environment, options, solution)));
        } else {
            out.println(environment.id() + " " + options);
            Guide guide = environment.guide();
            solution.tables().forEach(table -> print(out, table, guide.tables().get(table.name())));
            solution.certificate()
                    .forEach((name, value) -> out.println("certificate " + name + " " + value
                            + explained(guide.certificate().get(name))));
        }
        return Walras.good();
    }

    /** One solution for each cell: its numbers in a line, and with --json all of it. */
    private Integer sweep(Environment environment) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<SweepArguments.Cell> cells = sweep.cells(arguments, environment);
        List<Map<String, Double>> numbers = new ArrayList<>();
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (SweepArguments.Cell cell : cells) {
            Solution solution = environment.economy(cell.options()).solve();
            Map<String, Double> own = numbers(solution);
            numbers.add(own);
            Map<String, @Nullable Object> shown = new LinkedHashMap<>();
            shown.put("options", cell.swept());
            SolutionJson.of(environment, cell.options(), solution).forEach(shown::putIfAbsent);
            all.add(shown);
            if (!json) {
                StringBuilder line = new StringBuilder();
                cell.swept()
                        .forEach((name, value) ->
                                line.append(name).append('=').append(value).append(' '));
                own.forEach((name, value) ->
                        line.append(' ').append(name).append(' ').append(value));
                out.println(line);
            }
        }
        sweep.write(cells, numbers);
        if (json) {
            out.println(Json.line(SpecJson.object("environment", environment.id(), "sweep", all)));
        }
        return Walras.good();
    }

    /** What of a solution is a single number: scalar tables and the certificate. */
    private static Map<String, Double> numbers(Solution solution) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        solution.tables().stream()
                .filter(table -> table.shape().isEmpty())
                .forEach(table -> numbers.put(table.name(), table.values()[0]));
        solution.certificate().forEach((name, value) -> numbers.put(name, value));
        return numbers;
    }

    /** Unit and meaning, behind what they belong to. */
    private static String explained(Guide.@Nullable Entry entry) {
        return entry == null ? "" : (entry.unit().isEmpty() ? "" : ", " + entry.unit()) + ": " + entry.meaning();
    }

    private static void print(PrintWriter out, Solution.Table table, Guide.@Nullable Entry entry) {
        double[] values = table.values(); // [product of shape]
        out.println(table.name() + " " + table.dims() + " " + table.shape() + explained(entry));
        int line = table.shape().isEmpty() ? 1 : table.shape().get(table.shape().size() - 1);
        for (int from = 0; from < Math.min(values.length, SHOWN_VALUES); from += line) {
            out.println("  " + Arrays.toString(Arrays.copyOfRange(values, from, Math.min(from + line, values.length))));
        }
        if (values.length > SHOWN_VALUES) {
            out.println("  ... " + values.length + " values in all; --json prints every one");
        }
    }
}
