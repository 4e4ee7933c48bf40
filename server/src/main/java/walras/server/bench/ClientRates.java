package walras.server.bench;

import io.grpc.ManagedChannel;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Rates of the clients' own programs beside the benchmark's client, which computes nothing, beside grpc-js's echo of the
 * same bytes, for which no world steps, and beside grpc-js alone, which plays and reads no turn; they take turns round by
 * round. Only those that were built: {@code ./walras test java typescript go} does.
 */
final class ClientRates {
    private static final String ENVIRONMENT = "auction/chain-v0";
    private static final int ROWS = 4096;
    private static final double SHARE = 0.8;
    private static final String GO = "go";
    private static final String JAVA = "java";
    private static final String TYPESCRIPT = "typescript";

    private ClientRates() {}

    /** Whether there is any. */
    static boolean possible() {
        return !commands().isEmpty();
    }

    private static Map<String, List<String>> commands() {
        Path clients = Path.of(System.getProperty("walras.root", "."), "clients");
        Path go = clients.resolve("go/build/bench");
        Path script = clients.resolve("typescript/dist/tests/bench.js");
        Path classes = clients.resolve("java/target/classes");
        Path tests = clients.resolve("java/target/test-classes");
        Map<String, List<String>> commands = new LinkedHashMap<>();
        if (Files.isExecutable(go)) {
            commands.put(GO, List.of(go.toString()));
        }
        if (Files.exists(tests.resolve("walras/client/StepsBench.class"))) {
            String path = String.join(
                    File.pathSeparator, tests.toString(), classes.toString(), System.getProperty("java.class.path"));
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            commands.put(JAVA, List.of(java, "-cp", path, "walras.client.StepsBench"));
        }
        if (Files.exists(script) && onPath("node")) {
            commands.put(TYPESCRIPT, List.of("node", script.toString()));
        }
        return commands;
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    static List<BenchmarkResult> measure(LoopbackServer server, Stopwatch hurried) throws Exception {
        ManagedChannel channel = server.channel();
        List<RateProgram> programs = new ArrayList<>();
        List<String> names = new ArrayList<>();
        try (WireCase wire = new WireCase(channel, ENVIRONMENT, ROWS)) {
            String address = "127.0.0.1:" + server.port();
            for (Map.Entry<String, List<String>> each : commands().entrySet()) {
                names.add(each.getKey());
                programs.add(new RateProgram(each.getValue(), address, ENVIRONMENT, "" + ROWS));
                if (each.getKey().equals(TYPESCRIPT)) {
                    names.add("grpc-js echo");
                    String answered = "" + wire.turnBytes();
                    programs.add(new RateProgram(each.getValue(), "echo", address, "" + wire.actBytes(), answered));
                    names.add("grpc-js alone");
                    programs.add(new RateProgram(each.getValue(), "alone", address, ENVIRONMENT, "" + ROWS));
                }
            }
            List<Stopwatch.Turn> turns = new ArrayList<>();
            programs.forEach(each -> turns.add(nanos -> ROWS * each.take(nanos)));
            turns.add(nanos -> ROWS * PlayRate.perSecond(wire.play(nanos)));
            double[][] rates = hurried.patient().turns(turns.toArray(new Stopwatch.Turn[0])); // [turns][rounds]
            return results(names, rates);
        } finally {
            programs.forEach(RateProgram::close);
            channel.shutdownNow();
        }
    }

    private static List<BenchmarkResult> results(List<String> names, double[][] rates) { // [turns][rounds]
        double own = BenchmarkResult.median(rates[names.size()]);
        List<BenchmarkResult> results = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = "client " + names.get(i) + ", " + ENVIRONMENT + " B=" + ROWS;
            BenchmarkResult result = BenchmarkResult.of(WireSuite.NAME, name, "steps/s", rates[i]);
            boolean script = names.get(i).equals(TYPESCRIPT);
            double yardstick = script ? BenchmarkResult.median(rates[i + 1]) : own;
            double target = script || names.get(i).equals(GO) || names.get(i).equals(JAVA) ? SHARE * yardstick : 0;
            Map<String, Object> more = new LinkedHashMap<>(Map.of("share", result.median() / yardstick));
            if (script) {
                more.put("share_of_grpc_js_alone", result.median() / BenchmarkResult.median(rates[i + 2]));
            }
            results.add(result.withTarget(target).withMore(more));
        }
        results.add(BenchmarkResult.of(
                WireSuite.NAME,
                "client of this benchmark, " + ENVIRONMENT + " B=" + ROWS,
                "steps/s",
                rates[names.size()]));
        return results;
    }
}
