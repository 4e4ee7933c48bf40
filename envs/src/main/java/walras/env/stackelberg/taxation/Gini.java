package walras.env.stackelberg.taxation;

/** The Gini index by trapezoids under the Lorenz curve, which starts at (0, 0). */
final class Gini {
    private Gini() {}

    /**
     * The index of the first {@code n} values, ascending; 0 where they sum to nothing. One minus twice the area comes
     * to {@code sum (2 i - n + 1) x_i / (n sum x)}, i from 0.
     */
    static double ofAscending(double[] values, int n) {
        double total = 0;
        double weighted = 0;
        for (int i = 0; i < n; i++) {
            total += values[i];
            weighted += (2 * i - n + 1) * values[i];
        }
        return total > 0 ? weighted / (n * total) : 0;
    }
}
