package walras.server.bench;

/**
 * Measures rates: warms up, then times rounds.
 *
 * @param warmUpNanos how long the work runs before anything counts
 * @param roundNanos least length of a round
 * @param rounds how many rounds
 */
public record Stopwatch(long warmUpNanos, long roundNanos, int rounds) {
    /** For tables that are published. */
    public static Stopwatch thorough() {
        return new Stopwatch(1_500_000_000L, 200_000_000L, 7);
    }

    /** For a first look. */
    public static Stopwatch quick() {
        return new Stopwatch(300_000_000L, 100_000_000L, 3);
    }

    /**
     * For work on several threads, most of whose code is a library's: the compiler takes longer over it, and a round's
     * beginning and end are no part of what is measured.
     */
    Stopwatch patient() {
        return new Stopwatch(4 * warmUpNanos, 2 * roundNanos, rounds);
    }

    /** Operations per second of every round. */
    public double[] rates(Work work) { // [rounds]
        round(work, warmUpNanos);
        double[] rates = new double[rounds];
        for (int k = 0; k < rounds; k++) {
            rates[k] = round(work, roundNanos);
        }
        return rates;
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
