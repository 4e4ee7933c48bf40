package walras.server.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * Measures rates: warms up until the compiler rests and the rate no longer rises, then times rounds.
 *
 * @param warmUpNanos least time before anything counts; four times as long if there is no such rest for so long
 * @param roundNanos least length of a round
 * @param rounds how many rounds
 */
public record Stopwatch(long warmUpNanos, long roundNanos, int rounds) {
    private static final int SLICES = 10;
    private static final int MOST_WARM_UPS = 4;
    /** Of a slice: so much compiling is none. */
    private static final double REST = 0.1;
    /** Over the best rate so far: less is noise. */
    private static final double RISE = 1.03;

    /** Something that is done for a while. */
    @FunctionalInterface
    interface Turn {
        /** Operations per second. */
        double take(long nanos) throws Exception;
    }

    /** For tables that are published. */
    public static Stopwatch thorough() {
        return new Stopwatch(1_000_000_000L, 150_000_000L, 7);
    }

    /** For a first look. */
    public static Stopwatch quick() {
        return new Stopwatch(300_000_000L, 100_000_000L, 3);
    }

    /**
     * For work of several threads, most of whose code is a library's: the compiler takes longer over it, and a round's
     * beginning and end are no part of what is measured.
     */
    Stopwatch patient() {
        return new Stopwatch(3 * warmUpNanos, 2 * roundNanos, rounds);
    }

    /**
     * For streams of long messages, whose code runs a few thousand times a second: the compiler comes back to it after many
     * seconds, and the rate rises by half.
     */
    Stopwatch steady() {
        return new Stopwatch(9 * warmUpNanos, 2 * roundNanos, rounds);
    }

    /** Operations per second of every round. */
    double[] rates(Work work) throws Exception { // [rounds]
        return turns(nanos -> round(work, nanos))[0];
    }

    /** Operations per second of several things, which take turns round by round: a busy machine is unfair to none. */
    double[][] turns(Turn... turns) throws Exception { // [turns][rounds]
        warmUp(turns);
        for (Turn turn : turns) {
            turn.take(roundNanos); // before, each of them was by itself
        }
        double[][] rates = new double[turns.length][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int k = 0; k < turns.length; k++) {
                rates[k][round] = turns[k].take(roundNanos);
            }
        }
        return rates;
    }

    /** Takes each turn until its code has rested for as long as a warm-up takes at least, or four times as long. */
    void warmUp(Turn... turns) throws Exception {
        for (Turn turn : turns) {
            warmUp(turn);
        }
    }

    private void warmUp(Turn turn) throws Exception {
        long begun = System.nanoTime();
        long busy = begun;
        long compiled = compilerMillis();
        double best = 0;
        long now;
        do {
            long slice = System.nanoTime();
            double rate = turn.take(warmUpNanos / SLICES);
            now = System.nanoTime();
            long more = compilerMillis();
            if ((more - compiled) * 1e6 > REST * (now - slice) || rate > RISE * best) {
                busy = now;
            }
            best = Math.max(best, rate);
            compiled = more;
        } while (now - busy < warmUpNanos && now - begun < MOST_WARM_UPS * warmUpNanos);
    }

    /** What the compilations that have ended took. */
    private static long compilerMillis() {
        @Nullable CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        return compiler == null || !compiler.isCompilationTimeMonitoringSupported()
                ? 0
                : compiler.getTotalCompilationTime();
    }

    /** Operations per second of one round. */
    static double round(Work work, long leastNanos) {
        long operations = 0;
        long start = System.nanoTime();
        long elapsed;
        do {
            operations += work.run();
            elapsed = System.nanoTime() - start;
        } while (elapsed < leastNanos);
        return operations * 1e9 / elapsed;
    }
}
