package walras.env.stackelberg.matrix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.optim.PointValuePair;
import org.hipparchus.optim.linear.LinearConstraint;
import org.hipparchus.optim.linear.LinearConstraintSet;
import org.hipparchus.optim.linear.LinearObjectiveFunction;
import org.hipparchus.optim.linear.NonNegativeConstraint;
import org.hipparchus.optim.linear.PivotSelectionRule;
import org.hipparchus.optim.linear.Relationship;
import org.hipparchus.optim.linear.SimplexSolver;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.jspecify.annotations.Nullable;

/**
 * The strong Stackelberg equilibrium in mixed commitments (Conitzer and Sandholm, 2006): for every column, the distribution over rows
 * that is best for the leader among those to which the column is a best reply; then the best column, the first on ties.
 */
final class StrongCommitmentProgram {
    private static final double EPSILON = 1e-10;
    private static final double TIE = 1e-7; // preferences below this are no preferences

    private StrongCommitmentProgram() {}

    /**
     * The best commitment under which the follower prefers its column to every other by a margin, or by half of what it can be made to
     * prefer it by where that is less.
     *
     * @param margin share of the game's scale; 0 leaves ties to the follower's goodwill
     * @return null where a margin is asked for and no column can be preferred at all
     */
    static @Nullable MixedEquilibrium solve(MatrixGame game, double margin) {
        MixedEquilibrium best = null;
        for (int column = 0; column < game.columns(); column++) {
            double[] commitment = margin > 0 ? strict(game, column, margin) : commitment(game, column, 0);
            if (commitment != null) {
                double value = expectation(game.leader(), game.columns(), commitment, column);
                if (best == null || value > best.leaderValue() + EPSILON) {
                    double follower = expectation(game.follower(), game.columns(), commitment, column);
                    best = new MixedEquilibrium(commitment, column, value, follower);
                }
            }
        }
        return best;
    }

    private static double @Nullable [] strict(MatrixGame game, int column, double margin) {
        double[] objective = new double[game.rows() + 1];
        objective[game.rows()] = 1;
        double[] most = optimum(objective, constraints(game, column, true, 0)); // the margin itself comes last
        double reachable = most == null ? 0 : most[game.rows()];
        return reachable > TIE ? commitment(game, column, Math.min(margin, reachable / 2)) : null;
    }

    /** The best commitment `[R]` to which a column is the best reply by the margin, or null when it never is. */
    private static double @Nullable [] commitment(MatrixGame game, int column, double margin) {
        double[] objective = new double[game.rows()];
        Arrays.setAll(objective, r -> game.leader(r, column) / game.scale());
        double[] point = optimum(objective, constraints(game, column, false, margin));
        return point == null ? null : normalised(point);
    }

    /**
     * A distribution over rows to which a column is the best reply.
     *
     * @param variable whether the margin is one more variable, at most 1, instead of a number
     */
    private static List<LinearConstraint> constraints(MatrixGame game, int column, boolean variable, double margin) {
        int rows = game.rows();
        int size = rows + (variable ? 1 : 0);
        List<LinearConstraint> all = new ArrayList<>();
        double[] ones = new double[size];
        Arrays.fill(ones, 0, rows, 1);
        all.add(new LinearConstraint(ones, Relationship.EQ, 1));
        for (int other = 0; other < game.columns(); other++) {
            if (other != column) {
                double[] preference = new double[size];
                for (int r = 0; r < rows; r++) {
                    preference[r] = (game.follower(r, column) - game.follower(r, other)) / game.scale();
                }
                if (variable) {
                    preference[rows] = -1;
                }
                all.add(new LinearConstraint(preference, Relationship.GEQ, margin));
            }
        }
        if (variable) {
            double[] bound = new double[size];
            bound[rows] = 1;
            all.add(new LinearConstraint(bound, Relationship.LEQ, 1));
        }
        return all;
    }

    private static double @Nullable [] optimum(double[] objective, List<LinearConstraint> constraints) {
        try {
            PointValuePair solution = new SimplexSolver(EPSILON)
                    .optimize(
                            new LinearObjectiveFunction(objective, 0),
                            new LinearConstraintSet(constraints),
                            new NonNegativeConstraint(true),
                            GoalType.MAXIMIZE,
                            PivotSelectionRule.BLAND);
            return solution.getPoint();
        } catch (MathIllegalStateException infeasible) {
            return null;
        }
    }

    private static double[] normalised(double[] point) {
        double total = 0;
        for (int r = 0; r < point.length; r++) {
            point[r] = Math.max(point[r], 0);
            total += point[r];
        }
        for (int r = 0; r < point.length; r++) {
            point[r] /= total;
        }
        return point;
    }

    private static double expectation(double[] payoff, int columns, double[] commitment, int column) {
        double value = 0;
        for (int r = 0; r < commitment.length; r++) {
            value += commitment[r] * payoff[r * columns + column];
        }
        return value;
    }
}
