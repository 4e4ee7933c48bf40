package walras.env.exchange.equilibrium;

/** The kernel's Newton iteration in log prices, a step at a time, for one economy of agents that are not linear. */
public final class NewtonProcess extends PriceProcess {
    private final RowEconomy economy;
    private final SmoothSolver solver;
    private final double[] spending; // [N, L]
    private final double[] start; // [L]
    private double residual;

    /**
     * An economy at given prices.
     *
     * @param weights {@code [N, L]}
     * @param endowments {@code [N, L]}
     * @param start {@code [L]}, positive
     */
    public NewtonProcess(Preferences preferences, double[] weights, double[] endowments, double[] start) {
        super(preferences.agents(), preferences.goods());
        economy = new RowEconomy(preferences);
        solver = new SmoothSolver(economy);
        spending = new double[preferences.agents() * preferences.goods()];
        Status loaded = economy.load(weights, endowments, 0);
        if (loaded != Status.CONVERGED || preferences.has(Utility.LINEAR)) {
            throw new IllegalArgumentException(
                    "expected a connected economy without linear agents: " + loaded.meaning());
        }
        this.start = start.clone();
        begin();
    }

    @Override
    void begin() {
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
        for (int k = 0; k < spending.length; k++) {
            spending[k] = at.income[k / economy.goods] * at.share[k];
        }
        show(at.price, spending);
    }

    @Override
    public double residual() {
        return residual;
    }
}
