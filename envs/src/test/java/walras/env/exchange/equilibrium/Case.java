package walras.env.exchange.equilibrium;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** One economy of the specification, solved, with what tests ask about it. */
final class Case {
    static final double[] G = {1 / 6.0, 2 / 6.0, 3 / 6.0, 0.4, 0.4, 0.2, 0.6, 0.2, 0.2}; // [N, L]
    static final double[] G_OWNED = {1, 2, 0, 0, 1, 3, 2, 0, 1}; // [N, L]

    final Preferences preferences;
    final double[] weights; // [N, L]
    final double[] endowments; // [N, L]
    final Equilibria found;

    Case(Preferences preferences, double[] weights, double[] endowments) {
        this.preferences = preferences;
        this.weights = weights;
        this.endowments = endowments;
        found = Equilibria.allocate(1, preferences.agents(), preferences.goods());
        new FusedEquilibriumKernel(preferences).solve(1, weights, endowments, found);
    }

    static Case of(Utility utility, double rho, int agents, double[] weights, double... endowments) {
        Preferences preferences = Preferences.uniform(agents, weights.length / agents, utility, rho);
        return new Case(preferences, weights, endowments);
    }

    static Case g(Utility utility, double rho) {
        return of(utility, rho, 3, G, G_OWNED);
    }

    /** Fisher form: budgets [N] and supplies [L] become proportional endowments. */
    static Case fisher(Utility utility, double rho, double[] budgets, double... supply) {
        double[] owned = new double[budgets.length * supply.length]; // [N, L]
        for (int k = 0; k < owned.length; k++) {
            owned[k] = budgets[k / supply.length] * supply[k % supply.length];
        }
        return of(utility, rho, budgets.length, G, owned);
    }

    Status status() {
        return found.statusOf(0);
    }

    double[] utilities() { // [N]
        Demand demand = new Demand(preferences);
        double[] utility = new double[preferences.agents()];
        for (int i = 0; i < utility.length; i++) {
            int at = i * preferences.goods();
            utility[i] = demand.utility(i, weights, at, found.allocation(), at);
        }
        return utility;
    }

    double welfare() {
        double sum = 0;
        for (double u : utilities()) {
            sum += u;
        }
        return sum;
    }

    double income(int agent) {
        double income = 0;
        for (int j = 0; j < preferences.goods(); j++) {
            income += found.prices()[j] * endowments[agent * preferences.goods() + j];
        }
        return income;
    }

    Case hasPrices(double tolerance, double... expected) {
        return has("price", found.prices(), tolerance, expected);
    }

    Case hasUtilities(double tolerance, double... expected) {
        return has("utility", utilities(), tolerance, expected);
    }

    Case hasAllocation(double tolerance, double... expected) {
        return has("bundle", found.allocation(), tolerance, expected);
    }

    private Case has(String what, double[] actual, double tolerance, double... expected) {
        assertEquals(expected.length, actual.length, what);
        for (int k = 0; k < expected.length; k++) {
            assertEquals(expected[k], actual[k], tolerance, what + " " + k);
        }
        return this;
    }

    Case isCertified() {
        return certifiedAs(Status.CONVERGED);
    }

    Case certifiedAs(Status expected) {
        assertEquals(expected, status());
        assertEquals(0, found.clearing()[0], 1e-9, "clearing");
        assertEquals(0, found.budget()[0], 1e-12, "budget");
        assertEquals(0, found.demandGap()[0], 1e-9, "demand gap");
        return this;
    }
}
