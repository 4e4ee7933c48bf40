package walras.server.bench;

import com.sun.management.ThreadMXBean;
import io.grpc.ManagedChannel;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Bytes that the server's threads allocate for a step of a play stream, whose client is in the same process. */
final class WireAllocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final String SERVER_THREADS = "walras-";

    private WireAllocation() {}

    /** A line for each environment and number of rows. */
    static List<BenchmarkResult> measure(int port, Stopwatch stopwatch, List<String> environments, int[] rows) // [k]
            throws Exception {
        List<BenchmarkResult> results = new ArrayList<>();
        ManagedChannel channel = WireSuite.channel(port);
        try {
            for (String environment : environments) {
                for (int count : rows) {
                    results.add(measure(channel, stopwatch, environment, count));
                }
            }
        } finally {
            channel.shutdownNow();
        }
        return results;
    }

    private static BenchmarkResult measure(ManagedChannel channel, Stopwatch stopwatch, String environment, int rows)
            throws Exception {
        try (WireCase wire = new WireCase(channel, environment, rows)) {
            wire.play(stopwatch.warmUpNanos());
            double[] bytes = new double[stopwatch.rounds()]; // [rounds] bytes per step
            for (int round = 0; round < bytes.length; round++) {
                bytes[round] = bytesPerStep(wire, stopwatch.roundNanos());
            }
            String what = "play " + environment + " B=" + rows + ", allocated by the server";
            return BenchmarkResult.of("wire", what, "bytes/step", bytes).withMore(Map.of("rows", rows));
        }
    }

    /** Plays for a while. */
    static double bytesPerStep(WireCase wire, long forNanos) throws InterruptedException, ExecutionException {
        long before = allocated();
        int steps = wire.play(forNanos).length;
        return (allocated() - before) / (double) steps;
    }

    /** Bytes that the threads of servers in this process have allocated so far. */
    private static long allocated() {
        long sum = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(SERVER_THREADS)) {
                sum += Math.max(0, THREADS.getThreadAllocatedBytes(thread.getId()));
            }
        }
        return sum;
    }
}
