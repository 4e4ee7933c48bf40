package walras.env.stackelberg.matrix;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.env.stackelberg.linear.ExactSimplex;
import walras.env.stackelberg.linear.Fraction;
import walras.env.stackelberg.linear.LinearOptimum;
import walras.env.stackelberg.linear.LinearProgram;
import walras.env.stackelberg.linear.Ratios;

/**
 * The strong Stackelberg equilibrium in mixed commitments (Conitzer and Sandholm, 2006): for every column, the
 * distribution over rows that is best for the leader among those to which the column is a best reply; then the best
 * column, the first on ties.
 *
 * <p>One row, the leader's favourite against the column, takes what the others leave, so that no factor of the
 * objective is positive. Each player's payoffs are integers of a scale of their own; a factor or a constant changes
 * neither the programs nor their answers.
 */
final class StrongCommitmentProgram {
    private static final Fraction NOTHING = new Fraction(BigInteger.ZERO, BigInteger.ONE);
    private static final int PREFERENCE_BITS = 40; // a preference of less than 2^-40 of the range is none

    /** More of a contradiction than it takes, since payoffs that tie differ a little in the game that the certificate reads. */
    private static final BigInteger SPARE = BigInteger.valueOf(16);

    private static final int MOST = 1 << 14; // dense ones of this size take a minute

    private final MatrixGame game;
    private final Ratios leader; // [R, C]
    private final Ratios follower; // [R, C]
    private final LinearOptimum[] optima; // [C]
    private int best = -1; // column
    private @Nullable Fraction value; // of the best column, in the leader's integers
    private double[] commitment = new double[0]; // [R]

    private StrongCommitmentProgram(MatrixGame game) {
        if (game.rows() * game.columns() > MOST) {
            throw Problem.limit(
                    "mixed commitment, solved exactly",
                    "at most " + MOST + " payoffs",
                    game.rows() + " x " + game.columns());
        }
        this.game = game;
        MatrixGame tied = TiedPayoffs.of(game);
        leader = Ratios.of(tied.leader());
        follower = Ratios.of(tied.follower());
        optima = new LinearOptimum[game.columns()];
    }

    /** The equilibrium, with its dual. */
    static MixedEquilibrium solve(MatrixGame game) {
        StrongCommitmentProgram program = new StrongCommitmentProgram(game);
        for (int column = 0; column < game.columns(); column++) {
            program.improve(column);
        }
        double[] dual = new double[game.columns() * game.columns()];
        for (int column = 0; column < game.columns(); column++) {
            program.explain(column, dual);
        }
        return program.answer(dual);
    }

    /**
     * The best commitment under which the follower prefers its column to every other by a margin, or by half of what it
     * can be made to prefer it by where that is less.
     *
     * @param margin share of the follower's payoff range, above 0
     * @return null where no column can be preferred at all
     */
    static @Nullable MixedEquilibrium strict(MatrixGame game, double margin) {
        StrongCommitmentProgram program = new StrongCommitmentProgram(game);
        double value = Double.NEGATIVE_INFINITY;
        for (int column = 0; column < game.columns(); column++) {
            double[] mixture = program.strict(column, margin);
            double reached =
                    mixture == null ? Double.NEGATIVE_INFINITY : program.expectation(game.leader(), mixture, column);
            if (mixture != null && reached > value) {
                program.best = column;
                program.commitment = mixture;
                value = reached;
            }
        }
        return program.best < 0 ? null : program.answer(new double[game.columns() * game.columns()]);
    }

    private MixedEquilibrium answer(double[] dual) { // [C, C]
        return new MixedEquilibrium(
                commitment,
                best,
                expectation(game.leader(), commitment, best),
                expectation(game.follower(), commitment, best),
                dual);
    }

    private BigInteger leader(int row, int column) {
        return leader.integers()[row * game.columns() + column];
    }

    private BigInteger follower(int row, int column) {
        return follower.integers()[row * game.columns() + column];
    }

    /** The row that the leader likes best against a column, the first on ties. */
    private int favourite(int column) {
        int favourite = 0;
        for (int r = 1; r < game.rows(); r++) {
            favourite = leader(r, column).compareTo(leader(favourite, column)) > 0 ? r : favourite;
        }
        return favourite;
    }

    private void improve(int column) {
        int favourite = favourite(column);
        BigInteger base = leader(favourite, column);
        Fraction enough = value == null ? null : value.plus(base.negate());
        LinearOptimum optimum = ExactSimplex.solve(program(column, favourite, NOTHING), enough);
        optima[column] = optimum;
        if (optimum.ending() == LinearOptimum.Ending.OPTIMAL) {
            best = column;
            value = optimum.exact(optimum.value()).plus(base);
            commitment = mixture(optimum, favourite);
        }
    }

    /** All distributions of which the follower prefers the column by a margin, in its integers. */
    private LinearProgram program(int column, int favourite, Fraction margin) {
        int rows = game.rows();
        BigInteger[][] matrix = new BigInteger[game.columns()][rows - 1];
        BigInteger[] bound = new BigInteger[game.columns()];
        BigInteger[] objective = new BigInteger[rows - 1];
        Arrays.fill(matrix[game.columns() - 1], BigInteger.ONE); // what the favourite row leaves
        bound[game.columns() - 1] = BigInteger.ONE;
        for (int j = 0; j < rows - 1; j++) {
            int row = j < favourite ? j : j + 1;
            objective[j] = leader(row, column).subtract(leader(favourite, column));
            for (int i = 0; i < game.columns() - 1; i++) {
                BigInteger more = preference(favourite, column, i).subtract(preference(row, column, i));
                matrix[i][j] = more.multiply(margin.under());
            }
        }
        for (int i = 0; i < game.columns() - 1; i++) {
            bound[i] = preference(favourite, column, i).multiply(margin.under()).subtract(margin.over());
        }
        return new LinearProgram(matrix, bound, objective);
    }

    /** How much more a column pays the follower in a row than the {@code i}-th of the others. */
    private BigInteger preference(int row, int column, int i) {
        return follower(row, column).subtract(follower(row, i < column ? i : i + 1));
    }

    private double[] mixture(LinearOptimum optimum, int favourite) {
        double[] mixture = new double[game.rows()];
        BigInteger left = optimum.denominator();
        for (int j = 0; j < game.rows() - 1; j++) {
            mixture[j < favourite ? j : j + 1] =
                    optimum.exact(optimum.point()[j]).real();
            left = left.subtract(optimum.point()[j]);
        }
        mixture[favourite] = optimum.exact(left).real();
        return mixture;
    }

    /** Writes the column's multipliers; a column that is never a best reply gets as many times its contradiction as it takes. */
    private void explain(int column, double[] dual) { // [C, C]
        LinearOptimum optimum = optima[column];
        Fraction factor = new Fraction(BigInteger.ONE, optimum.denominator());
        if (optimum.ending() == LinearOptimum.Ending.INFEASIBLE) {
            Fraction excess = value().plus(leader(favourite(column), column).negate()); // at most 0 where it takes any
            factor = excess.times(SPARE).over(optimum.value().negate());
            factor = new Fraction(factor.over().negate().max(BigInteger.ZERO), factor.under());
        }
        double unit =
                follower.range() == 0 ? 0 : leader.range() / leader.count() * (follower.count() / follower.range());
        for (int i = 0; i < game.columns() - 1; i++) {
            dual[column * game.columns() + (i < column ? i : i + 1)] =
                    factor.times(optimum.dual()[i]).real() * unit;
        }
    }

    private Fraction value() {
        return Objects.requireNonNull(value, "some column is a best reply");
    }

    private double @Nullable [] strict(int column, double margin) {
        int favourite = favourite(column);
        Fraction reachable = reachable(column, favourite);
        BigInteger range = BigDecimal.valueOf(follower.count()).toBigInteger();
        if (reachable.times(BigInteger.TWO.pow(PREFERENCE_BITS)).compareTo(new Fraction(range, BigInteger.ONE)) <= 0) {
            return null;
        }
        Fraction half = reachable.over(BigInteger.TWO);
        Fraction wanted = Fraction.of(margin).times(range);
        LinearOptimum optimum =
                ExactSimplex.solve(program(column, favourite, half.compareTo(wanted) < 0 ? half : wanted));
        return mixture(optimum, favourite);
    }

    /** The most by which the follower can be made to prefer a column to every other, at least 0 and at most its range. */
    private Fraction reachable(int column, int favourite) {
        LinearProgram without = program(column, favourite, NOTHING);
        int rows = game.rows();
        int columns = game.columns();
        BigInteger[][] matrix = new BigInteger[columns + 1][rows];
        BigInteger[] bound = Arrays.copyOf(without.bound(), columns + 1);
        for (int i = 0; i < columns; i++) {
            System.arraycopy(without.matrix()[i], 0, matrix[i], 0, rows - 1);
            matrix[i][rows - 1] = i < columns - 1 ? BigInteger.ONE : BigInteger.ZERO;
        }
        Arrays.fill(matrix[columns], BigInteger.ZERO);
        matrix[columns][rows - 1] = BigInteger.ONE;
        bound[columns] = BigDecimal.valueOf(follower.count()).toBigInteger();
        BigInteger[] objective = new BigInteger[rows];
        Arrays.fill(objective, BigInteger.ZERO);
        objective[rows - 1] = BigInteger.ONE;
        LinearOptimum optimum = ExactSimplex.solve(new LinearProgram(matrix, bound, objective));
        return optimum.ending() == LinearOptimum.Ending.OPTIMAL ? optimum.exact(optimum.value()) : NOTHING;
    }

    private double expectation(double[] payoff, double[] mixture, int column) {
        double sum = 0;
        for (int r = 0; r < mixture.length; r++) {
            sum += mixture[r] * payoff[r * game.columns() + column];
        }
        return sum;
    }
}
