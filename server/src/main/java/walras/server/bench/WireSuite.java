package walras.server.bench;

import com.google.auto.service.AutoService;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.epoll.Epoll;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.server.ServerConfig;
import walras.server.WalrasServer;
import walras.server.report.Progress;

/**
 * Round trips over loopback, from a client in the same process: a raw grpc-java echo of the same bytes, then a step over
 * a play stream. Both take turns, slice by slice, so that a busy machine is unfair to neither. Then rates beside those of
 * the same world in process, and the same steps from the Python client, where it is installed.
 */
@AutoService(BenchmarkSuite.class)
public final class WireSuite implements BenchmarkSuite {
    private static final List<String> ENVIRONMENTS = List.of("counter-v0", "auction/chain-v0");
    private static final int[] ROWS = {1, 64, 1024, 16384};
    private static final int WINDOW_BYTES = 4 << 20;
    /** How often echo and play take turns within a round. */
    private static final int SLICES = 8;
    /** The play stream of the environment without work may take so much longer than the echo. */
    private static final double TARGET_RATIO = 1.25;

    @Override
    public String name() {
        return "wire";
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
    public List<BenchmarkResult> run(Stopwatch stopwatch, Progress progress) throws Exception {
        List<BenchmarkResult> results = new ArrayList<>();
        Path folder = Files.createTempDirectory("walras-bench");
        Path socket = folder.resolve("wire.sock");
        ServerConfig.Builder settings = ServerConfig.builder().port(0).httpPort(0);
        ServerConfig config = (Epoll.isAvailable() ? settings.socket(socket) : settings).build();
        try (WalrasServer server = WalrasServer.start(config, List.of(EchoService.bind()))) {
            warmUp(server, stopwatch);
            for (String environment : ENVIRONMENTS) {
                for (int rows : ROWS) {
                    progress.update(
                            results.size() / 2, (long) ENVIRONMENTS.size() * ROWS.length, environment + " B=" + rows);
                    results.addAll(measure(server, environment, rows, stopwatch));
                }
            }
            results.addAll(WireAllocation.measure(server.port(), stopwatch, ENVIRONMENTS, ROWS));
            results.addAll(WireRates.measure(server.port(), stopwatch, progress));
            progress.update(1, 2, "the same from Python");
            results.addAll(PythonRoundTrips.measure(server.port(), config.socket(), stopwatch));
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(folder);
        }
        return results;
    }

    /** What all cases share is compiled before the first one counts. */
    private static void warmUp(WalrasServer server, Stopwatch stopwatch) throws Exception {
        ManagedChannel channel = channel(server.port());
        try (WireCase wire = new WireCase(channel, ENVIRONMENTS.get(0), 64)) {
            for (int slice = 0; slice < SLICES; slice++) {
                wire.echo(stopwatch.warmUpNanos() / SLICES);
                wire.play(stopwatch.warmUpNanos() / SLICES);
            }
        } finally {
            channel.shutdownNow();
        }
    }

    /** A connection of its own to the server on this machine. */
    static ManagedChannel channel(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .directExecutor()
                .initialFlowControlWindow(WINDOW_BYTES)
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
    }

    private List<BenchmarkResult> measure(WalrasServer server, String environment, int rows, Stopwatch stopwatch)
            throws Exception {
        ManagedChannel channel = channel(server.port());
        try (WireCase wire = new WireCase(channel, environment, rows)) {
            round(wire, stopwatch.warmUpNanos());
            double[][] echo = new double[stopwatch.rounds()][]; // [rounds][p50, p99] us
            double[][] play = new double[stopwatch.rounds()][]; // [rounds][p50, p99] us
            for (int round = 0; round < stopwatch.rounds(); round++) {
                long[][] nanos = round(wire, stopwatch.roundNanos());
                echo[round] = quantiles(nanos[0]);
                play[round] = quantiles(nanos[1]);
            }
            return results(environment, rows, wire, echo, play);
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

    private List<BenchmarkResult> results(
            String environment, int rows, WireCase wire, double[][] echo, double[][] play) { // [rounds][2] each
        String what = environment + " B=" + rows;
        BenchmarkResult echoed = BenchmarkResult.of(name(), "echo, bytes of " + what, "us", column(echo, 0));
        BenchmarkResult played = BenchmarkResult.of(name(), "play " + what, "us", column(play, 0));
        double echoP99 = median(column(echo, 1));
        double playP99 = median(column(play, 1));
        Map<String, Object> sizes = Map.of("act_bytes", wire.actBytes(), "turn_bytes", wire.turnBytes(), "rows", rows);
        Map<String, Object> echoMore = new LinkedHashMap<>(sizes);
        echoMore.put("p99_us", echoP99);
        Map<String, Object> playMore = new LinkedHashMap<>(sizes);
        playMore.put("p99_us", playP99);
        playMore.put("client", "java");
        playMore.put("steps_per_second", rows * 1e6 / played.median());
        playMore.put("p50_over_echo", played.median() / echoed.median());
        playMore.put("p99_over_echo", playP99 / echoP99);
        boolean counter = environment.equals(ENVIRONMENTS.get(0));
        return List.of(
                echoed.withMore(echoMore),
                played.withTarget(counter ? TARGET_RATIO * echoed.median() : 0).withMore(playMore));
    }

    private static double[] quantiles(long[] sortedNanos) { // [count] -> [p50, p99] us
        return new double[] {at(sortedNanos, 0.5), at(sortedNanos, 0.99)};
    }

    private static double at(long[] sortedNanos, double share) { // [count]
        return sortedNanos[(int) (share * (sortedNanos.length - 1))] / 1e3;
    }

    private static double[] column(double[][] rounds, int k) { // [rounds][2] -> [rounds]
        double[] column = new double[rounds.length];
        for (int round = 0; round < rounds.length; round++) {
            column[round] = rounds[round][k];
        }
        return column;
    }

    private static double median(double[] values) { // [rounds]
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return BenchmarkResult.quantile(sorted, 0.5);
    }
}
