package walras.env.stackelberg.linear;

import java.math.BigInteger;

/**
 * How a linear program ended. All numbers are over {@code denominator}, which is positive.
 *
 * @param ending why the search stopped
 * @param point x {@code [N]}; means nothing unless optimal
 * @param dual a multiplier, at least 0, of each row {@code [M]}: of the optimum; of the bound where the search was cut off; or, where
 *     infeasible, of a combination of rows with no negative factor and a negative bound
 * @param value the optimum; an upper bound of it where cut off; the combination's bound where infeasible
 */
@SuppressWarnings("ArrayRecordComponent")
public record LinearOptimum(
        Ending ending, BigInteger[] point, BigInteger[] dual, BigInteger value, BigInteger denominator) {

    /** Why the search stopped. */
    public enum Ending {
        OPTIMAL,
        INFEASIBLE,
        UNBOUNDED,
        /** The optimum is no better than what the caller has. */
        CUT_OFF
    }

    /** One of the numbers. */
    public Fraction exact(BigInteger number) {
        return new Fraction(number, denominator);
    }
}
