package walras.env.stackelberg.linear;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.env.Interruption;

/**
 * The simplex method in exact arithmetic with Bland's rule. Where no factor of the objective is positive, the dual method goes straight
 * to the optimum and its objective only falls, so a search that cannot beat what the caller has is cut off; else the dual method finds a
 * feasible point without an objective, and the primal method goes on from there.
 */
public final class ExactSimplex {
    private static final int NONE = -1;

    private final LinearProgram program;
    private final Tableau tableau;
    private final int rows; // M
    private final int columns; // N
    private final int[] basic; // [M] variable of a row; N + i is the slack of row i
    private final int[] free; // [N] variable of a column

    private ExactSimplex(LinearProgram program) {
        this.program = program;
        tableau = new Tableau(program);
        rows = program.rows();
        columns = program.variables();
        basic = new int[rows];
        free = new int[columns];
        Arrays.setAll(basic, i -> columns + i);
        Arrays.setAll(free, j -> j);
    }

    /** The optimum. */
    public static LinearOptimum solve(LinearProgram program) {
        return solve(program, null);
    }

    /**
     * The optimum, or a bound on it.
     *
     * @param enough the search may stop where the optimum is at most this; null to go on to the end
     */
    public static LinearOptimum solve(LinearProgram program, @Nullable Fraction enough) {
        ExactSimplex simplex = new ExactSimplex(program);
        boolean falls = Arrays.stream(program.objective()).allMatch(factor -> factor.signum() <= 0);
        if (falls) {
            simplex.install();
            return simplex.dual(enough);
        }
        LinearOptimum feasible = simplex.dual(null);
        if (feasible.ending() != LinearOptimum.Ending.OPTIMAL) {
            return feasible;
        }
        simplex.install();
        return simplex.primal();
    }

    /** Writes the objective in terms of the variables that are free now. */
    private void install() {
        BigInteger[] row = new BigInteger[columns + 1];
        Arrays.fill(row, BigInteger.ZERO);
        for (int j = 0; j < columns; j++) {
            if (free[j] < columns) {
                row[j] = program.objective()[free[j]]
                        .multiply(tableau.denominator())
                        .negate();
            }
        }
        for (int i = 0; i < rows; i++) {
            BigInteger factor = basic[i] < columns ? program.objective()[basic[i]] : BigInteger.ZERO;
            for (int j = 0; j <= columns && factor.signum() != 0; j++) {
                row[j] = row[j].add(factor.multiply(tableau.at(i, j)));
            }
        }
        tableau.objective(row);
    }

    private LinearOptimum dual(@Nullable Fraction enough) {
        while (true) {
            Interruption.check("linear program"); // exact arithmetic may take long, and its caller may have gone
            if (enough != null && value().compareTo(enough) <= 0) {
                return ending(LinearOptimum.Ending.CUT_OFF);
            }
            int leaving = NONE;
            for (int i = 0; i < rows; i++) {
                boolean first = leaving == NONE || basic[i] < basic[leaving];
                leaving = first && tableau.sign(i, columns) < 0 ? i : leaving;
            }
            if (leaving == NONE) {
                return ending(LinearOptimum.Ending.OPTIMAL);
            }
            int entering = entering(leaving);
            if (entering == NONE) {
                return infeasible(leaving);
            }
            exchange(leaving, entering);
        }
    }

    private Fraction value() {
        return new Fraction(tableau.at(rows, columns), tableau.denominator());
    }

    /** The column of the smallest ratio of objective to a negative entry of the row; of the smallest variable among equals. */
    private int entering(int row) {
        int best = NONE;
        for (int j = 0; j < columns; j++) {
            if (tableau.sign(row, j) < 0) {
                int order = best == NONE ? -1 : tableau.compareRatios(rows, j, row, j, rows, best, row, best);
                best = order < 0 || (order == 0 && free[j] < free[best]) ? j : best;
            }
        }
        return best;
    }

    private LinearOptimum primal() {
        while (true) {
            Interruption.check("linear program"); // exact arithmetic may take long, and its caller may have gone
            int entering = NONE;
            for (int j = 0; j < columns; j++) {
                boolean first = entering == NONE || free[j] < free[entering];
                entering = first && tableau.sign(rows, j) < 0 ? j : entering;
            }
            if (entering == NONE) {
                return ending(LinearOptimum.Ending.OPTIMAL);
            }
            int leaving = leaving(entering);
            if (leaving == NONE) {
                return ending(LinearOptimum.Ending.UNBOUNDED);
            }
            exchange(leaving, entering);
        }
    }

    private int leaving(int column) {
        int best = NONE;
        for (int i = 0; i < rows; i++) {
            if (tableau.sign(i, column) > 0) {
                int order =
                        best == NONE ? -1 : tableau.compareRatios(i, columns, i, column, best, columns, best, column);
                best = order < 0 || (order == 0 && basic[i] < basic[best]) ? i : best;
            }
        }
        return best;
    }

    private void exchange(int row, int column) {
        tableau.pivot(row, column);
        int variable = basic[row];
        basic[row] = free[column];
        free[column] = variable;
    }

    private LinearOptimum ending(LinearOptimum.Ending ending) {
        BigInteger[] point = zeros(columns);
        BigInteger[] dual = zeros(rows);
        for (int i = 0; i < rows; i++) {
            if (basic[i] < columns) {
                point[basic[i]] = tableau.at(i, columns);
            }
        }
        for (int j = 0; j < columns; j++) {
            if (free[j] >= columns) {
                dual[free[j] - columns] = tableau.at(rows, j);
            }
        }
        return new LinearOptimum(ending, point, dual, tableau.at(rows, columns), tableau.denominator());
    }

    /** The row says that a sum of non-negative numbers is negative. */
    private LinearOptimum infeasible(int row) {
        BigInteger[] dual = zeros(rows);
        for (int j = 0; j < columns; j++) {
            if (free[j] >= columns) {
                dual[free[j] - columns] = tableau.at(row, j);
            }
        }
        if (basic[row] >= columns) {
            dual[basic[row] - columns] = tableau.denominator();
        }
        return new LinearOptimum(
                LinearOptimum.Ending.INFEASIBLE, zeros(columns), dual, tableau.at(row, columns), tableau.denominator());
    }

    private static BigInteger[] zeros(int size) {
        BigInteger[] zeros = new BigInteger[size];
        Arrays.fill(zeros, BigInteger.ZERO);
        return zeros;
    }
}
