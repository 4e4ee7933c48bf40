package walras.server.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.server.report.Machine;

/** What whole tables said, commit by commit: a file of comma-separated values that grows by a line for each case. */
public final class BenchmarkHistory {
    private static final String HEAD = "commit,processor,cores,java,suite,case,unit,median";

    private BenchmarkHistory() {}

    /** Whether that is a checkout, which keeps a history. */
    public static boolean isKept(Path root) {
        return Files.isDirectory(folder(root));
    }

    private static Path folder(Path root) {
        return root.resolve("docs").resolve("performance");
    }

    /** Appends a table that was measured on this machine, from the sources of the checkout at {@code root}. */
    public static void append(Path root, List<BenchmarkResult> results) throws IOException, InterruptedException {
        Path file = folder(root).resolve("history.csv");
        List<String> lines = new ArrayList<>();
        if (!Files.exists(file)) {
            lines.add(HEAD);
        }
        Map<String, @Nullable Object> machine = Machine.description();
        String where = String.join(
                ",",
                quoted(commit(root)),
                quoted(String.valueOf(machine.get("processor"))),
                String.valueOf(machine.get("cores")),
                quoted(String.valueOf(machine.get("java"))));
        for (BenchmarkResult each : results) {
            String median = Double.isNaN(each.median()) ? "" : String.format(Locale.ROOT, "%.6g", each.median());
            lines.add(String.join(",", where, each.suite(), quoted(each.name()), quoted(each.unit()), median));
        }
        Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** With a mark where there are changes beside it. */
    private static String commit(Path root) throws IOException, InterruptedException {
        List<String> words = List.of("git", "-C", root.toString(), "describe", "--always", "--dirty", "--exclude=*");
        return ChildProcess.run("git describe", words, () -> {}).out().strip();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
