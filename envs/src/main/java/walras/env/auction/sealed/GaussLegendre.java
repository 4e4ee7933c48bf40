package walras.env.auction.sealed;

import java.util.function.DoubleUnaryOperator;

/** Quadrature of {@code n} points: exact, up to rounding, for polynomials of degree {@code 2 n - 1}. Immutable. */
final class GaussLegendre {
    private static final int ROUNDS = 100;
    private static final double STILL = 1e-16;

    private final double[] nodes; // [n] in [-1, 1]
    private final double[] weights; // [n]

    GaussLegendre(int n) {
        nodes = new double[n];
        weights = new double[n];
        for (int k = 0; k < n; k++) {
            double x = Math.cos(Math.PI * (k + .75) / (n + .5));
            double slope = 1;
            for (int round = 0; round < ROUNDS; round++) {
                double before = 1;
                double value = x;
                for (int m = 2; m <= n; m++) {
                    double next = ((2 * m - 1) * x * value - (m - 1) * before) / m;
                    before = value;
                    value = next;
                }
                slope = n == 1 ? 1 : n * (x * value - before) / (x * x - 1);
                double step = value / slope;
                x -= step;
                if (Math.abs(step) <= STILL) {
                    break;
                }
            }
            nodes[k] = x;
            weights[k] = 2 / ((1 - x * x) * slope * slope);
        }
    }

    /** The rule that is exact for polynomials of this degree. */
    static GaussLegendre ofDegree(int degree) {
        return new GaussLegendre(degree / 2 + 1);
    }

    int count() {
        return nodes.length;
    }

    /** The k-th point between two ends. */
    double node(int k, double from, double to) {
        return (from + to) / 2 + (to - from) / 2 * nodes[k];
    }

    double weight(int k, double from, double to) {
        return (to - from) / 2 * weights[k];
    }

    double integral(DoubleUnaryOperator function, double from, double to) {
        if (from == to) {
            return 0;
        }
        double middle = (from + to) / 2;
        double half = (to - from) / 2;
        double sum = 0;
        for (int k = 0; k < nodes.length; k++) {
            sum += weights[k] * function.applyAsDouble(middle + half * nodes[k]);
        }
        return half * sum;
    }
}
