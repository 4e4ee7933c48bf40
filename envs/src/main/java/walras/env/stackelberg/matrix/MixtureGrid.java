package walras.env.stackelberg.matrix;

import java.util.ArrayList;
import java.util.List;

/**
 * Mixtures of rows whose weights are multiples of one step: the finest of 1/40, 1/39, ... that leaves at most {@value #MOST} points.
 *
 * @param points weights {@code [R]} each
 */
public record MixtureGrid(List<double[]> points) {
    private static final int MOST = 1000;
    private static final int FINEST = 40;

    public static MixtureGrid of(int rows) {
        int parts = FINEST;
        while (parts > 1 && count(rows, parts) > MOST) {
            parts--;
        }
        List<double[]> points = new ArrayList<>();
        fill(points, new double[rows], 0, parts, parts);
        return new MixtureGrid(List.copyOf(points));
    }

    /** Ways to write {@code parts} as an ordered sum of {@code rows} numbers. */
    private static double count(int rows, int parts) {
        double ways = 1;
        for (int k = 1; k < rows; k++) {
            ways = ways * (parts + k) / k;
        }
        return ways;
    }

    private static void fill(List<double[]> points, double[] weights, int row, int left, int parts) {
        if (row == weights.length - 1) {
            weights[row] = (double) left / parts;
            points.add(weights.clone());
            return;
        }
        for (int share = 0; share <= left; share++) {
            weights[row] = (double) share / parts;
            fill(points, weights, row + 1, left - share, parts);
        }
    }

    public int size() {
        return points.size();
    }
}
