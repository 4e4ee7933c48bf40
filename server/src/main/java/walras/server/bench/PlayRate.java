package walras.server.bench;

import static walras.server.bench.BenchmarkResult.median;

import io.grpc.ManagedChannel;
import java.util.List;
import java.util.Map;

/** The rate of a play stream over loopback beside those that bound it, which take turns round by round. */
final class PlayRate {
    private static final int ROWS = 4096;
    private static final double SHARE = 0.6;

    private final LoopbackServer server;
    private final String environment;
    private final Stopwatch stopwatch;

    PlayRate(LoopbackServer server, String environment, Stopwatch hurried) {
        this.server = server;
        this.environment = environment;
        stopwatch = hurried.patient();
    }

    /** At least 60% of what binds: the world in process, or the echo's bytes. */
    List<BenchmarkResult> measure() throws Exception {
        ManagedChannel channel = server.channel();
        try (WireCase wire = new WireCase(channel, environment, ROWS)) {
            Work step = InProcessSteps.given(environment, ROWS);
            double[][] rates = stopwatch.turns( // [turns][rounds] steps/s
                    nanos -> Stopwatch.round(step, nanos),
                    nanos -> rate(wire.echo(nanos)),
                    nanos -> rate(wire.play(nanos)));
            return List.of(played(median(rates[0]), median(rates[1]), rates[2]));
        } finally {
            channel.shutdownNow();
        }
    }

    private BenchmarkResult played(double inProcess, double echo, double[] rounds) { // [rounds]
        double rate = median(rounds);
        double bound = Math.min(inProcess, echo);
        return BenchmarkResult.of(WireSuite.NAME, "play rate " + environment + " B=" + ROWS, "steps/s", rounds)
                .withTarget(SHARE * bound)
                .withMore(Map.of(
                        "in_process",
                        inProcess,
                        "echo",
                        echo,
                        "share_of_in_process",
                        rate / inProcess,
                        "share_of_what_binds",
                        rate / bound));
    }

    private static double rate(long[] roundTrips) { // [count] ns
        return ROWS * perSecond(roundTrips);
    }

    /** Round trips per second. */
    static double perSecond(long[] roundTrips) { // [count] ns
        double sum = 0;
        for (long nanos : roundTrips) {
            sum += nanos;
        }
        return 1e9 * roundTrips.length / sum;
    }
}
