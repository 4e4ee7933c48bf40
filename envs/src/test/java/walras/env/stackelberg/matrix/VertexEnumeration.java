package walras.env.stackelberg.matrix;

import java.util.Arrays;
import org.hipparchus.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/**
 * The value of the best mixed commitment by enumeration of vertices, in fractions: a vertex to which a column is a best reply has some
 * rows of positive weight and one fewer columns that the follower likes as much.
 */
final class VertexEnumeration {
    private final MatrixGame game;
    private @Nullable BigFraction best;

    private VertexEnumeration(MatrixGame game) {
        this.game = game;
    }

    static double value(MatrixGame game) {
        VertexEnumeration search = new VertexEnumeration(game);
        for (int column = 0; column < game.columns(); column++) {
            for (int size = 1; size <= Math.min(game.rows(), game.columns()); size++) {
                search.rows(column, new int[size], 0, 0);
            }
        }
        BigFraction best = search.best;
        if (best == null) {
            throw new IllegalStateException("some pure row has a best reply");
        }
        return best.doubleValue();
    }

    private void rows(int column, int[] rows, int chosen, int from) {
        if (chosen == rows.length) {
            columns(column, rows, new int[rows.length - 1], 0, 0);
            return;
        }
        for (int r = from; r < game.rows(); r++) {
            rows[chosen] = r;
            rows(column, rows, chosen + 1, r + 1);
        }
    }

    private void columns(int column, int[] rows, int[] tight, int chosen, int from) {
        if (chosen == tight.length) {
            judge(column, rows, tight);
            return;
        }
        for (int c = from; c < game.columns(); c++) {
            if (c != column) {
                tight[chosen] = c;
                columns(column, rows, tight, chosen + 1, c + 1);
            }
        }
    }

    private BigFraction preference(int row, int column, int other) {
        return new BigFraction(game.follower(row, column)).subtract(new BigFraction(game.follower(row, other)));
    }

    private void judge(int column, int[] rows, int[] tight) {
        BigFraction[] mixture = mixture(column, rows, tight);
        if (mixture.length == 0 || Arrays.stream(mixture).anyMatch(weight -> weight.signum() < 0)) {
            return;
        }
        for (int other = 0; other < game.columns(); other++) {
            BigFraction gain = BigFraction.ZERO;
            for (int k = 0; k < rows.length; k++) {
                gain = gain.add(mixture[k].multiply(preference(rows[k], column, other)));
            }
            if (gain.signum() < 0) {
                return;
            }
        }
        BigFraction value = BigFraction.ZERO;
        for (int k = 0; k < rows.length; k++) {
            value = value.add(mixture[k].multiply(new BigFraction(game.leader(rows[k], column))));
        }
        best = best == null || value.compareTo(best) > 0 ? value : best;
    }

    /** The mixture of the rows at which the tight columns are as good as the column, or nothing where it is not unique. */
    private BigFraction[] mixture(int column, int[] rows, int[] tight) {
        int size = rows.length;
        BigFraction[][] system = new BigFraction[size][size + 1];
        for (int k = 0; k < size; k++) {
            system[0][k] = BigFraction.ONE;
            for (int i = 1; i < size; i++) {
                system[i][k] = preference(rows[k], column, tight[i - 1]);
            }
        }
        for (int i = 0; i < size; i++) {
            system[i][size] = i == 0 ? BigFraction.ONE : BigFraction.ZERO;
        }
        for (int k = 0; k < size; k++) {
            if (!eliminate(system, k)) {
                return new BigFraction[0];
            }
        }
        return Arrays.stream(system).map(row -> row[size]).toArray(BigFraction[]::new);
    }

    private static boolean eliminate(BigFraction[][] system, int k) {
        int pivot = k;
        while (pivot < system.length && system[pivot][k].signum() == 0) {
            pivot++;
        }
        if (pivot == system.length) {
            return false;
        }
        BigFraction[] row = system[pivot];
        system[pivot] = system[k];
        BigFraction head = row[k];
        system[k] = Arrays.stream(row).map(number -> number.divide(head)).toArray(BigFraction[]::new);
        for (int i = 0; i < system.length; i++) {
            BigFraction factor = system[i][k];
            for (int j = 0; j < row.length && i != k; j++) {
                system[i][j] = system[i][j].subtract(factor.multiply(system[k][j]));
            }
        }
        return true;
    }
}
