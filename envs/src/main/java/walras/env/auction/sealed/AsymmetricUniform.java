package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.DecompositionSolver;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import walras.env.Problem;

/**
 * First price, values uniform on [0, w_i]. With phi_i the value that bids b, the sum over j != i of phi_j'/phi_j is
 * 1/(phi_i - b), and phi_i(T) = w_i at the common top bid T = (n-1)/sum(1/w_i). Written as phi_i = b n/(n-1) h_i(b/T), h_i is
 * smooth with h_i(0) = 1, so that collocation at Chebyshev points converges fast; bidders of the same width share a function.
 * Widths are led from equal ones to the wanted ones, each solution the next one's first guess.
 */
final class AsymmetricUniform {
    private static final int DEGREE = 48;
    private static final int POINTS = DEGREE + 1;
    private static final int STAGES = 12;
    private static final int NEWTON_STEPS = 40;
    private static final double CONVERGED = 1e-14;

    private final SealedBidGame game;
    private final int bidders;
    private final double[] widths; // [classes] distinct ones
    private final int[] sizes; // [classes] bidders of each
    private final double[] points = new double[POINTS]; // [points] in [0, 1], ascending
    private final double[][] slopes = new double[POINTS][POINTS]; // [point][point] differentiation matrix

    AsymmetricUniform(SealedBidGame game) {
        this.game = game;
        this.bidders = game.bidders();
        this.widths = game.values().stream()
                .mapToDouble(ValueDistribution::high)
                .sorted()
                .distinct()
                .toArray();
        this.sizes = new int[widths.length];
        game.values().forEach(each -> sizes[Arrays.binarySearch(widths, each.high())]++);
        layPoints();
    }

    /** True if all values are uniform from 0 on. */
    static boolean covers(SealedBidGame game) {
        return game.values().stream()
                .allMatch(each -> each instanceof ContinuousValues.Power p && p.power() == 1 && p.low() == 0);
    }

    private void layPoints() {
        double[] weights = new double[POINTS]; // [points] barycentric
        for (int k = 0; k < POINTS; k++) {
            points[k] = (1 - Math.cos(Math.PI * k / DEGREE)) / 2;
            weights[k] = (k % 2 == 0 ? 1 : -1) * (k == 0 || k == DEGREE ? 0.5 : 1);
        }
        for (int i = 0; i < POINTS; i++) {
            double sum = 0;
            for (int j = 0; j < POINTS; j++) {
                if (i != j) {
                    slopes[i][j] = weights[j] / weights[i] / (points[i] - points[j]);
                    sum += slopes[i][j];
                }
            }
            slopes[i][i] = -sum;
        }
    }

    private double top(double[] w) { // [classes]
        double sum = 0;
        for (int c = 0; c < w.length; c++) {
            sum += sizes[c] / w[c];
        }
        return (bidders - 1) / sum;
    }

    Profile profile() {
        requireCommonTop();
        double[][] h = new double[widths.length][POINTS]; // [class][point]
        for (double[] each : h) {
            Arrays.fill(each, 1);
        }
        double middle = bidders
                / Arrays.stream(widths)
                        .map(w -> sizes[Arrays.binarySearch(widths, w)] / w)
                        .sum();
        for (int stage = 1; stage <= STAGES; stage++) {
            double share = (double) stage / STAGES;
            double[] w = Arrays.stream(widths)
                    .map(each -> 1 / (share / each + (1 - share) / middle))
                    .toArray();
            newton(h, w);
        }
        return new Profile(game, rules(h));
    }

    /** All tops are equal only if no bidder would stop below: phi_i must rise at T. */
    private void requireCommonTop() {
        double top = top(widths);
        double sum = 0;
        for (int c = 0; c < widths.length; c++) {
            sum += sizes[c] / (widths[c] - top);
        }
        for (double width : widths) {
            if (width <= top || 1 / (width - top) > sum / (bidders - 1) * (1 + 1e-12)) {
                throw Problem.option(
                        "value_high",
                        "widths whose bidders all reach the same top bid (raise " + width + ", or set approximate)",
                        Arrays.toString(widths));
            }
        }
    }

    private void newton(double[][] h, double[] w) { // [class][point], [classes]
        for (int step = 0; step < NEWTON_STEPS; step++) {
            double[] residual = new double[widths.length * POINTS]; // [unknowns]
            RealMatrix jacobian = new Array2DRowRealMatrix(residual.length, residual.length);
            linearise(h, w, residual, jacobian);
            DecompositionSolver solver = new LUDecomposition(jacobian).getSolver();
            if (!solver.isNonSingular()) {
                throw Problem.option(
                        "value_high", "widths nearer to each other, or approximate", Arrays.toString(widths));
            }
            double[] change = solver.solve(new ArrayRealVector(residual, false)).toArray(); // [unknowns]
            double largest = 0;
            for (int c = 0; c < widths.length; c++) {
                for (int k = 0; k < POINTS; k++) {
                    h[c][k] -= change[c * POINTS + k];
                    largest = Math.max(largest, Math.abs(change[c * POINTS + k]));
                }
            }
            if (largest < CONVERGED * 10) {
                return;
            }
        }
    }

    /** The equation of each class at each point but the last, and there phi(T) = w. */
    private void linearise(double[][] h, double[] w, double[] residual, RealMatrix jacobian) { // [class][point], ...
        double scale = bidders / (bidders - 1.0);
        double[][] growth = new double[widths.length][POINTS]; // [class][point] h'/h
        for (int c = 0; c < widths.length; c++) {
            for (int k = 0; k < POINTS; k++) {
                growth[c][k] = slope(h[c], k) / h[c][k];
            }
        }
        for (int c = 0; c < widths.length; c++) {
            for (int k = 0; k < DEGREE; k++) {
                int row = c * POINTS + k;
                double others = bidders - 1;
                for (int d = 0; d < widths.length; d++) {
                    others += points[k] * (sizes[d] - (d == c ? 1 : 0)) * growth[d][k];
                }
                double margin = scale * h[c][k] - 1;
                residual[row] = others * margin - 1;
                jacobian.addToEntry(row, row, others * scale);
                for (int d = 0; d < widths.length; d++) {
                    double weight = points[k] * (sizes[d] - (d == c ? 1 : 0)) * margin / h[d][k];
                    jacobian.addToEntry(row, d * POINTS + k, -weight * growth[d][k]);
                    for (int j = 0; j < POINTS; j++) {
                        jacobian.addToEntry(row, d * POINTS + j, weight * slopes[k][j]);
                    }
                }
            }
            int last = c * POINTS + DEGREE;
            residual[last] = h[c][DEGREE] - w[c] / (top(w) * scale);
            jacobian.setEntry(last, last, 1);
        }
    }

    private double slope(double[] h, int k) { // [points]
        double sum = 0;
        for (int j = 0; j < POINTS; j++) {
            sum += slopes[k][j] * h[j];
        }
        return sum;
    }

    private List<BiddingRule> rules(double[][] h) { // [class][point]
        double top = top(widths);
        double scale = bidders / (bidders - 1.0);
        List<BiddingRule> ofClass = new ArrayList<>();
        for (int c = 0; c < widths.length; c++) {
            double[] mine = h[c];
            PiecewisePolynomial value = PiecewisePolynomial.of(b -> b * scale * barycentric(mine, b / top), 0, top);
            ContinuousValues.Power law = new ContinuousValues.Power(0, widths[c], 1);
            ofClass.add(CurveRule.of(law, PiecewisePolynomial.of(value::inverse, 0, widths[c]), 0));
        }
        return game.values().stream()
                .map(each -> ofClass.get(Arrays.binarySearch(widths, each.high())))
                .toList();
    }

    private double barycentric(double[] h, double x) { // [points]
        double above = 0;
        double below = 0;
        for (int k = 0; k < POINTS; k++) {
            if (x == points[k]) {
                return h[k];
            }
            double weight = (k % 2 == 0 ? 1 : -1) * (k == 0 || k == DEGREE ? 0.5 : 1) / (x - points[k]);
            above += weight * h[k];
            below += weight;
        }
        return above / below;
    }
}
