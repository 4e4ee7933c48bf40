package walras.env.stackelberg.taxation;

import walras.env.StrictPower;

/**
 * The tax of Heathcote, Storesletten and Violante, {@code T(x) = x - (1 - tau) x^(1 - xi) / (1 - xi)}, in a money
 * unit: {@code unit T(x / unit)}. The exponent makes the rule depend on the unit. With the dollar as unit, as
 * published, xi = .05 alone takes 41% of an income of 100,000; with output per head, tau and xi mean what they mean in
 * the literature.
 */
final class HsvTax {
    private HsvTax() {}

    static double of(double base, double tau, double xi, double unit) {
        return base - (1 - tau) / (1 - xi) * unit * StrictPower.of(base / unit, 1 - xi);
    }

    /** What {@code x^(1 - xi)} dollars are multiplied with to get what is kept of x dollars. */
    static double scale(double tau, double xi, double unit) {
        return (1 - tau) / (1 - xi) * StrictPower.of(unit, xi);
    }

    /** The tax {@code tax[at, at + n)} on {@code base[at, at + n)}. */
    static void apply(double[] base, int at, int n, double tau, double xi, double unit, double[] tax) {
        if (xi == 0) {
            for (int i = at; i < at + n; i++) {
                tax[i] = tau * base[i];
            }
            return;
        }
        double scale = scale(tau, xi, unit);
        double exponent = 1 - xi;
        for (int i = at; i < at + n; i++) {
            tax[i] = base[i] - scale * StrictPower.of(base[i], exponent);
        }
    }
}
