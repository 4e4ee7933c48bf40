package walras.server.session.shard;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a reset does to one shard.
 *
 * @param mask {@code [rows]} 1 for rows to reset; empty for all
 * @param seed keys the rows of the mask by (seed, row of the whole batch); empty to keep their streams
 * @param rowSeeds {@code [rows]} instead of {@code seed}; empty for none
 * @param rowOptions reset options of some rows
 * @param parts parts that get other options, or a seed of their own
 */
public record ResetOrder(
        byte[] mask, OptionalLong seed, long[] rowSeeds, List<RowOptions> rowOptions, List<PartChange> parts) {
    private static final byte[] NO_MASK = {};
    private static final long[] NO_SEEDS = {};

    public ResetOrder {
        rowOptions = List.copyOf(rowOptions);
        parts = List.copyOf(parts);
    }

    /** Leaves the parts' options as they are. */
    public ResetOrder(byte[] mask, OptionalLong seed, long[] rowSeeds, List<RowOptions> rowOptions) { // [rows], [rows]
        this(mask, seed, rowSeeds, rowOptions, List.of());
    }

    /** All rows, on to their next episodes. */
    public static ResetOrder all() {
        return new ResetOrder(NO_MASK, OptionalLong.empty(), NO_SEEDS, List.of());
    }

    /** All rows, from the first episode of a seed. */
    public static ResetOrder seeded(long seed) {
        return new ResetOrder(NO_MASK, OptionalLong.of(seed), NO_SEEDS, List.of());
    }

    /**
     * Reset options of some rows.
     *
     * @param rows indices within the shard
     * @param options numbers by name, as Java forms of JSON values
     */
    public record RowOptions(List<Integer> rows, Map<String, Object> options) {}

    /**
     * What a part's new episodes are of.
     *
     * @param part its index in the session
     * @param options of the environment that take the place of those that the part has, as Java forms of JSON values
     * @param seed keys the part's rows by (seed, row of the part); empty for what the order says of all
     */
    public record PartChange(int part, Map<String, Object> options, OptionalLong seed) {}
}
