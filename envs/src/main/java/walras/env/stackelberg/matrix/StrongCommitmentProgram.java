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

    private StrongCommitmentProgram() {}

    static MixedEquilibrium solve(MatrixGame game) {
        MixedEquilibrium best = null;
        for (int column = 0; column < game.columns(); column++) {
            double[] commitment = commitment(game, column);
            if (commitment != null) {
                double value = expectation(game.leader(), game.columns(), commitment, column);
                if (best == null || value > best.leaderValue() + EPSILON) {
                    double follower = expectation(game.follower(), game.columns(), commitment, column);
                    best = new MixedEquilibrium(commitment, column, value, follower);
                }
            }
        }
        if (best == null) {
            throw new IllegalStateException("every game has a best reply to some commitment; none was found");
        }
        return best;
    }

    /** The best commitment `[R]` to which a column is a best reply, or null when it never is one. */
    private static double @Nullable [] commitment(MatrixGame game, int column) {
        int rows = game.rows();
        double[] objective = new double[rows];
        double[] ones = new double[rows];
        Arrays.fill(ones, 1);
        Arrays.setAll(objective, r -> game.leader(r, column) / game.scale());
        List<LinearConstraint> constraints = new ArrayList<>();
        constraints.add(new LinearConstraint(ones, Relationship.EQ, 1));
        for (int other = 0; other < game.columns(); other++) {
            if (other != column) {
                double[] preference = new double[rows];
                for (int r = 0; r < rows; r++) {
                    preference[r] = (game.follower(r, column) - game.follower(r, other)) / game.scale();
                }
                constraints.add(new LinearConstraint(preference, Relationship.GEQ, 0));
            }
        }
        try {
            PointValuePair solution = new SimplexSolver(EPSILON)
                    .optimize(
                            new LinearObjectiveFunction(objective, 0),
                            new LinearConstraintSet(constraints),
                            new NonNegativeConstraint(true),
                            GoalType.MAXIMIZE,
                            PivotSelectionRule.BLAND);
            return normalised(solution.getPoint());
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
