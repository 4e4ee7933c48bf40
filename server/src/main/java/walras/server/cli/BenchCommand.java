package walras.server.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import walras.env.Nearest;
import walras.server.bench.BenchmarkPage;
import walras.server.bench.BenchmarkResult;
import walras.server.bench.BenchmarkSuite;
import walras.server.bench.Stopwatch;
import walras.server.report.Json;
import walras.server.report.Machine;
import walras.server.report.ProgressLine;

/** The benchmark table, with the machine it was measured on. */
@Command(name = "bench", description = "Measures speed and prints the table.", mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    private static final String ALL = "all";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "WHAT",
            description = "kernels, batch, wire, costs or all; default ${DEFAULT-VALUE}.")
    private String what = ALL;

    @Option(names = "--quick", description = "Short rounds: a first look.")
    private boolean quick;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--page",
            paramLabel = "FILE",
            description = "Write the table and its figures as a page of Markdown, too.")
    private @Nullable Path page;

    @Override
    public Integer call() throws Exception {
        Stopwatch stopwatch = quick ? Stopwatch.quick() : Stopwatch.thorough();
        List<BenchmarkResult> results = new ArrayList<>();
        for (BenchmarkSuite suite : chosen()) {
            try (ProgressLine progress = ProgressLine.standard("bench " + suite.name())) {
                results.addAll(suite.run(stopwatch, progress));
            }
        }
        if (page != null) {
            new BenchmarkPage("./walras bench " + what + (quick ? " --quick" : "") + " --page " + page, results)
                    .write(page);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, @Nullable Object> all = SpecJson.object("machine", Machine.description());
            all.put("results", results.stream().map(BenchmarkResult::json).toList());
            out.println(Json.line(all));
        } else {
            print(out, results);
        }
        return Walras.good();
    }

    private List<BenchmarkSuite> chosen() {
        List<BenchmarkSuite> suites = ServiceLoader.load(BenchmarkSuite.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(BenchmarkSuite::order))
                .toList();
        if (what.equals(ALL)) {
            return suites;
        }
        List<String> names =
                new ArrayList<>(suites.stream().map(BenchmarkSuite::name).toList());
        if (!names.contains(what)) {
            names.add(ALL);
            throw Nearest.unknown("benchmark", what, names);
        }
        return suites.stream().filter(suite -> suite.name().equals(what)).toList();
    }

    private static void print(PrintWriter out, List<BenchmarkResult> results) {
        out.println(Machine.description());
        int width =
                results.stream().mapToInt(each -> each.name().length()).max().orElse(0);
        for (BenchmarkResult each : results) {
            String target = each.target() == 0 ? "" : String.format(Locale.ROOT, "  target %.3g", each.target());
            out.printf(
                    Locale.ROOT,
                    "%-8s %-" + Math.max(1, width) + "s %12.4g %s  [%.4g, %.4g]%s%n",
                    each.suite(),
                    each.name(),
                    each.median(),
                    each.unit(),
                    each.low(),
                    each.high(),
                    target);
            each.cited()
                    .forEach(figure -> out.printf(
                            Locale.ROOT, "         cited: %.4g by %s%n", figure.perSecond(), figure.source()));
        }
    }
}
