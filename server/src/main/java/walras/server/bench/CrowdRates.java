package walras.server.bench;

import static walras.server.bench.BenchmarkResult.median;

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

    /**
     * In how many streams the sessions are played: as their lanes, or each as a stream of its own.
     *
     * @param together true for one act for all lanes of a stream
     */
    record Way(String name, int streams, boolean together) {
        Players open(int port, String environment) throws Exception {
            return streams == SESSIONS
                    ? new Crowd(port, environment, SESSIONS, ROWS)
                    : new LaneCrowd(port, environment, SESSIONS, streams, ROWS, together);
        }
    }

    static final List<Way> WAYS = List.of(
            new Way("a stack of 1 stream", 1, true),
            new Way("stacks of 2 streams", 2, true),
            new Way("lanes of 1 stream", 1, false),
            new Way("lanes of 2 streams", 2, false),
            new Way("lanes of 4 streams", 4, false),
            new Way("streams of their own", SESSIONS, false));

    private final int port;
    private final String environment;
    private final Stopwatch stopwatch;

    CrowdRates(LoopbackServer server, String environment, Stopwatch hurried) {
        port = server.port();
        this.environment = environment;
        stopwatch = hurried.patient();
    }

    List<BenchmarkResult> measure(Way way) throws Exception {
        long before = usedBytes();
        try (Players single = new Crowd(port, environment, 1, SESSIONS * ROWS)) {
            long withOne = usedBytes();
            try (Players crowd = way.open(port, environment)) {
                double[][] rates = stopwatch.turns(single::rate, crowd::rate); // [turns][rounds] steps/s
                long more = usedBytes() - withOne - (withOne - before);
                return List.of(result(way.name(), rates[0], rates[1], more));
            }
        }
    }

    private BenchmarkResult result(String how, double[] one, double[] many, long moreBytes) { // [rounds] each
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("one_session", median(one));
        more.put("share_of_one_session", median(many) / median(one));
        more.put("session_step_us", ROWS * 1e6 / median(many));
        more.put("more_bytes_than_one_session", moreBytes);
        String name = SESSIONS + " sessions of B=" + ROWS + " as " + how + ", " + environment;
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
