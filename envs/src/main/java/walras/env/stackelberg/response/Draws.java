package walras.env.stackelberg.response;

/**
 * Counter-based draws: a number depends only on a row's key and a counter, so neither the batch, nor the neighbours, nor the threads
 * change it. The mixer is the finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
 */
public final class Draws {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Draws() {}

    /** A 64-bit word. */
    public static long bits(long key, long counter) {
        long z = key + counter * GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A uniform number in [0, 1). */
    public static double uniform(long key, long counter) {
        return (bits(key, counter) >>> 11) * 0x1p-53;
    }

    /** An index drawn in proportion to {@code weight}, `size` entries from {@code at}; their sum need not be 1. */
    public static int index(double[] weight, int at, int size, double uniform) {
        double total = 0;
        for (int a = 0; a < size; a++) {
            total += weight[at + a];
        }
        double left = uniform * total;
        int last = 0;
        for (int a = 0; a < size; a++) {
            double w = weight[at + a];
            if (w > 0) {
                if (left < w) {
                    return a;
                }
                left -= w;
                last = a;
            }
        }
        return last;
    }
}
