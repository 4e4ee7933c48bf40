package walras.server.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A thousand sessions of 16 rows beside one of 16,000, which take turns round by round: as the lanes of a few streams,
 * and as a thousand streams. The sessions aim at 70% of the one's rate, with less than a GiB of memory more.
 */
final class CrowdRates {
    private static final double SHARE = 0.7;
    private static final int SESSIONS = 1000;
    private static final int ROWS = 16;

    private interface Opening {
        Players open() throws Exception;
    }

    private final int port;
    private final String environment;
    private final Stopwatch stopwatch;
    private final List<BenchmarkResult> results = new ArrayList<>();

    private CrowdRates(int port, String environment, Stopwatch stopwatch) {
        this.port = port;
        this.environment = environment;
        this.stopwatch = stopwatch;
    }

    static List<BenchmarkResult> measure(int port, String environment, Stopwatch stopwatch) throws Exception {
        CrowdRates rates = new CrowdRates(port, environment, stopwatch);
        for (int streams : new int[] {1, 2, 4}) {
            rates.add(
                    "lanes of " + streams + (streams == 1 ? " stream" : " streams"),
                    () -> new LaneCrowd(port, environment, SESSIONS, streams, ROWS));
        }
        rates.add("streams of their own", () -> new Crowd(port, environment, SESSIONS, ROWS));
        return rates.results;
    }

    private void add(String how, Opening opening) throws Exception {
        double[] many = new double[stopwatch.rounds()]; // [rounds] steps/s
        double[] one = new double[stopwatch.rounds()]; // [rounds] steps/s
        long before = usedBytes();
        try (Players single = new Crowd(port, environment, 1, SESSIONS * ROWS)) {
            long withOne = usedBytes();
            try (Players crowd = opening.open()) {
                for (int round = -1; round < stopwatch.rounds(); round++) {
                    long nanos = round < 0 ? stopwatch.warmUpNanos() : stopwatch.roundNanos();
                    one[Math.max(0, round)] = single.rate(nanos);
                    many[Math.max(0, round)] = crowd.rate(nanos);
                }
                long more = usedBytes() - withOne - (withOne - before);
                results.add(result(how, one, many, more));
            }
        }
    }

    private BenchmarkResult result(String how, double[] one, double[] many, long moreBytes) { // [rounds] each
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("one_session", WireRates.median(one));
        more.put("share_of_one_session", WireRates.median(many) / WireRates.median(one));
        more.put("session_step_us", ROWS * 1e6 / WireRates.median(many));
        more.put("more_bytes_than_one_session", moreBytes);
        String name = SESSIONS + " sessions of B=" + ROWS + " as " + how + ", " + environment;
        return BenchmarkResult.of("wire", name, "steps/s", many)
                .withTarget(SHARE * WireRates.median(one))
                .withMore(more);
    }

    /** Bytes in use on the heap, after a collection. */
    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
