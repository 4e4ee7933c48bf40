package walras.env.stackelberg.taxation.stationary;

import walras.env.StrictPower;

/**
 * What households like: {@code u = c^(1 - sigma) / (1 - sigma) - psi h^(1 + 1/phi) / (1 + 1/phi)}, ln c at sigma 1.
 *
 * @param discount weight of the next year
 * @param aversion sigma
 * @param disutility psi; at 0 everybody works 1
 * @param frisch phi
 */
public record Preferences(double discount, double aversion, double disutility, double frisch) {
    /** What eating gives. */
    public double ofConsumption(double consumption) {
        return aversion == 1 ? StrictMath.log(consumption) : StrictPower.of(consumption, 1 - aversion) / (1 - aversion);
    }

    /** What working takes. */
    public double ofLabour(double hours) {
        double exponent = 1 + 1 / frisch;
        return disutility == 0 ? 0 : disutility * StrictPower.of(hours, exponent) / exponent;
    }

    /** What one more unit of consumption gives. */
    public double marginal(double consumption) {
        return 1 / power(consumption, aversion);
    }

    /** What one more hour takes. */
    public double marginalLabour(double hours) {
        return disutility * power(hours, 1 / frisch);
    }

    /** True where hours are chosen. */
    public boolean elastic() {
        return disutility > 0;
    }

    /** {@code c^sigma}. */
    double weight(double consumption) {
        return power(consumption, aversion);
    }

    static double power(double base, double exponent) {
        if (exponent == 1) {
            return base;
        }
        return exponent == .5 ? Math.sqrt(base) : StrictPower.of(base, exponent);
    }
}
