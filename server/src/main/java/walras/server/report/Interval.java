package walras.server.report;

/**
 * An estimate and its 95% interval.
 *
 * @param low NaN where there is too little to tell
 * @param high NaN where there is too little to tell
 */
public record Interval(double value, double low, double high) {
    /** 97.5% quantiles of Student's t for 1, 2, ... degrees of freedom. */
    private static final double[] STUDENT = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042
    };

    /** A number that is known exactly. */
    public static Interval exact(double value) {
        return new Interval(value, value, value);
    }

    /** The mean of independent numbers, one per seed; Student's t. */
    public static Interval ofMean(double[] perSeed) { // [seeds]
        Moments moments = new Moments();
        for (double value : perSeed) {
            moments.add(value);
        }
        double half = studentQuantile(perSeed.length - 1) * moments.standardError();
        return new Interval(moments.mean(), moments.mean() - half, moments.mean() + half);
    }

    /** The 97.5% quantile of Student's t; NaN below one degree of freedom. */
    static double studentQuantile(int freedom) {
        if (freedom < 1) {
            return Double.NaN;
        }
        if (freedom <= STUDENT.length) {
            return STUDENT[freedom - 1];
        }
        // Past the table: the first terms of the expansion around the normal quantile.
        double z = 1.959964;
        double first = (z * z * z + z) / 4;
        double second = (5 * Math.pow(z, 5) + 16 * z * z * z + 3 * z) / 96;
        return z + first / freedom + second / ((double) freedom * freedom);
    }

    public boolean contains(double other) {
        return low <= other && other <= high;
    }
}
