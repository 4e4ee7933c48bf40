package walras.server.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
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
import walras.env.Problem;
import walras.server.bench.BenchmarkHistory;
import walras.server.bench.BenchmarkPage;
import walras.server.bench.BenchmarkPart;
import walras.server.bench.BenchmarkResult;
import walras.server.bench.BenchmarkSuite;
import walras.server.bench.ChildProcess;
import walras.server.bench.ResultJson;
import walras.server.bench.Stopwatch;
import walras.server.report.Json;
import walras.server.report.Machine;
import walras.server.report.Progress;
import walras.server.report.ProgressLine;

/** The benchmark table, with the machine it was measured on. */
@Command(name = "bench", description = "Measures speed and prints the table.", mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    private static final String ALL = "all";
    private static final long MOST_TOUCHED_MIB = 512;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "WHAT",
            description =
                    "kernels, batch, wire, costs, yardsticks or all; default ${DEFAULT-VALUE}. All adds its medians to"
                            + " docs/performance/history.csv of a checkout.")
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

    @Option(
            names = "--case",
            paramLabel = "NAME",
            description =
                    "Only this one, for example \"counter-v0 B=1024\"; a name that is none is answered with those nearest.")
    private @Nullable String only;

    @Option(
            names = "--in-process",
            description = "Measure in this process, one case after the other; else each has a JVM of its own, with this"
                    + " one's flags, so that no case's types and branches slow down another's code. For profilers.")
    private boolean inProcess;

    @Override
    public Integer call() throws Exception {
        Map<BenchmarkSuite, List<BenchmarkPart>> chosen = chosen();
        List<BenchmarkResult> results = new ArrayList<>();
        for (Map.Entry<BenchmarkSuite, List<BenchmarkPart>> suite : chosen.entrySet()) {
            results.addAll(measured(suite.getKey().name(), suite.getValue()));
        }
        Path root = Path.of(System.getProperty("walras.root", "."));
        if (what.equals(ALL) && only == null && !quick && BenchmarkHistory.isKept(root)) {
            BenchmarkHistory.append(root, results);
        }
        if (page != null) {
            new BenchmarkPage(command(page), results).write(page);
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

    private String command(Path page) {
        String words = (quick ? " --quick" : "") + (only == null ? "" : " --case \"" + only + '"');
        return "./walras bench " + what + words + " --page " + page;
    }

    private List<BenchmarkResult> measured(String suite, List<BenchmarkPart> parts) throws Exception {
        List<BenchmarkResult> results = new ArrayList<>();
        try (ProgressLine line = ProgressLine.standard("bench " + suite)) {
            Progress progress = parts.size() > 1 ? line : Progress.SILENT;
            for (int k = 0; k < parts.size(); k++) {
                BenchmarkPart part = parts.get(k);
                int done = k;
                Runnable tick = () -> progress.update(done, parts.size(), part.name());
                tick.run();
                results.addAll(inProcess ? here(part) : elsewhere(suite, part.name(), tick));
            }
        }
        return results;
    }

    private List<BenchmarkResult> here(BenchmarkPart part) throws Exception {
        return part.measurement().measure(quick ? Stopwatch.quick() : Stopwatch.thorough());
    }

    /** This command again, for one case, in a JVM of its own. */
    private List<BenchmarkResult> elsewhere(String suite, String part, Runnable tick) throws Exception {
        List<String> words = new ArrayList<>(List.of("bench", suite, "--case", part, "--in-process", "--json"));
        if (quick) {
            words.add("--quick");
        }
        String child = "bench " + suite + ", " + part;
        ChildProcess.Printed printed = ChildProcess.run(child, Walras.again(touchedHeap(), words), tick);
        spec.commandLine().getErr().print(printed.remarks());
        return ResultJson.read(child, printed.answer());
    }

    /**
     * Flags of a heap whose young part is all there from the start. Where it grows, a client's messages and an echo's
     * land for seconds on pages that the system must first clear, which takes longer than to write them.
     */
    private static List<String> touchedHeap() {
        long mib = Math.min(MOST_TOUCHED_MIB, Runtime.getRuntime().maxMemory() >> 21); // half of what there may be
        return List.of("-Xms" + mib + "m", "-Xmn" + mib * 3 / 4 + "m", "-XX:+AlwaysPreTouch");
    }

    private Map<BenchmarkSuite, List<BenchmarkPart>> chosen() {
        Map<BenchmarkSuite, List<BenchmarkPart>> chosen = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        for (BenchmarkSuite suite : suites()) {
            List<BenchmarkPart> parts = suite.parts();
            parts.forEach(part -> names.add(part.name()));
            chosen.put(
                    suite,
                    parts.stream()
                            .filter(part -> only == null || part.name().equals(only))
                            .toList());
        }
        chosen.values().removeIf(List::isEmpty);
        if (only != null && chosen.isEmpty()) {
            throw Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "UNKNOWN_CASE",
                    "case",
                    "one of " + names.size() + ", as the progress names them",
                    '"' + only + '"',
                    Nearest.nearest(only, names));
        }
        return chosen;
    }

    private List<BenchmarkSuite> suites() {
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
            String target = each.target() == 0 ? "" : String.format(Locale.ROOT, "target %.3g ", each.target());
            String remarks = target + each.remarks();
            out.printf(
                    Locale.ROOT,
                    "%-8s %-" + Math.max(1, width) + "s %12.4g %s  [%.4g, %.4g]%s%s%n",
                    each.suite(),
                    each.name(),
                    each.median(),
                    each.unit(),
                    each.low(),
                    each.high(),
                    remarks.isEmpty() ? "" : "  ",
                    remarks);
            each.cited()
                    .forEach(figure -> out.printf(
                            Locale.ROOT, "         cited: %.4g by %s%n", figure.perSecond(), figure.source()));
        }
    }
}
