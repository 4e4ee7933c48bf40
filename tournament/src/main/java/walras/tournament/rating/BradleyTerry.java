package walras.tournament.rating;

import java.util.Arrays;

/**
 * Strengths theta for which i beats j with probability 1 / (1 + exp(theta_j - theta_i)): those of the greatest likelihood
 * of all comparisons at once, less {@code PRIOR / 2} theta^2 each, which keeps them finite where somebody never loses.
 * Sum 0. Newton's method with halved steps (the log-likelihood is concave).
 */
public final class BradleyTerry {
    /** Weight of the normal prior, as small as a tenth of a comparison. */
    public static final double PRIOR = 0.1;

    private static final int MOST_ROUNDS = 200;
    private static final double ELO_PER_UNIT = 400 / Math.log(10);
    private static final double ELO_MEAN = 1500;

    private BradleyTerry() {}

    /** Strengths on Elo's scale: 400 points are odds of ten to one, and the mean is 1500. */
    public static double[] elo(double[][] wins) { // [n][n] -> [n]
        return Arrays.stream(fit(wins, PRIOR))
                .map(theta -> ELO_MEAN + ELO_PER_UNIT * theta)
                .toArray();
    }

    /**
     * Strengths.
     *
     * @param wins {@code [n][n]} how often the first beat the second; halves are ties
     * @param prior at least 0; with 0 everybody has to have won and lost
     */
    public static double[] fit(double[][] wins, double prior) { // -> [n]
        int n = wins.length;
        double[] theta = new double[n];
        double value = value(wins, theta, prior);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            double[] gradient = new double[n];
            double[][] curvature = new double[n][n]; // of minus the value
            derivatives(wins, theta, prior, gradient, curvature);
            double[] step = solve(curvature, gradient);
            double size = 1;
            double[] next = moved(theta, step, size);
            double better = value(wins, next, prior);
            while (better < value && size > 1e-10) {
                size /= 2;
                next = moved(theta, step, size);
                better = value(wins, next, prior);
            }
            theta = next;
            value = better;
            if (Arrays.stream(step).map(Math::abs).max().orElse(0) * size < 1e-12) {
                break;
            }
        }
        return theta;
    }

    private static double value(double[][] wins, double[] theta, double prior) {
        double sum = 0;
        for (int i = 0; i < theta.length; i++) {
            sum -= prior / 2 * theta[i] * theta[i];
            for (int j = 0; j < theta.length; j++) {
                if (wins[i][j] > 0) {
                    sum -= wins[i][j] * Math.log1p(Math.exp(theta[j] - theta[i]));
                }
            }
        }
        return sum;
    }

    private static void derivatives(
            double[][] wins, double[] theta, double prior, double[] gradient, double[][] curvature) {
        int n = theta.length;
        for (int i = 0; i < n; i++) {
            gradient[i] -= prior * theta[i];
            // Differences alone are known: without a prior this holds the sum at 0.
            curvature[i][i] += prior;
            for (int j = 0; j < n; j++) {
                curvature[i][j] += prior == 0 ? 1.0 / n : 0;
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                double games = wins[i][j] + wins[j][i];
                double chance = 1 / (1 + Math.exp(theta[j] - theta[i]));
                double slope = wins[i][j] - games * chance;
                double bend = games * chance * (1 - chance);
                gradient[i] += slope;
                gradient[j] -= slope;
                curvature[i][i] += bend;
                curvature[j][j] += bend;
                curvature[i][j] -= bend;
                curvature[j][i] -= bend;
            }
        }
    }

    private static double[] moved(double[] theta, double[] step, double size) {
        double[] next = new double[theta.length];
        double mean = 0;
        for (int i = 0; i < next.length; i++) {
            next[i] = theta[i] + size * step[i];
            mean += next[i] / next.length;
        }
        for (int i = 0; i < next.length; i++) {
            next[i] -= mean;
        }
        return next;
    }

    /** Gauss's elimination with pivots; the matrix is positive definite. Overwrites both. */
    static double[] solve(double[][] matrix, double[] right) { // [n][n], [n] -> [n]
        int n = right.length;
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int row = k + 1; row < n; row++) {
                if (Math.abs(matrix[row][k]) > Math.abs(matrix[pivot][k])) {
                    pivot = row;
                }
            }
            double[] swap = matrix[k];
            matrix[k] = matrix[pivot];
            matrix[pivot] = swap;
            double held = right[k];
            right[k] = right[pivot];
            right[pivot] = held;
            for (int row = k + 1; row < n; row++) {
                double share = matrix[row][k] / matrix[k][k];
                for (int column = k; column < n; column++) {
                    matrix[row][column] -= share * matrix[k][column];
                }
                right[row] -= share * right[k];
            }
        }
        double[] solution = new double[n];
        for (int k = n - 1; k >= 0; k--) {
            double sum = right[k];
            for (int column = k + 1; column < n; column++) {
                sum -= matrix[k][column] * solution[column];
            }
            solution[k] = sum / matrix[k][k];
        }
        return solution;
    }
}
