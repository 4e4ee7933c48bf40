package walras.server.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import walras.server.report.Json;

/**
 * The same steps from the Python client, in a process of its own: what {@code python -m walras.bench} says. Only where
 * the launcher has made the client's virtual environment; {@code ./walras demo} does.
 */
final class PythonRoundTrips {
    private static final List<String> OWN_FIELDS = List.of("suite", "name", "unit", "median", "low", "high", "rounds");

    private PythonRoundTrips() {}

    /**
     * Measures against a server on this machine, over TCP, over its Unix domain socket where it has one, and in shared
     * memory; empty where there is no Python client.
     */
    static List<BenchmarkResult> measure(int port, Optional<Path> socket, Stopwatch stopwatch)
            throws IOException, InterruptedException {
        Path python = Path.of(System.getProperty("walras.root", "."), ".walras", "python", "bin", "python");
        if (!Files.isExecutable(python)) {
            return List.of();
        }
        double seconds = stopwatch.roundNanos() * stopwatch.rounds() / 2e9; // half as long: there are many cases
        Path output = Files.createTempFile("walras-bench", ".json");
        try {
            List<String> words =
                    new ArrayList<>(List.of(python.toString(), "-m", "walras.bench", "--address", "127.0.0.1:" + port));
            socket.ifPresent(path -> words.addAll(List.of("--uds", path.toString())));
            words.addAll(List.of("--seconds", Double.toString(seconds), "--json"));
            Process process = new ProcessBuilder(words)
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IOException("python -m walras.bench ended with " + exit);
            }
            return read(Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    /** The lines of the JSON object that the client prints. */
    static List<BenchmarkResult> read(String json) throws IOException {
        if (!(Json.parse(json) instanceof Map<?, ?> all) || !(all.get("results") instanceof List<?> lines)) {
            throw new IOException("python -m walras.bench printed no results");
        }
        List<BenchmarkResult> results = new ArrayList<>();
        for (Object line : lines) {
            if (line instanceof Map<?, ?> fields) {
                results.add(result(fields));
            }
        }
        return results;
    }

    private static BenchmarkResult result(Map<?, ?> fields) throws IOException {
        Map<String, Object> more = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            if (value != null && !OWN_FIELDS.contains(String.valueOf(name))) {
                more.put(String.valueOf(name), value);
            }
        });
        return new BenchmarkResult(
                String.valueOf(fields.get("suite")),
                String.valueOf(fields.get("name")),
                String.valueOf(fields.get("unit")),
                number(fields, "median"),
                number(fields, "low"),
                number(fields, "high"),
                (int) number(fields, "rounds"),
                0,
                more,
                List.of());
    }

    private static double number(Map<?, ?> fields, String name) throws IOException {
        Object value = fields.get(name);
        if (value instanceof Number number) {
            return number.doubleValue();
        } else if (value == null && fields.containsKey(name)) {
            return Double.NaN; // nothing to measure: a note says why
        }
        throw new IOException("python -m walras.bench: " + name + " is no number: " + fields.get(name));
    }
}
