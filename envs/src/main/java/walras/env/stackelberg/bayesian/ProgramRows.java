package walras.env.stackelberg.bayesian;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import walras.env.stackelberg.linear.Fraction;
import walras.env.stackelberg.linear.LinearProgram;

/**
 * Rows on mixtures {@code x[m]} that sum to 1: the weight of one action per mixture is eliminated. A slack, where there is one, is the
 * last variable: the share of payoff ranges by which rows are to hold.
 */
final class ProgramRows {
    private final int actions; // R
    private final int[] favourites; // [m], the actions that take what others leave
    private final boolean slack;
    private final List<BigInteger[]> matrix = new ArrayList<>();
    private final List<BigInteger> bound = new ArrayList<>();

    ProgramRows(int actions, int[] favourites, boolean slack) {
        this.actions = actions;
        this.favourites = favourites;
        this.slack = slack;
    }

    static BigInteger[][] zeros(int messages, int actions) { // [m, r]
        BigInteger[][] zeros = new BigInteger[messages][actions];
        for (BigInteger[] row : zeros) {
            Arrays.fill(row, BigInteger.ZERO);
        }
        return zeros;
    }

    private int variables() {
        return favourites.length * (actions - 1) + (slack ? 1 : 0);
    }

    /**
     * {@code sum over m, r of factor[m, r] x[m, r] + margin * range <= 0}.
     *
     * @param strict whether the slack counts
     */
    void add(BigInteger[][] factor, Fraction margin, BigInteger range, boolean strict) {
        BigInteger[] row = new BigInteger[variables()];
        Arrays.fill(row, BigInteger.ZERO);
        BigInteger constant = margin.over().multiply(range);
        for (int m = 0; m < favourites.length; m++) {
            BigInteger base = factor[m][favourites[m]];
            constant = constant.add(base.multiply(margin.under()));
            for (int j = 0; j < actions - 1; j++) {
                BigInteger own = factor[m][j < favourites[m] ? j : j + 1];
                row[m * (actions - 1) + j] = own.subtract(base).multiply(margin.under());
            }
        }
        if (slack && strict) {
            row[row.length - 1] = range;
        }
        matrix.add(row);
        bound.add(constant.negate());
    }

    /** Weights of a mixture leave something, maybe nothing, for the favourite; the slack is at most 1. */
    void close() {
        for (int m = 0; m < favourites.length + (slack ? 1 : 0); m++) {
            BigInteger[] row = new BigInteger[variables()];
            Arrays.fill(row, BigInteger.ZERO);
            int from = m * (actions - 1);
            Arrays.fill(row, from, m < favourites.length ? from + actions - 1 : from + 1, BigInteger.ONE);
            matrix.add(row);
            bound.add(BigInteger.ONE);
        }
    }

    /** With the objective {@code [m, r]}. */
    LinearProgram program(BigInteger[][] objective) {
        BigInteger[] factors = new BigInteger[variables()];
        for (int m = 0; m < favourites.length; m++) {
            for (int j = 0; j < actions - 1; j++) {
                int row = j < favourites[m] ? j : j + 1;
                factors[m * (actions - 1) + j] = objective[m][row].subtract(objective[m][favourites[m]]);
            }
        }
        return of(factors);
    }

    /** The slack is the objective. */
    LinearProgram slackProgram() {
        BigInteger[] factors = new BigInteger[variables()];
        Arrays.fill(factors, BigInteger.ZERO);
        factors[factors.length - 1] = BigInteger.ONE;
        return of(factors);
    }

    private LinearProgram of(BigInteger[] objective) {
        return new LinearProgram(matrix.toArray(BigInteger[][]::new), bound.toArray(BigInteger[]::new), objective);
    }
}
