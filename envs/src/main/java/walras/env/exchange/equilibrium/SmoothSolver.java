package walras.env.exchange.equilibrium;

import java.util.Arrays;

/**
 * Equilibrium of one loaded economy whose elasticities are all finite: Newton from the Cobb-Douglas prices; if that fails, along
 * the path of elasticities from Cobb-Douglas to the economy itself; if that fails, tatonnement for as long as it takes.
 */
final class SmoothSolver {
    private static final int DIRECT_STEPS = 60;
    private static final int PATH_STEPS = 12;
    private static final double PATH_RESIDUAL = 1e-6;
    private static final double PATH_STEP_MIN = 1e-3;
    private static final double TARGET = 1e-13;
    private static final double GOOD = 1e-10;

    final SmoothEconomy smooth;
    final LogPriceNewton newton;

    private final RowEconomy economy;
    private final double[] held; // [l]
    private final double[] flow; // [l, l]

    SmoothSolver(RowEconomy economy) {
        int l = economy.preferences.goods();
        this.economy = economy;
        smooth = new SmoothEconomy(economy);
        newton = new LogPriceNewton(smooth);
        held = new double[l];
        flow = new double[l * l];
    }

    /**
     * Solves from the Cobb-Douglas prices.
     *
     * @return the residual; {@code smooth} is evaluated at the prices
     */
    double solve() {
        return solve(TARGET, GOOD);
    }

    /** Solves until the residual is at most {@code target}, or within {@code good} where rounding errors forbid more. */
    double solve(double target, double good) {
        begin();
        cobbDouglas();
        smooth.setHomotopy(1);
        double residual = newton.run(target, DIRECT_STEPS);
        if (!(residual <= good)) {
            residual = followPath();
        }
        return residual <= good || !economy.preferences.isUniqueByTheory() ? residual : settle();
    }

    /** Solves from given prices {@code [L]} of all goods, by Newton alone. */
    double solveFrom(double[] prices) {
        begin(prices);
        return newton.run(TARGET, DIRECT_STEPS);
    }

    /** Goes to given prices {@code [L]} of all goods; returns the residual there. */
    double begin(double[] prices) {
        begin();
        smooth.setHomotopy(1);
        for (int j = 0; j < economy.goods; j++) {
            newton.logPrice[j] = Math.log(prices[economy.goodOf[j]]);
        }
        return smooth.evaluate(newton.logPrice);
    }

    private void begin() {
        smooth.load();
        newton.reset();
    }

    /** Sets log prices to those at which the same economy with Cobb-Douglas agents clears. */
    void cobbDouglas() {
        int l = economy.goods;
        Arrays.fill(flow, 0, l * l, 0);
        for (int i = 0; i < economy.agents; i++) {
            double total = 0;
            for (int j = 0; j < l; j++) {
                total += economy.weight[i * l + j];
            }
            for (int j = 0; j < l; j++) {
                held[j] = economy.weight[i * l + j] / total;
            }
            for (int k = 0; k < l; k++) {
                double earned = economy.endowment[i * l + k] / economy.supply[k];
                int at = k * l;
                for (int j = 0; j < l; j++) {
                    flow[at + j] += earned * held[j];
                }
            }
        }
        boolean connected = Stationary.solve(flow, l, held);
        for (int j = 0; j < l; j++) {
            newton.logPrice[j] = connected ? Math.log(held[j] / economy.supply[j]) : 0;
        }
    }

    private double followPath() {
        cobbDouglas();
        double reached = 0;
        double stride = 0.25;
        double residual = Double.POSITIVE_INFINITY;
        while (reached < 1 && stride >= PATH_STEP_MIN) {
            System.arraycopy(newton.logPrice, 0, held, 0, economy.goods);
            double t = Math.min(1, reached + stride);
            smooth.setHomotopy(t);
            residual = newton.run(PATH_RESIDUAL, PATH_STEPS);
            if (residual <= PATH_RESIDUAL) {
                reached = t;
                stride *= 2;
            } else {
                System.arraycopy(held, 0, newton.logPrice, 0, economy.goods);
                stride /= 2;
            }
        }
        smooth.setHomotopy(1);
        return newton.run(TARGET, PATH_STEPS);
    }

    private double settle() {
        cobbDouglas();
        return newton.run(TARGET, 10 * DIRECT_STEPS);
    }
}
