package walras.server.json;

/** The numbers of a metric over all rows, in a few: those of a step that does not define it are left out. */
final class Summary {
    private Summary() {}

    /** {@code {"count", "mean", "min", "max"}}; count 0 and nothing else where no row has a number. */
    static String of(Columns columns) {
        double[] sum = new double[1];
        double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}; // [2]
        long[] count = new long[1];
        columns.forEach(value -> {
            if (!Double.isNaN(value)) {
                count[0]++;
                sum[0] += value;
                range[0] = Math.min(range[0], value);
                range[1] = Math.max(range[1], value);
            }
        });
        StringBuilder text = new StringBuilder("{\"count\":").append(count[0]);
        if (count[0] > 0) {
            number(text, "mean", sum[0] / count[0]);
            number(text, "min", range[0]);
            number(text, "max", range[1]);
        }
        return text.append('}').toString();
    }

    private static void number(StringBuilder text, String name, double value) {
        text.append(",\"").append(name).append("\":");
        JsonNumbers.append(text, value);
    }
}
