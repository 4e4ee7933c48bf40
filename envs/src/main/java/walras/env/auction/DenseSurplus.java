package walras.env.auction;

import walras.env.Interruption;

/** The dense end of a {@link SurplusSystem}: the same elimination on a full matrix. */
final class DenseSurplus {
    private final double[][] weights; // [k][k]; above the diagonal what is left, below it the multipliers
    private final double[] surplus; // [k]
    private final double[] diagonal; // [k]

    /** Eliminates in the order of the rows; takes the arrays over. */
    DenseSurplus(double[][] weights, double[] surplus) { // weights [k][k], surplus [k]
        this.weights = weights;
        this.surplus = surplus;
        diagonal = new double[surplus.length];
        for (int k = 0; k < surplus.length; k++) {
            Interruption.check("a linear system of " + surplus.length + " states");
            eliminate(k);
        }
    }

    private void eliminate(int k) {
        double[] row = weights[k]; // [k]
        double sum = surplus[k];
        for (int to = k + 1; to < row.length; to++) {
            sum += row[to];
        }
        diagonal[k] = SurplusSystem.positive(sum);
        for (int below = k + 1; below < row.length; below++) {
            double[] other = weights[below]; // [k]
            double factor = other[k] / sum;
            other[k] = factor;
            if (factor != 0) {
                surplus[below] += factor * surplus[k];
                // What lands on the diagonal is never read.
                for (int to = k + 1; to < row.length; to++) {
                    other[to] += factor * row[to];
                }
            }
        }
    }

    /** Turns the right side into the solution. */
    void solve(double[] x) { // [k]
        for (int k = 0; k < x.length; k++) {
            for (int below = k + 1; below < x.length; below++) {
                x[below] += weights[below][k] * x[k];
            }
        }
        for (int k = x.length - 1; k >= 0; k--) {
            double sum = x[k];
            for (int to = k + 1; to < x.length; to++) {
                sum += weights[k][to] * x[to];
            }
            x[k] = sum / diagonal[k];
        }
    }
}
