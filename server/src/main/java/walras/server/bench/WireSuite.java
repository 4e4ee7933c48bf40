package walras.server.bench;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;

/**
 * Round trips over loopback, from a client in the same process: a raw grpc-java echo of the same bytes, then a step over
 * a play stream. Then rates beside those of the same world in process, steps in process by themselves, and the same steps
 * from the Go, Java, TypeScript and Python clients, where they are built. Each part that needs a server starts one of its own.
 */
@AutoService(BenchmarkSuite.class)
public final class WireSuite implements BenchmarkSuite {
    static final String NAME = "wire";

    private static final List<String> ENVIRONMENTS = List.of("counter-v0", "auction/chain-v0");
    private static final int[] ROWS = {1, 64, 1024, 16384};
    /** The play stream of the environment without work may take so much longer than the echo. */
    private static final double TARGET_RATIO = 1.25;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "round trips of a play stream beside a raw echo of the same bytes";
    }

    @Override
    public int order() {
        return 3;
    }

    @Override
    public List<BenchmarkPart> parts() {
        List<BenchmarkPart> parts = new ArrayList<>();
        for (String environment : ENVIRONMENTS) {
            for (int rows : ROWS) {
                double target = environment.equals(ENVIRONMENTS.get(0)) ? TARGET_RATIO : 0;
                parts.add(served(
                        "round trips, " + environment + " B=" + rows,
                        (server, stopwatch) -> new PlayAndEcho(environment, rows, target).measure(server, stopwatch)));
            }
        }
        for (String environment : ENVIRONMENTS) {
            parts.add(served(
                    "play rate, " + environment,
                    (server, stopwatch) -> new PlayRate(server, environment, stopwatch).measure()));
            parts.add(served(
                    "rollout rates, " + environment,
                    (server, stopwatch) -> new RolloutRates(server, environment, stopwatch).measure()));
            parts.add(served(
                    "a thousand sessions as streams of their own, " + environment,
                    (server, stopwatch) -> new CrowdRates(server, environment, stopwatch).measure()));
        }
        for (String environment : ENVIRONMENTS) {
            parts.add(new BenchmarkPart(
                    "steps in process, " + environment, stopwatch -> InProcessSteps.measure(environment, stopwatch)));
        }
        if (ClientRates.possible()) {
            parts.add(served("clients", ClientRates::measure));
        }
        if (PythonRoundTrips.possible()) {
            for (String environment : ENVIRONMENTS) {
                parts.add(served(
                        "from Python, " + environment,
                        (server, stopwatch) -> PythonRoundTrips.measure(server, environment, stopwatch)));
            }
        }
        return parts;
    }

    private interface Served {
        List<BenchmarkResult> measure(LoopbackServer server, Stopwatch stopwatch) throws Exception;
    }

    private static BenchmarkPart served(String name, Served measurement) {
        return new BenchmarkPart(name, stopwatch -> {
            try (LoopbackServer server = new LoopbackServer()) {
                return measurement.measure(server, stopwatch);
            }
        });
    }
}
