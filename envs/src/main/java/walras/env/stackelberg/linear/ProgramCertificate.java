package walras.env.stackelberg.linear;

import java.math.BigInteger;

/**
 * Whether an answer to a linear program is one, from the program and the answer alone, in exact arithmetic. An optimum: its point and
 * its multipliers are feasible and worth the same. No solution: a combination of rows, none of them taken negatively, has no negative
 * factor and a negative bound. Anything else is not verified.
 */
public final class ProgramCertificate {
    private ProgramCertificate() {}

    public static boolean verified(LinearProgram program, LinearOptimum answer) {
        if (answer.denominator().signum() <= 0 || !nonNegative(answer.dual())) {
            return false;
        }
        return switch (answer.ending()) {
            case OPTIMAL -> feasible(program, answer) && dominated(program, answer) && paid(program, answer);
            case INFEASIBLE -> contradicts(program, answer.dual());
            case UNBOUNDED, CUT_OFF -> false;
        };
    }

    /** Whether the multipliers alone show that no point is worth more than the answer's value, or that there is none. */
    public static boolean bounded(LinearProgram program, LinearOptimum answer) {
        if (answer.denominator().signum() <= 0 || !nonNegative(answer.dual())) {
            return false;
        }
        return switch (answer.ending()) {
            case OPTIMAL, CUT_OFF ->
                dominated(program, answer)
                        && product(program.bound(), answer.dual()).equals(answer.value());
            case INFEASIBLE -> contradicts(program, answer.dual());
            case UNBOUNDED -> false;
        };
    }

    private static boolean nonNegative(BigInteger[] numbers) {
        for (BigInteger number : numbers) {
            if (number.signum() < 0) {
                return false;
            }
        }
        return true;
    }

    private static BigInteger product(BigInteger[] first, BigInteger[] second) {
        BigInteger sum = BigInteger.ZERO;
        for (int k = 0; k < first.length; k++) {
            sum = sum.add(first[k].multiply(second[k]));
        }
        return sum;
    }

    /** What the combination of rows has for a factor of a variable. */
    private static BigInteger factor(LinearProgram program, BigInteger[] dual, int variable) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < dual.length; i++) {
            if (dual[i].signum() != 0) {
                sum = sum.add(dual[i].multiply(program.matrix()[i][variable]));
            }
        }
        return sum;
    }

    private static boolean feasible(LinearProgram program, LinearOptimum answer) {
        for (int i = 0; i < program.bound().length; i++) {
            BigInteger most = program.bound()[i].multiply(answer.denominator());
            if (product(program.matrix()[i], answer.point()).compareTo(most) > 0) {
                return false;
            }
        }
        return nonNegative(answer.point());
    }

    private static boolean dominated(LinearProgram program, LinearOptimum answer) {
        for (int k = 0; k < program.objective().length; k++) {
            BigInteger least = program.objective()[k].multiply(answer.denominator());
            if (factor(program, answer.dual(), k).compareTo(least) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean paid(LinearProgram program, LinearOptimum answer) {
        BigInteger worth = product(program.objective(), answer.point());
        return worth.equals(product(program.bound(), answer.dual())) && worth.equals(answer.value());
    }

    private static boolean contradicts(LinearProgram program, BigInteger[] dual) {
        for (int k = 0; k < program.objective().length; k++) {
            if (factor(program, dual, k).signum() < 0) {
                return false;
            }
        }
        return product(program.bound(), dual).signum() < 0;
    }
}
