package walras.env.stackelberg.linear;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Numbers as integers: {@code number = low + integer * range / count}, up to rounding.
 *
 * <p>Payoffs such as 0, 1 and 3 stay multiples of one small fraction of their range however they are scaled and shifted, only their
 * last bits say otherwise, and a tie that hangs on the last bits is no longer one. So the smallest common denominator is looked for that
 * explains all numbers within rounding; where there is none up to {@value #MOST}, numbers are read to 2^-53 of their range.
 *
 * @param integers {@code [K]}, the smallest 0
 * @param low the smallest number
 * @param range the largest number less the smallest
 * @param count the largest integer; 1 where all numbers are equal
 */
@SuppressWarnings("ArrayRecordComponent")
public record Ratios(BigInteger[] integers, double low, double range, double count) {
    private static final long MOST = 1 << 20;
    private static final int BITS = 53;
    private static final int ROUNDING = 8; // ulps of the largest number that data may be off by

    /** Reads numbers of one kind, say all payoffs of one player. */
    public static Ratios of(double[] numbers) { // [K]
        double low = Arrays.stream(numbers).min().orElse(0);
        double high = Arrays.stream(numbers).max().orElse(0);
        double range = high - low;
        if (range == 0) {
            return new Ratios(integers(numbers, low, 1, 0), low, 0, 1);
        }
        double doubt = ROUNDING * Math.ulp(Math.max(Math.abs(low), Math.abs(high))) / range;
        long common = 1;
        for (double number : numbers) {
            long next = denominator((number - low) / range * common, doubt * common);
            common = next == 0 || common > MOST / next ? 0 : common * next;
            if (common == 0) {
                double exact = Math.scalb(1.0, BITS);
                return new Ratios(integers(numbers, low, range, exact), low, range, exact);
            }
        }
        double count = (double) common;
        return new Ratios(integers(numbers, low, range, count), low, range, count);
    }

    private static BigInteger[] integers(double[] numbers, double low, double range, double count) {
        return Arrays.stream(numbers)
                .mapToObj(number -> BigInteger.valueOf(Math.round((number - low) / range * count)))
                .toArray(BigInteger[]::new);
    }

    /** The smallest denominator of a fraction within {@code doubt} of a number, or 0 when it is too large; by continued fractions. */
    private static long denominator(double number, double doubt) {
        double rest = number;
        long before = 0;
        long last = 1;
        long numeratorBefore = 1;
        long numerator = (long) Math.floor(number);
        while (Math.abs((double) numerator / last - number) > doubt) {
            rest = 1 / (rest - Math.floor(rest));
            if (!(rest < MOST)) {
                return 0;
            }
            long digit = (long) Math.floor(rest);
            long next = digit * last + before;
            long nextNumerator = digit * numerator + numeratorBefore;
            before = last;
            last = next;
            numeratorBefore = numerator;
            numerator = nextNumerator;
            if (last > MOST) {
                return 0;
            }
        }
        return last;
    }
}
