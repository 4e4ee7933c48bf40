package walras.env.stackelberg.taxation.stationary;

import walras.env.StrictPower;

/**
 * The firm, {@code Y = Z K^alpha L^(1 - alpha)}.
 *
 * @param capitalShare alpha
 * @param depreciation share of capital that a year wears out
 * @param productivity Z
 */
public record Technology(double capitalShare, double depreciation, double productivity) {
    public double output(double capital, double labour) {
        return productivity * StrictPower.of(capital, capitalShare) * StrictPower.of(labour, 1 - capitalShare);
    }

    /** Capital a unit of labour at which capital earns {@code interest} after wear. */
    double capitalPerLabour(double interest) {
        return StrictPower.of(capitalShare * productivity / (interest + depreciation), 1 / (1 - capitalShare));
    }

    double wage(double capitalPerLabour) {
        return (1 - capitalShare) * productivity * StrictPower.of(capitalPerLabour, capitalShare);
    }
}
