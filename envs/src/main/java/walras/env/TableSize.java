package walras.env;

/**
 * What an environment's options make of memory, estimated before anything is built.
 *
 * @param economyBytes tables of the economy, its exact solution included
 * @param rowBytes state of a row beside its tensors
 * @param learnerBytes what a built-in policy that learns keeps for a row
 * @param buildingBytes more, while the economy is made or solved
 */
public record TableSize(long economyBytes, long rowBytes, long learnerBytes, long buildingBytes) {
    private static final long ARRAY_ELEMENT_BYTES = 32; // the number itself, and three tables made of it

    /** For tables that are no larger than the arrays among the options. */
    public static TableSize ofArrays(Options options) {
        long elements = options.schema().specs().stream()
                .filter(spec -> spec.type() == OptionSpec.Type.ARRAY)
                .mapToLong(spec ->
                        options.array(spec.name()).map(NumberArray::size).orElse(0))
                .sum();
        return new TableSize(elements * ARRAY_ELEMENT_BYTES, 0, 0, 0);
    }

    /** With so many bytes more of the economy, and while it is made. */
    public TableSize plus(long moreEconomyBytes, long moreBuildingBytes) {
        return new TableSize(
                economyBytes + moreEconomyBytes, rowBytes, learnerBytes, buildingBytes + moreBuildingBytes);
    }

    /** With so many bytes of each row. */
    public TableSize perRow(long moreRowBytes, long moreLearnerBytes) {
        return new TableSize(economyBytes, rowBytes + moreRowBytes, learnerBytes + moreLearnerBytes, buildingBytes);
    }

    /** Of so many rows in which policies may learn, beside the economy. */
    public long rowsBytes(long rows) {
        return Math.multiplyExact(rows, rowBytes + learnerBytes);
    }

    /** Of a session that has been made. */
    public long bytes(long rows, long learners) {
        return Math.addExact(economyBytes, Math.multiplyExact(rows, rowBytes + learners * learnerBytes));
    }
}
