package walras.env;

/**
 * Some rows of a batch: those of a range whose mask is 1, where it might be 0. The usual loop:
 *
 * <pre>{@code
 * for (int row = rows.from(); row < rows.to(); row++) {
 *     if (rows.contains(row)) { ... }
 * }
 * }</pre>
 */
public final class Rows {
    private final int from;
    private final int to;
    private final byte[] mask; // [B]

    /** The rows of {@code [from, to)} whose mask is 1, all others being 0; the mask is not copied and may change between calls. */
    public Rows(int from, int to, byte[] mask) { // mask: [B]
        if (from < 0 || to < from || to > mask.length) {
            throw new IllegalArgumentException("rows [" + from + ", " + to + ") of " + mask.length);
        }
        this.from = from;
        this.to = to;
        this.mask = mask;
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
        return mask[row] != 0;
    }

    /** True if any row of the range is in. */
    public boolean any() {
        byte some = 0;
        for (int row = from; row < to; row++) {
            some |= mask[row];
        }
        return some != 0;
    }

    /** True if every row of the range is in. */
    public boolean all() {
        byte every = 1;
        for (int row = from; row < to; row++) {
            every &= mask[row];
        }
        return every != 0;
    }
}
