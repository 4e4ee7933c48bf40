package walras.env;

/**
 * Counter-based random numbers: a pure function of (row's seed, episode, step, purpose, index). So a row's story depends
 * on neither the batch size, nor its neighbours, nor threads, and no generator state has to be saved.
 *
 * <p>Purposes are small integers, a family's own; index counts draws for one purpose in one step. Bits come from two
 * rounds of a 64-bit finaliser (Stafford's variant 13, as in SplitMix64) over Weyl sequences. Transcendental functions
 * have {@link StrictMath}'s bits, so that numbers agree between machines.
 */
public final class RowRandom {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long SILVER = 0xD1B54A32D192ED03L;
    private static final long BRONZE = 0x8CB92BA72F3D8DD7L;

    private static final long ONE = Double.doubleToRawLongBits(1);
    private static final long LAST_BIT = Double.doubleToRawLongBits(0x1.0p-53);

    private final long[] episodeKeys; // [B]
    private final long[] now; // [1]
    private final long[] starts; // [B] as wide as the keys, so that rows hash side by side
    private final long salt;
    private final long[] steps; // [B] scratch: what a row's draws of one step have in common
    private final long[] hashed; // [B] scratch

    /**
     * @param episodeKeys {@code [B]} key of (seed, episode) of each row, kept by the engine
     * @param now {@code [1]} how many steps the batch has begun, kept by the engine
     * @param starts {@code [B]} what {@code now} was when each row's episode was set up, so that the difference counts its
     *     steps, kept by the engine
     * @param salt tells streams of different owners apart
     */
    public RowRandom(long[] episodeKeys, long[] now, long[] starts, long salt) { // [B], [1], [B]
        this.episodeKeys = episodeKeys;
        this.now = now;
        this.starts = starts;
        this.salt = salt;
        steps = new long[episodeKeys.length];
        hashed = new long[episodeKeys.length];
    }

    /** The same rows' numbers for another owner (a policy on a seat, say): independent of these. */
    public RowRandom salted(String owner) {
        long hash = salt;
        for (int i = 0; i < owner.length(); i++) {
            hash = mix(hash * GOLDEN + owner.charAt(i) + 1);
        }
        return new RowRandom(episodeKeys, now, starts, hash);
    }

    /** Key of a row whose batch has this seed. */
    public static long rowKey(long seed, int row) {
        return mix(mix(seed + GOLDEN) ^ (SILVER * (row + 1L)));
    }

    /** The seed of one part of a batch whose parts have seeds of their own; below 2^53, which every client can count to. */
    public static long partSeed(long seed, int part) {
        return mix(mix(seed + BRONZE) ^ (GOLDEN * (part + 1L))) >>> 11;
    }

    /** Key of one episode of a row. */
    public static long episodeKey(long rowKey, long episode) {
        return mix(rowKey + GOLDEN * (episode + 1));
    }

    /** 64 random bits. */
    public long bits(int row, int purpose, int index) {
        long step = mix(episodeKeys[row] ^ salt ^ (SILVER * (now[0] - starts[row] + 1)));
        return mix(step + GOLDEN * (index + 1L) + BRONZE * (purpose + 1L));
    }

    /** Uniform on {@code [0, 1)}, a multiple of 2^-53. */
    public double uniform(int row, int purpose, int index) {
        return unit(bits(row, purpose, index));
    }

    /**
     * {@link #uniform} for many rows at once, for indices {@code first} to {@code first + count - 1}: row r's k-th goes to
     * {@code out[r * stride + first + k]}. Rows are hashed side by side in short loops, which vectorise.
     */
    public void uniforms(Rows rows, int purpose, int first, int count, double[] out, int stride) { // [B, stride]
        long next = now[0] + 1;
        for (int row = rows.from(); row < rows.to(); row++) {
            steps[row] = episodeKeys[row] ^ salt ^ (SILVER * (next - starts[row]));
        }
        for (int row = rows.from(); row < rows.to(); row++) {
            steps[row] = mix(steps[row]);
        }
        for (int index = first; index < first + count; index++) {
            long drawn = GOLDEN * (index + 1L) + BRONZE * (purpose + 1L);
            for (int row = rows.from(); row < rows.to(); row++) {
                hashed[row] = mix(steps[row] + drawn);
            }
            for (int row = rows.from(); row < rows.to(); row++) {
                if (rows.contains(row)) {
                    out[row * stride + index] = unit(hashed[row]);
                }
            }
        }
    }

    /** The upper 53 bits times 2^-53, exactly: 52 of them as a mantissa, then the last one. Cheaper than a conversion. */
    private static double unit(long bits) {
        double most = Double.longBitsToDouble(ONE | bits >>> 12) - 1;
        return most + Double.longBitsToDouble(LAST_BIT & bits << 52 >> 63);
    }

    /** Uniform on {@code 0 .. bound-1}; the bias is below 2^-32 times the bound. */
    public int below(int row, int purpose, int index, int bound) {
        return (int) (((bits(row, purpose, index) >>> 32) * bound) >>> 32);
    }

    /** Standard normal (Box-Muller); uses bits of index only. */
    public double normal(int row, int purpose, int index) {
        long bits = bits(row, purpose, index);
        double radius = ((bits >>> 11) + 1) * 0x1.0p-53;
        double angle = (mix(bits ^ BRONZE) >>> 11) * 0x1.0p-53;
        return StrictMath.sqrt(-2 * StrictMath.log(radius)) * StrictCosine.of(2 * Math.PI * angle);
    }

    /**
     * Draws from a discrete distribution: the first index whose cumulative weight passes a uniform share of the total.
     *
     * @param weights non-negative, not all zero, {@code [..., count at offset, ...]}
     */
    public int choose(int row, int purpose, int index, double[] weights, int offset, int count) { // [.., count, ..]
        double total = 0;
        for (int k = 0; k < count; k++) {
            total += weights[offset + k];
        }
        double left = uniform(row, purpose, index) * total;
        int last = 0;
        for (int k = 0; k < count; k++) {
            double weight = weights[offset + k];
            if (weight > 0) {
                last = k;
                left -= weight;
                if (left < 0) {
                    return k;
                }
            }
        }
        return last;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
