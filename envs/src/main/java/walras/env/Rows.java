package walras.env;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a batch: those of a range whose mask is 1, where it might be 0. The usual loop:
 *
 * <pre>{@code
 * for (int row = rows.from(); row < rows.to(); row++) {
 *     if (rows.contains(row)) { ... }
 * }
 * }</pre>
 *
 * <p>Where few rows are in, as when episodes begin, {@link #next} passes over the others eight at a time:
 *
 * <pre>{@code
 * for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) { ... }
 * }</pre>
 *
 * <p>Where nearly all are in, as in a step, run by run leaves loops over {@code [from, to)} without a test, which the
 * compiler vectorises:
 *
 * <pre>{@code
 * for (int from = rows.next(rows.from()); from < rows.to(); from = rows.next(to)) {
 *     int to = rows.end(from); ...
 * }
 * }</pre>
 */
public final class Rows {
    /**
     * For loops over a step's rows that count: in blocks of this length Java unrolls, and so vectorises, them whatever batch
     * it saw first. It unrolls other loops no further than they ran at first, and those batches may have had a row.
     */
    public static final int BLOCK = 256;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ALL_EIGHT = 0x0101_0101_0101_0101L;

    private final int from;
    private final int to;
    // [B]. Null where every row is in: the compiler then takes the test out of the usual loop, and may vectorise it.
    private final byte @Nullable [] mask;

    /** The rows of {@code [from, to)} whose mask is 1, all others being 0; the mask is not copied and may change between calls. */
    public Rows(int from, int to, byte[] mask) { // mask: [B]
        this(from, to, mask.length, mask);
    }

    private Rows(int from, int to, int rows, byte @Nullable [] mask) { // mask: [rows]
        if (from < 0 || to < from || to > rows) {
            throw new IllegalArgumentException("rows [" + from + ", " + to + ") of " + rows);
        }
        this.from = from;
        this.to = to;
        this.mask = mask;
    }

    /**
     * Marks the rows of {@code [from, to)} that either of two masks has. Eight at a time, for the compiler does not make
     * this of a loop over bytes, which takes a good part of what a small step takes.
     */
    public static void union(byte[] left, byte[] right, byte[] target, int from, int to) { // [B] each
        int row = from;
        for (; row + Long.BYTES <= to; row += Long.BYTES) {
            EIGHT.set(target, row, (long) EIGHT.get(left, row) | (long) EIGHT.get(right, row));
        }
        for (; row < to; row++) {
            target[row] = (byte) (left[row] | right[row]);
        }
    }

    /** All rows of {@code [from, to)}. */
    public static Rows every(int from, int to) {
        return new Rows(from, to, to, null);
    }

    /** The rows of a part of the range. */
    public Rows part(int first, int end) {
        return first == from && end == to ? this : new Rows(first, end, mask == null ? end : mask.length, mask);
    }

    /** First row of the range. */
    public int from() {
        return from;
    }

    /** One past the last row of the range. */
    public int to() {
        return to;
    }

    public boolean contains(int row) {
        return mask == null || mask[row] != 0;
    }

    /** The first row that is in, at or after a row of the range; {@link #to} if there is none. */
    public int next(int row) {
        int at = row;
        if (mask != null) {
            for (; at + Long.BYTES <= to; at += Long.BYTES) {
                long eight = (long) EIGHT.get(mask, at);
                if (eight != 0) {
                    return at + Long.numberOfTrailingZeros(eight) / Byte.SIZE;
                }
            }
            while (at < to && mask[at] == 0) {
                at++;
            }
        }
        return at;
    }

    /**
     * One past the last row of the run of rows that begins with a row that is in: the first row that is not, at or after a row
     * of the range.
     */
    public int end(int row) {
        if (mask == null) {
            return to;
        }
        int at = row;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long out = (long) EIGHT.get(mask, at) ^ ALL_EIGHT;
            if (out != 0) {
                return at + Long.numberOfTrailingZeros(out) / Byte.SIZE;
            }
        }
        while (at < to && mask[at] != 0) {
            at++;
        }
        return at;
    }

    /** True if any row of the range is in. */
    public boolean any() {
        return next(from) < to;
    }

    /** True if every row of the range is in. */
    public boolean all() {
        return end(from) == to;
    }
}
