package walras.env.stackelberg.matrix;

/**
 * A normal-form game; the leader chooses the row.
 *
 * @param rows R
 * @param columns C
 * @param leader leader's payoffs {@code [R, C]}, raw units
 * @param follower follower's payoffs {@code [R, C]}, raw units
 */
@SuppressWarnings("ArrayRecordComponent")
public record MatrixGame(int rows, int columns, double[] leader, double[] follower) {

    public MatrixGame {
        if (rows < 1 || columns < 1 || leader.length != rows * columns || follower.length != rows * columns) {
            throw new IllegalArgumentException("payoffs: expected two matrices of " + rows + " x " + columns + ", got "
                    + leader.length + " and " + follower.length + " numbers");
        }
        for (int k = 0; k < leader.length; k++) {
            if (!Double.isFinite(leader[k]) || !Double.isFinite(follower[k])) {
                throw new IllegalArgumentException("payoffs: expected finite numbers, got " + leader[k] + " and "
                        + follower[k] + " at row " + k / columns + ", column " + k % columns);
            }
        }
    }

    /** A game from rows of (leader, follower) pairs, flattened: {@code [R, C, 2]}. */
    static MatrixGame of(int rows, double... pairs) {
        int cells = pairs.length / 2;
        double[] leader = new double[cells];
        double[] follower = new double[cells];
        for (int k = 0; k < cells; k++) {
            leader[k] = pairs[2 * k];
            follower[k] = pairs[2 * k + 1];
        }
        return new MatrixGame(rows, cells / rows, leader, follower);
    }

    /**
     * A game from two nested lists of payoffs.
     *
     * @param leader {@code [R][C]}
     * @param follower {@code [R][C]}
     */
    public static MatrixGame of(double[][] leader, double[][] follower) {
        int rows = leader.length;
        int columns = rows == 0 ? 0 : leader[0].length;
        return new MatrixGame(
                rows,
                columns,
                flatten("leader_payoff", leader, columns),
                flatten("follower_payoff", follower, columns));
    }

    private static double[] flatten(String name, double[][] payoff, int columns) {
        double[] flat = new double[payoff.length * columns];
        for (int r = 0; r < payoff.length; r++) {
            if (payoff[r].length != columns) {
                throw new IllegalArgumentException(
                        name + ": row " + r + ": expected " + columns + " numbers, got " + payoff[r].length);
            }
            System.arraycopy(payoff[r], 0, flat, r * columns, columns);
        }
        return flat;
    }

    public double leader(int row, int column) {
        return leader[row * columns + column];
    }

    public double follower(int row, int column) {
        return follower[row * columns + column];
    }

    /** The largest absolute payoff of either player, 1 when all are 0: what payoffs are divided by to reach [-1, 1]. */
    public double scale() {
        double largest = 0;
        for (int k = 0; k < leader.length; k++) {
            largest = Math.max(largest, Math.max(Math.abs(leader[k]), Math.abs(follower[k])));
        }
        return largest > 0 ? largest : 1;
    }

    /** Adds one number to every payoff of both players. */
    public MatrixGame shifted(double offset) {
        double[] first = leader.clone();
        double[] second = follower.clone();
        for (int k = 0; k < first.length; k++) {
            first[k] += offset;
            second[k] += offset;
        }
        return new MatrixGame(rows, columns, first, second);
    }
}
