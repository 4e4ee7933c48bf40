package walras.server.bench;

import io.grpc.ManagedChannel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Round trips of a play stream and of a raw echo of the same bytes. Both take turns, slice by slice, so that a busy
 * machine is unfair to neither. Then the bytes that the server allocated for a step.
 *
 * @param target how many times the echo's time the play stream aims at; 0 for no aim
 */
record PlayAndEcho(String environment, int rows, double target) {
    /** How often echo and play take turns within a round. */
    private static final int SLICES = 8;

    List<BenchmarkResult> measure(LoopbackServer server, Stopwatch stopwatch) throws Exception {
        ManagedChannel channel = server.channel();
        try (WireCase wire = new WireCase(channel, environment, rows)) {
            stopwatch.patient().warmUp(nanos -> wire.echo(nanos).length, nanos -> wire.play(nanos).length);
            double[][] echo = new double[stopwatch.rounds()][]; // [rounds][p50, p99] us
            double[][] play = new double[stopwatch.rounds()][]; // [rounds][p50, p99] us
            for (int round = 0; round < stopwatch.rounds(); round++) {
                long[][] nanos = round(wire, stopwatch.roundNanos());
                echo[round] = quantiles(nanos[0]);
                play[round] = quantiles(nanos[1]);
            }
            BenchmarkResult echoed = echoed(wire, echo);
            BenchmarkResult played = played(wire, play, echoed);
            return List.of(echoed, played, WireAllocation.measure(wire, environment, rows, stopwatch));
        } finally {
            channel.shutdownNow();
        }
    }

    /** Sorted round trips of the echo and of the play stream, which take turns. */
    private static long[][] round(WireCase wire, long nanos) throws Exception { // [2][count]
        long[][] all = {{}, {}};
        for (int slice = 0; slice < SLICES; slice++) {
            all[0] = joined(all[0], wire.echo(nanos / SLICES));
            all[1] = joined(all[1], wire.play(nanos / SLICES));
        }
        Arrays.sort(all[0]);
        Arrays.sort(all[1]);
        return all;
    }

    private static long[] joined(long[] left, long[] right) { // [count] each
        long[] all = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, all, left.length, right.length);
        return all;
    }

    private BenchmarkResult echoed(WireCase wire, double[][] echo) { // [rounds][2]
        Map<String, Object> more = sizes(wire);
        more.put("p99_us", median(echo, 1));
        return line("echo, bytes of ", echo).withMore(more);
    }

    private BenchmarkResult played(WireCase wire, double[][] play, BenchmarkResult echoed) { // [rounds][2]
        BenchmarkResult played = line("play ", play);
        double p99 = median(play, 1);
        double echoP99 = ((Number) echoed.more().getOrDefault("p99_us", Double.NaN)).doubleValue();
        Map<String, Object> more = sizes(wire);
        more.put("p99_us", p99);
        more.put("client", "java");
        more.put("steps_per_second", rows * 1e6 / played.median());
        more.put("p50_over_echo", played.median() / echoed.median());
        more.put("p99_over_echo", p99 / echoP99);
        return played.withTarget(target * echoed.median()).withMore(more);
    }

    private BenchmarkResult line(String what, double[][] rounds) { // [rounds][2]
        return BenchmarkResult.of(WireSuite.NAME, what + environment + " B=" + rows, "us", column(rounds, 0));
    }

    private Map<String, Object> sizes(WireCase wire) {
        return new LinkedHashMap<>(Map.of("act_bytes", wire.actBytes(), "turn_bytes", wire.turnBytes(), "rows", rows));
    }

    private static double[] quantiles(long[] sortedNanos) { // [count] -> [p50, p99] us
        return new double[] {at(sortedNanos, 0.5), at(sortedNanos, 0.99)};
    }

    private static double at(long[] sortedNanos, double share) { // [count]
        return sortedNanos[(int) (share * (sortedNanos.length - 1))] / 1e3;
    }

    private static double median(double[][] rounds, int k) { // [rounds][2]
        return BenchmarkResult.median(column(rounds, k));
    }

    private static double[] column(double[][] rounds, int k) { // [rounds][2] -> [rounds]
        return Arrays.stream(rounds).mapToDouble(round -> round[k]).toArray();
    }
}
