package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A Chebyshev series on one interval.
 *
 * @param coefficients {@code [terms]}
 */
record ChebyshevPanel(double from, double to, double[] coefficients) { // [terms]
    private static final int DEGREE = 16;
    static final int TERMS = DEGREE + 1;
    private static final double TOLERANCE = 2e-15;
    private static final double NOISE = 1e-11;
    private static final double[] NODES = new double[TERMS]; // [terms] in [-1, 1]
    private static final double[][] COSINES = new double[TERMS][TERMS]; // [coefficient][node]

    static {
        for (int node = 0; node < TERMS; node++) {
            NODES[node] = Math.cos(Math.PI * (node + 0.5) / TERMS);
            for (int k = 0; k < TERMS; k++) {
                COSINES[k][node] = (k == 0 ? 1.0 : 2.0) / TERMS * Math.cos(Math.PI * k * (node + 0.5) / TERMS);
            }
        }
    }

    static ChebyshevPanel fit(DoubleUnaryOperator function, double from, double to) {
        double[] values = new double[TERMS]; // [terms]
        Arrays.setAll(values, k -> function.applyAsDouble((from + to) / 2 + (to - from) / 2 * NODES[k]));
        double[] coefficients = new double[TERMS]; // [terms]
        for (int k = 0; k < TERMS; k++) {
            for (int node = 0; node < TERMS; node++) {
                coefficients[k] += COSINES[k][node] * values[node];
            }
        }
        return new ChebyshevPanel(from, to, coefficients);
    }

    /** True if the last terms are nothing beside the largest, or small and level: rounding of what the series is made from. */
    boolean converged(double nothing) {
        double largest = largest();
        double tail = largest(TERMS - 3, TERMS);
        boolean level = tail <= NOISE * largest && 10 * tail >= largest(TERMS - 8, TERMS - 3);
        return tail <= TOLERANCE * largest || tail <= nothing || level;
    }

    /** The largest coefficient without its sign. */
    double largest() {
        return largest(0, TERMS);
    }

    private double largest(int from, int to) {
        double largest = 0;
        for (int k = from; k < to; k++) {
            largest = Math.max(largest, Math.abs(coefficients[k]));
        }
        return largest;
    }

    /** Chebyshev coefficients of the integral from the panel's left edge. */
    double[] primitive() { // [terms + 1]
        double[] a = coefficients;
        double half = (to - from) / 2;
        double[] b = new double[TERMS + 1]; // [terms + 1]
        for (int k = 1; k <= TERMS; k++) {
            double below = (k == 1 ? 2 : 1) * a[k - 1];
            double above = k + 1 < TERMS ? a[k + 1] : 0;
            b[k] = half * (below - above) / (2 * k);
        }
        b[0] = 0;
        b[0] = -clenshaw(b, -1);
        return b;
    }

    /** A series' value at x from -1, the left edge, to 1. */
    static double clenshaw(double[] coefficients, double x) { // [terms or terms + 1]
        double next = 0;
        double afterNext = 0;
        for (int k = coefficients.length - 1; k > 0; k--) {
            double present = 2 * x * next - afterNext + coefficients[k];
            afterNext = next;
            next = present;
        }
        return x * next - afterNext + coefficients[0];
    }
}
