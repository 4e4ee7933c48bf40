package walras.server.json;

/** The numbers of a metric over all rows, in a few: those of a step that does not define it are left out. */
final class Summary {
    private Summary() {}

    /**
     * {@code {"count", "mean", "sd", "min", "max"}}; count 0 and nothing else where no row has a number. The standard
     * deviation is that of a sample, and left out of one number.
     */
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
            double mean = sum[0] / count[0];
            number(text, "mean", mean);
            if (count[0] > 1) {
                number(text, "sd", Math.sqrt(squares(columns, mean) / (count[0] - 1)));
            }
            number(text, "min", range[0]);
            number(text, "max", range[1]);
        }
        return text.append('}').toString();
    }

    /** Twice over the numbers, so that what is far from 0 and close together keeps its digits. */
    private static double squares(Columns columns, double mean) {
        double[] sum = new double[1];
        columns.forEach(value -> sum[0] += Double.isNaN(value) ? 0 : (value - mean) * (value - mean));
        return sum[0];
    }

    private static void number(StringBuilder text, String name, double value) {
        text.append(",\"").append(name).append("\":");
        JsonNumbers.append(text, value);
    }
}
