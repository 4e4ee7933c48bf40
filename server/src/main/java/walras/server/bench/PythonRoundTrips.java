package walras.server.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The same steps from the Python client, in a process of its own: what {@code python -m walras.bench} says. Only where
 * the launcher has made the client's virtual environment; {@code ./walras demo} does.
 */
final class PythonRoundTrips {
    private static final String MODULE = "walras.bench";
    private static final String YARDSTICKS = "walras.yardsticks";

    private PythonRoundTrips() {}

    /** Whether there is a Python client. */
    static boolean possible() {
        return Files.isExecutable(python());
    }

    private static Path python() {
        return Path.of(System.getProperty("walras.root", "."), ".walras", "python", "bin", "python");
    }

    /**
     * Measures against a server on this machine: over TCP, over its Unix domain socket where it has one, and in shared
     * memory.
     */
    static List<BenchmarkResult> measure(LoopbackServer server, String environment, Stopwatch stopwatch)
            throws IOException, InterruptedException {
        double seconds = stopwatch.roundNanos() * stopwatch.rounds() / 2e9; // half as long: there are many cases
        List<String> words =
                new ArrayList<>(List.of(python().toString(), "-m", MODULE, "--address", "127.0.0.1:" + server.port()));
        server.socket().ifPresent(path -> words.addAll(List.of("--uds", path.toString())));
        words.addAll(List.of("--environments", environment, "--seconds", Double.toString(seconds), "--json"));
        return answer(MODULE, words);
    }

    /** Steps of an environment without a server: NumPy's, and JAX's where that is installed, in ns per row. */
    static List<BenchmarkResult> yardsticks(String environment, int rows, Stopwatch stopwatch)
            throws IOException, InterruptedException {
        double seconds = stopwatch.roundNanos() * stopwatch.rounds() / 1e9;
        List<String> words = List.of(python().toString(), "-m", YARDSTICKS, "--environment", environment);
        List<String> sizes = List.of("--rows", Integer.toString(rows), "--seconds", Double.toString(seconds));
        List<String> all = new ArrayList<>(words);
        all.addAll(sizes);
        return answer(YARDSTICKS, all);
    }

    private static List<BenchmarkResult> answer(String module, List<String> words)
            throws IOException, InterruptedException {
        ChildProcess.Printed printed = ChildProcess.run("python -m " + module, words, () -> {});
        System.err.print(printed.remarks());
        return ResultJson.read("python -m " + module, printed.answer());
    }
}
