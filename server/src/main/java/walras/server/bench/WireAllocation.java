package walras.server.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Bytes that the server's threads allocate for a step of a play stream, whose client is in the same process. */
final class WireAllocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final String SERVER_THREADS = "walras-";

    private WireAllocation() {}

    /** Of a case that is warm. */
    static BenchmarkResult measure(WireCase wire, String environment, int rows, Stopwatch stopwatch) throws Exception {
        double[] bytes = new double[stopwatch.rounds()]; // [rounds] bytes per step
        for (int round = 0; round < bytes.length; round++) {
            bytes[round] = bytesPerStep(wire, stopwatch.roundNanos());
        }
        String what = "play " + environment + " B=" + rows + ", allocated by the server";
        return BenchmarkResult.of(WireSuite.NAME, what, "bytes/step", bytes).withMore(Map.of("rows", rows));
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
