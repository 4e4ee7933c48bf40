package walras.env;

/** The one rule for seeds, wherever they come from: whole numbers from 0 to 2^63 - 1. */
public final class Seed {
    /** Seeds that are drawn stay below this, so that a client whose numbers are doubles reads them exactly. */
    private static final long DRAWN = 1L << 53;

    private Seed() {}

    /**
     * Refuses a seed that no client can write as it is.
     *
     * @param where the place in the request
     * @throws Problem BAD_REQUEST with the range
     */
    public static long require(String where, long seed) {
        if (seed < 0) {
            throw refused(where, Long.toString(seed));
        }
        return seed;
    }

    /** What is said of something that is no seed. */
    public static Problem refused(String where, String got) {
        return Problem.of(
                Problem.Kind.INVALID, "BAD_REQUEST", where, "a whole number from 0 to " + Long.MAX_VALUE, got, "");
    }

    /** As {@link #require}, for one seed per row. */
    public static void requireAll(String where, long[] seeds) { // [rows]
        for (int row = 0; row < seeds.length; row++) {
            if (seeds[row] < 0) {
                require(where + "[" + row + "]", seeds[row]);
            }
        }
    }

    /** A seed out of random bits, for whoever gave none. */
    public static long drawn(long bits) {
        return bits & (DRAWN - 1);
    }
}
