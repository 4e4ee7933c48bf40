package walras.env.stackelberg.mechanism;

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
 * Prices that make four plans an equilibrium in messages, if there are any.
 *
 * <p>Variables: two prices per cell; for every buyer, type and cell that a deviation leads to, the surplus {@code w >= v - p, w >= 0} of
 * a deviator, who buys when it pays; and a slack that keeps prices strictly below the values that must buy. Constraints:
 * for every buyer and type, the expected surplus of the own message is at least that of the other one. The sum of these gains is
 * maximised, so that buyers have something to learn.
 */
final class MessageEquilibriumProgram {
    private static final double EPSILON = 1e-10;
    private static final double STRICT = 1e-6;
    private static final double SLACK_WEIGHT = 1e-3;
    private static final int SLACK = 8;

    private final PriceSetting setting;
    private final boolean[][] map; // [2, T]
    private final int variables;
    private final double[] strength; // [variables] sum over buyers and types of the gain from the own message
    private double constant; // of that sum

    MessageEquilibriumProgram(PriceSetting setting, boolean[] first, boolean[] second) {
        this.setting = setting;
        map = new boolean[][] {first, second};
        variables = SLACK + 1 + 4 * setting.types();
        strength = new double[variables];
    }

    private static int price(int cell, boolean second) {
        return 2 * cell + (second ? 1 : 0);
    }

    /** The deviator's surplus in the cell where the other buyer sent {@code message}. */
    private int surplus(int buyer, int type, int message) {
        return SLACK + 1 + (buyer * setting.types() + type) * 2 + message;
    }

    /**
     * Prices `[4, 2]` that make the plans an equilibrium of the strongest incentives, and their strength behind them; or null when
     * there are none.
     */
    double @Nullable [] prices(Cell[] cells) {
        java.util.Arrays.fill(strength, 0);
        constant = 0;
        List<LinearConstraint> constraints = new ArrayList<>();
        for (int cell = 0; cell < 4; cell++) {
            bound(constraints, price(cell, false), cells[cell].firstLow(), cells[cell].firstHigh());
            bound(constraints, price(cell, true), cells[cell].secondLow(), cells[cell].secondHigh());
        }
        constraints.add(single(SLACK, 1, Relationship.LEQ, 1));
        constraints.add(single(SLACK, 1, Relationship.GEQ, STRICT));
        for (int buyer = 0; buyer < 2; buyer++) {
            for (int type = 0; type < setting.types(); type++) {
                prefer(constraints, cells, buyer, type);
            }
        }
        double[] objective = strength.clone();
        objective[SLACK] = SLACK_WEIGHT; // prices in the middle of their intervals where incentives leave a choice
        try {
            PointValuePair solution = new SimplexSolver(EPSILON)
                    .optimize(
                            new LinearObjectiveFunction(objective, 0),
                            new LinearConstraintSet(constraints),
                            new NonNegativeConstraint(true),
                            GoalType.MAXIMIZE,
                            PivotSelectionRule.BLAND);
            double[] point = solution.getPoint();
            double[] prices = Arrays.copyOf(point, SLACK + 1);
            prices[SLACK] = solution.getValue() - SLACK_WEIGHT * point[SLACK] + constant;
            return prices;
        } catch (MathIllegalStateException infeasible) {
            return null;
        }
    }

    private void bound(List<LinearConstraint> constraints, int price, double low, double high) {
        constraints.add(single(price, 1, Relationship.GEQ, low));
        if (high == Cell.CLOSED) {
            constraints.add(single(price, 1, Relationship.LEQ, 1));
        } else {
            double[] row = new double[variables];
            row[price] = 1;
            row[SLACK] = 1;
            constraints.add(new LinearConstraint(row, Relationship.LEQ, high));
        }
    }

    private LinearConstraint single(int variable, double factor, Relationship relationship, double bound) {
        double[] row = new double[variables];
        row[variable] = factor;
        return new LinearConstraint(row, relationship, bound);
    }

    /** Adds: the type's own message is worth at least as much as the other. */
    private void prefer(List<LinearConstraint> constraints, Cell[] cells, int buyer, int type) {
        if (!sent(buyer, !map[buyer][type])) {
            return; // a message that nobody sends is answered with the price 1
        }
        double[] row = new double[variables];
        double certain = 0;
        double value = setting.values()[buyer * setting.types() + type];
        for (int message = 0; message < 2; message++) {
            int own = cell(buyer, map[buyer][type], message);
            double chance = visited(cells[own], buyer, type, message);
            boolean first = cells[own].first() == buyer;
            int cut = first ? cells[own].firstRefusing() : cells[own].secondRefusing();
            if (type >= cut) {
                certain += chance * value;
                row[price(own, !first)] -= chance;
            }
            int other = cell(buyer, !map[buyer][type], message);
            boolean otherFirst = cells[other].first() == buyer;
            int surplus = surplus(buyer, type, message);
            row[surplus] -= visited(cells[other], buyer, type, message);
            double[] gain = new double[variables];
            gain[surplus] = 1;
            gain[price(other, !otherFirst)] = 1;
            constraints.add(new LinearConstraint(gain, Relationship.GEQ, value));
        }
        constraints.add(new LinearConstraint(row, Relationship.GEQ, -certain));
        constant += certain;
        for (int k = 0; k < variables; k++) {
            strength[k] += row[k];
        }
    }

    private boolean sent(int buyer, boolean message) {
        for (boolean used : map[buyer]) {
            if (used == message) {
                return true;
            }
        }
        return false;
    }

    private static int cell(int buyer, boolean own, int other) {
        return buyer == 0 ? (own ? 2 : 0) + other : 2 * other + (own ? 1 : 0);
    }

    /** Probability mass, over the other buyer's types that send {@code message}, with which this buyer is visited in a cell. */
    private double visited(Cell cell, int buyer, int type, int message) {
        int types = setting.types();
        double mass = 0;
        for (int t = 0; t < types; t++) {
            boolean refuses = cell.first() == buyer || t < cell.firstRefusing();
            if (map[1 - buyer][t] == (message == 1) && refuses) {
                mass += setting.prior()[buyer == 0 ? type * types + t : t * types + type];
            }
        }
        return mass;
    }
}
