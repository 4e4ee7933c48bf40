package walras.server.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import walras.env.Environment;
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

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Environment environment = arguments.environment();
        Options options = arguments.options(environment);
        Solution solution = environment.economy(options).solve();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(SolutionJson.of(environment, options, solution)));
        } else {
            out.println(environment.id() + " " + options);
            solution.tables().forEach(table -> print(out, table));
            solution.certificate().forEach((name, value) -> out.println("certificate " + name + " " + value));
        }
        return Walras.good();
    }

    private static void print(PrintWriter out, Solution.Table table) {
        double[] values = table.values(); // [product of shape]
        out.println(table.name() + " " + table.dims() + " " + table.shape());
        int line = table.shape().isEmpty() ? 1 : table.shape().get(table.shape().size() - 1);
        for (int from = 0; from < Math.min(values.length, SHOWN_VALUES); from += line) {
            out.println("  " + Arrays.toString(Arrays.copyOfRange(values, from, Math.min(from + line, values.length))));
        }
        if (values.length > SHOWN_VALUES) {
            out.println("  ... " + values.length + " values in all; --json prints every one");
        }
    }
}
