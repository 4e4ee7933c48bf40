package walras.env.auction.sealed;

import java.util.Arrays;

/**
 * Signals on a grid, each with a chance of its own; one point is a value that everybody knows.
 *
 * @param points ascending, {@code [points]}
 * @param chances positive, of sum 1, {@code [points]}
 */
record DiscreteValues(double[] points, double[] chances) implements ValueDistribution { // [points], [points]
    /** A value that everybody knows. */
    static DiscreteValues known(double value) {
        return new DiscreteValues(new double[] {value}, new double[] {1}); // [1], [1]
    }

    @Override
    public double[] points() { // [points]
        return points;
    }

    @Override
    public double low() {
        return points[0];
    }

    @Override
    public double high() {
        return points[points.length - 1];
    }

    @Override
    public double atMost(double v) {
        double sum = 0;
        for (int k = 0; k < points.length && points[k] <= v; k++) {
            sum += chances[k];
        }
        return v >= high() ? 1 : sum;
    }

    @Override
    public double below(double v) {
        double sum = 0;
        for (int k = 0; k < points.length && points[k] < v; k++) {
            sum += chances[k];
        }
        return v > high() ? 1 : sum;
    }

    @Override
    public double quantile(double p) {
        return points[index(p)];
    }

    /** Which point is reached with chance p. */
    int index(double p) {
        double left = p;
        for (int k = 0; k + 1 < points.length; k++) {
            left -= chances[k];
            if (left < 0) {
                return k;
            }
        }
        return points.length - 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DiscreteValues that
                && Arrays.equals(points, that.points)
                && Arrays.equals(chances, that.chances);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(points) + Arrays.hashCode(chances);
    }

    @Override
    public String toString() {
        return Arrays.toString(points) + " with chances " + Arrays.toString(chances);
    }
}
