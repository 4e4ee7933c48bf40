package walras.env.stackelberg.taxation.stationary;

/** The standard normal law. */
final class NormalLaw {
    /** Less than 1e-16 lies beyond. */
    private static final double FAR = 8.5;

    private NormalLaw() {}

    /** The chance of a value below x, {@code 1/2 + phi(x) (x + x^3 / 3 + x^5 / 15 + ...)}: every term has the sign of x. */
    static double below(double x) {
        if (Math.abs(x) > FAR) {
            return x > 0 ? 1 : 0;
        }
        double term = x;
        double sum = x;
        for (int k = 3; Math.abs(term) > 1e-18 * Math.abs(sum); k += 2) {
            term *= x * x / k;
            sum += term;
        }
        return .5 + sum * StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }
}
