package walras.env.exchange.equilibrium;

/** The kernel's Newton iteration in log prices, a step at a time, for one economy of agents that are not linear. */
public final class NewtonProcess implements PriceProcess {
    private final RowEconomy economy;
    private final SmoothSolver solver;
    private final double[] prices; // [L]
    private final double[] allocation; // [N, L]
    private double residual;

    /**
     * An economy at given prices.
     *
     * @param weights {@code [N, L]}
     * @param endowments {@code [N, L]}
     * @param start {@code [L]}, positive
     */
    public NewtonProcess(Preferences preferences, double[] weights, double[] endowments, double[] start) {
        economy = new RowEconomy(preferences);
        solver = new SmoothSolver(economy);
        prices = new double[preferences.goods()];
        allocation = new double[preferences.agents() * preferences.goods()];
        Status loaded = economy.load(weights, endowments, 0);
        if (loaded != Status.CONVERGED || preferences.has(Utility.LINEAR)) {
            throw new IllegalArgumentException(
                    "expected a connected economy without linear agents: " + loaded.meaning());
        }
        residual = solver.begin(start);
        write();
    }

    @Override
    public void step() {
        residual = solver.newton.run(0, 1);
        write();
    }

    private void write() {
        SmoothEconomy at = solver.smooth;
        double total = 0;
        for (double price : at.price) {
            total += price;
        }
        for (int j = 0; j < prices.length; j++) {
            prices[j] = at.price[j] / total;
            for (int i = 0; i < economy.agents; i++) {
                allocation[i * prices.length + j] = at.income[i] * at.share[i * prices.length + j] / at.price[j];
            }
        }
    }

    @Override
    public double[] prices() {
        return prices;
    }

    @Override
    public double[] allocation() {
        return allocation;
    }

    @Override
    public double residual() {
        return residual;
    }
}
