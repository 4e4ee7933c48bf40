package walras.env.exchange.equilibrium;

/**
 * Equilibrium of one loaded economy in which some or all agents are linear: their elasticity is raised fourfold at a time, each
 * equilibrium predicting the next, until the flows show the forest on which {@link ForestSolver} is exact.
 *
 * <p>The distance of log prices from the limit falls like {@code 1/s}; flows off the forest fall exponentially in {@code s}.
 */
final class LinearSolver {
    private static final double ELASTICITY_FIRST = 4;
    private static final double ELASTICITY_MAX = 1e9;
    private static final double RAISE = 4;
    private static final double RAISE_MIN = 1.01;
    private static final int STAGES_MAX = 200;
    private static final double STAGE_RESIDUAL = 1e-3;
    private static final int STAGE_STEPS = 40;

    final ForestSolver forest;

    private final RowEconomy economy;
    private final SmoothSolver solver;
    private final double[] before; // [l]
    private final double[] held; // [l]

    LinearSolver(RowEconomy economy, SmoothSolver solver) {
        this.economy = economy;
        this.solver = solver;
        forest = new ForestSolver(solver.smooth);
        before = new double[economy.preferences.goods()];
        held = new double[before.length];
    }

    /** Told after each attempt; returns whether the prices and flows are an equilibrium. */
    interface Judge {
        boolean accepts();
    }

    /** Searches until the judge accepts; false when the largest elasticity was reached first. */
    boolean solve(Judge judge) {
        int l = economy.goods;
        SmoothEconomy smooth = solver.smooth;
        boolean allLinear = isAllLinear();
        double[] logPrice = solver.newton.logPrice;
        smooth.linearElasticity = ELASTICITY_FIRST;
        solver.solve(STAGE_RESIDUAL, STAGE_RESIDUAL);
        System.arraycopy(logPrice, 0, before, 0, l);
        double reached = ELASTICITY_FIRST;
        double raise = RAISE;
        double ahead = 0;
        for (int stage = 0; stage < STAGES_MAX && reached < ELASTICITY_MAX && raise > RAISE_MIN; stage++) {
            smooth.linearElasticity = reached * raise;
            smooth.setHomotopy(1);
            System.arraycopy(logPrice, 0, held, 0, l);
            predict(logPrice, ahead);
            if (!(solver.newton.run(STAGE_RESIDUAL, STAGE_STEPS) <= STAGE_RESIDUAL)) {
                System.arraycopy(held, 0, logPrice, 0, l);
                raise = Math.sqrt(raise);
                ahead = 0;
                continue;
            }
            System.arraycopy(held, 0, before, 0, l);
            reached *= raise;
            ahead = 1 / raise;
            double shareMin = Math.min(0.5 / l, 1 / reached);
            if (accepted(shareMin, allLinear, judge) || accepted(shareMin / reached, allLinear, judge)) {
                return true;
            }
        }
        return false;
    }

    private boolean accepted(double shareMin, boolean allLinear, Judge judge) {
        boolean found = forest.attempt(shareMin, allLinear) && judge.accepts();
        if (!found && !allLinear) {
            solver.smooth.evaluate(solver.newton.logPrice);
        }
        return found;
    }

    private boolean isAllLinear() {
        boolean allLinear = true;
        for (int i = 0; i < economy.agents; i++) {
            allLinear &= economy.family(i) == Utility.LINEAR;
        }
        return allLinear;
    }

    private void predict(double[] logPrice /* [l] */, double ahead) {
        for (int j = 0; j < economy.goods; j++) {
            logPrice[j] += (logPrice[j] - before[j]) * ahead;
        }
    }
}
