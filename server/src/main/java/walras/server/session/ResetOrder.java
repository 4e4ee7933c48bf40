package walras.server.session;

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
 */
public record ResetOrder(byte[] mask, OptionalLong seed, long[] rowSeeds, List<RowOptions> rowOptions) {
    private static final byte[] NO_MASK = {};
    private static final long[] NO_SEEDS = {};

    public ResetOrder {
        rowOptions = List.copyOf(rowOptions);
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
}
