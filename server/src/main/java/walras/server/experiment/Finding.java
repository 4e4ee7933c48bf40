package walras.server.experiment;

import java.util.Arrays;
import walras.server.report.Interval;

/**
 * One claim held against one measurement.
 *
 * @param claim one sentence
 * @param measured what was measured, in words, with its unit
 * @param interval the value and its 95% interval; of a claim about all cases the worst case, without an interval around it
 * @param expected what the claim expects, in words
 * @param verdict what the interval says
 * @param target where the expected number comes from
 * @param cases how many cases a claim about all cases was judged on, else 0
 * @param violations how many of those contradict it
 */
public record Finding(
        String claim,
        String measured,
        Interval interval,
        String expected,
        Verdict verdict,
        Target target,
        int cases,
        int violations) {
    private static final double ANY = Double.POSITIVE_INFINITY;

    /** The claim is that the value is at most {@code limit}. */
    public static Finding below(String claim, String measured, Interval interval, double limit) {
        return judged(claim, measured, interval, "<= " + limit, -ANY, limit);
    }

    /** The claim is that the value is at least {@code limit}. */
    public static Finding above(String claim, String measured, Interval interval, double limit) {
        return judged(claim, measured, interval, ">= " + limit, limit, ANY);
    }

    /** The claim is that the value is within {@code tolerance} of {@code target}. */
    public static Finding near(String claim, String measured, Interval interval, double target, double tolerance) {
        String expected = target + " +- " + tolerance;
        return judged(claim, measured, interval, expected, target - tolerance, target + tolerance);
    }

    /** The claim is that every case is at most {@code limit}: the worst case decides, and one violation refutes. */
    public static Finding everyBelow(String claim, String measured, double[] cases /* [cases] */, double limit) {
        return every(claim, measured, cases, "<= " + limit, -ANY, limit);
    }

    /** The claim is that every case is at least {@code limit}: the worst case decides, and one violation refutes. */
    public static Finding everyAbove(String claim, String measured, double[] cases /* [cases] */, double limit) {
        return every(claim, measured, cases, ">= " + limit, limit, ANY);
    }

    /** The claim is that every case is within {@code tolerance} of {@code target}; one violation refutes. */
    public static Finding everyNear(
            String claim, String measured, double[] cases /* [cases] */, double target, double tolerance) {
        String expected = target + " +- " + tolerance;
        return every(claim, measured, cases, expected, target - tolerance, target + tolerance);
    }

    /** The same, where the expected number comes from there; without this it is {@link Target#OWN_THRESHOLD}. */
    public Finding against(Target origin) {
        return new Finding(claim, measured, interval, expected, verdict, origin, cases, violations);
    }

    private static Finding judged(
            String claim, String measured, Interval interval, String expected, double low, double high) {
        return new Finding(
                claim, measured, interval, expected, verdict(interval, low, high), Target.OWN_THRESHOLD, 0, 0);
    }

    private static Finding every(
            String claim, String measured, double[] cases /* [cases] */, String expected, double low, double high) {
        if (cases.length == 0) {
            throw new IllegalArgumentException("a claim about all cases needs at least one: " + claim);
        }
        int violations = (int) Arrays.stream(cases)
                .filter(value -> !(value >= low && value <= high))
                .count();
        double worst = cases[0];
        for (double value : cases) {
            worst = beyond(value, low, high) > beyond(worst, low, high) ? value : worst;
        }
        return new Finding(
                claim,
                measured + ", worst of " + cases.length + " cases",
                Interval.exact(worst),
                expected + " in every case, violated in " + violations,
                violations == 0 ? Verdict.SUPPORTED : Verdict.REFUTED,
                Target.OWN_THRESHOLD,
                cases.length,
                violations);
    }

    /** How far beyond the nearer end, negative inside; nothing is worse than a value that is not a number. */
    private static double beyond(double value, double low, double high) {
        return Double.isNaN(value) ? ANY : Math.max(low - value, value - high);
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
