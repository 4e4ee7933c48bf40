package walras.env.stackelberg.taxation.stationary;

/** Prices of a year and taxes under them, for the certificate: methods of its own, in logarithms and by halving. */
final class CertificateYear {
    private static final int HALVINGS = 200;

    private final StationaryWorld given;
    private final double[] grid; // [asset]
    private final double[] ability; // [ability]
    final double interest;
    final double wage;
    final double transfer;
    private final double tau;
    private final double xi;

    CertificateYear(
            StationaryWorld given,
            double[] grid, // [asset]
            double[] ability, // [ability]
            double interest,
            double wage,
            double transfer) {
        this.given = given;
        this.grid = grid.clone();
        this.ability = ability.clone();
        this.tau = given.fiscal().tau();
        this.xi = given.fiscal().xi();
        this.interest = interest;
        this.wage = wage;
        this.transfer = transfer;
    }

    double keep(double y) {
        if (xi == 0) {
            return (1 - tau) * y;
        }
        return y <= 0 ? y : wage * (1 - tau) / (1 - xi) * Math.exp((1 - xi) * Math.log(y / wage));
    }

    double slope(double y) {
        if (xi == 0) {
            return 1 - tau;
        }
        return y <= 0 ? 1 : (1 - tau) * Math.exp(-xi * Math.log(y / wage));
    }

    double income(int k, int j, double hours) {
        return wage * ability[j] * hours + interest * grid[k];
    }

    /** Hours at which the last one is worth what it costs, or 1. */
    double wanted(int j, double y, double marginal) {
        double psi = given.preferences().disutility();
        double pay = wage
                * ability[j]
                * slope(y)
                * marginal
                / (psi * (1 + given.fiscal().consumptionTax()));
        return psi == 0 ? 1 : Math.exp(given.preferences().frisch() * Math.log(pay));
    }

    /** Wealth from which a household keeps {@code kept} with a unit of consumption worth {@code marginal}. */
    double origin(int j, double kept, double marginal) {
        double eaten = Math.exp(-Math.log(marginal) / given.preferences().aversion());
        double need = (1 + given.fiscal().consumptionTax()) * eaten + kept - transfer;
        double left = 1 - given.fiscal().tauWealth();
        boolean positive = xi > 0 && given.preferences().disutility() > 0;
        double low = positive ? 0 : -1e12;
        double high = 1e12;
        for (int k = 0; k < HALVINGS; k++) {
            double y = (low + high) / 2;
            double wealth = (need - keep(y)) / left;
            boolean less = y < wage * ability[j] * wanted(j, y, marginal) + interest * wealth;
            low = less ? y : low;
            high = less ? high : y;
        }
        return (need - keep((low + high) / 2)) / left;
    }
}
