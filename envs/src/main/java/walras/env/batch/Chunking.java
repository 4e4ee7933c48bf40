package walras.env.batch;

/** Into how many ranges the rows of a step are cut. */
final class Chunking {
    /** A thread that is awake pays from so much fewer rows on than one that sleeps. */
    static final int AWAKE = 8;

    /** Where nothing was measured. */
    static final int USUAL_LEAST = 2048;

    /** More than one, so that a thread which is held up holds up little. */
    private static final int SHARES_PER_THREAD = 2;

    private Chunking() {}

    /**
     * Ranges small enough for a core's nearest caches, and enough of them for every thread that pays.
     *
     * @param leastRows from which on another thread pays
     * @param mostRows of a range
     */
    static int count(int rows, int leastRows, int mostRows, int threads) {
        int size = size(rows, leastRows, mostRows, threads);
        return (rows + size - 1) / size;
    }

    /** About how many rows such a range has. */
    static int size(int rows, int leastRows, int mostRows, int threads) {
        int shares = threads * SHARES_PER_THREAD;
        return Math.min(mostRows, Math.max(Math.max(1, leastRows / AWAKE), (rows + shares - 1) / shares));
    }
}
