package walras.server.experiment;

import walras.server.report.Interval;

/**
 * One claim held against one measurement.
 *
 * @param claim one sentence
 * @param measured what was measured, in words, with its unit
 * @param interval the value and its 95% interval
 * @param expected what the claim expects, in words
 * @param verdict what the interval says
 */
public record Finding(String claim, String measured, Interval interval, String expected, Verdict verdict) {
    /** The claim is that the value is at most {@code limit}. */
    public static Finding below(String claim, String measured, Interval interval, double limit) {
        return new Finding(
                claim, measured, interval, "<= " + limit, verdict(interval, Double.NEGATIVE_INFINITY, limit));
    }

    /** The claim is that the value is at least {@code limit}. */
    public static Finding above(String claim, String measured, Interval interval, double limit) {
        return new Finding(
                claim, measured, interval, ">= " + limit, verdict(interval, limit, Double.POSITIVE_INFINITY));
    }

    /** The claim is that the value is within {@code tolerance} of {@code target}. */
    public static Finding near(String claim, String measured, Interval interval, double target, double tolerance) {
        return new Finding(
                claim,
                measured,
                interval,
                target + " +- " + tolerance,
                verdict(interval, target - tolerance, target + tolerance));
    }

    /** An interval without ends (a single seed, say) decides nothing. */
    private static Verdict verdict(Interval interval, double low, double high) {
        if (interval.low() >= low && interval.high() <= high) {
            return Verdict.SUPPORTED;
        }
        boolean outside = interval.high() < low || interval.low() > high;
        return outside ? Verdict.REFUTED : Verdict.INCONCLUSIVE;
    }
}
