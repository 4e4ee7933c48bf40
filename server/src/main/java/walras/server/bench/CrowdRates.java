package walras.server.bench;

import static walras.server.bench.BenchmarkResult.median;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A thousand sessions of 16 rows, each with a stream of its own, beside one of 16,000; they take turns round by round. */
final class CrowdRates {
    private static final double SHARE = 0.7;
    private static final int SESSIONS = 1000;
    private static final int ROWS = 16;

    private final int port;
    private final String environment;
    private final Stopwatch stopwatch;

    CrowdRates(LoopbackServer server, String environment, Stopwatch hurried) {
        port = server.port();
        this.environment = environment;
        stopwatch = hurried.patient();
    }

    List<BenchmarkResult> measure() throws Exception {
        long before = usedBytes();
        try (Crowd single = new Crowd(port, environment, 1, SESSIONS * ROWS)) {
            long withOne = usedBytes();
            try (Crowd crowd = new Crowd(port, environment, SESSIONS, ROWS)) {
                double[][] rates = stopwatch.turns(single::rate, crowd::rate); // [turns][rounds] steps/s
                long more = usedBytes() - withOne - (withOne - before);
                return List.of(result(rates[0], rates[1], more));
            }
        }
    }

    private BenchmarkResult result(double[] one, double[] many, long moreBytes) { // [rounds] each
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("one_session", median(one));
        more.put("share_of_one_session", median(many) / median(one));
        more.put("session_step_us", ROWS * 1e6 / median(many));
        more.put("more_bytes_than_one_session", moreBytes);
        String name = SESSIONS + " sessions of B=" + ROWS + " as streams of their own, " + environment;
        return BenchmarkResult.of(WireSuite.NAME, name, "steps/s", many)
                .withTarget(SHARE * median(one))
                .withMore(more);
    }

    /** Bytes in use on the heap, after a collection. */
    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
