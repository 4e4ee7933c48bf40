package walras.env.exchange.equilibrium;

import java.util.Arrays;

/**
 * From a guess of who buys what, the exact equilibrium of an economy with linear agents: relative prices within each tree of the
 * forest, price levels of the trees from each tree's money balance, flows by routing.
 *
 * <p>With linear agents only, money passes between trees as in a Markov chain, and {@link ClosedClasses} gives the levels. With
 * smooth agents among them the levels solve a small nonlinear system, by Newton from the approximate prices.
 */
final class ForestSolver {
    private static final int NEWTON_STEPS = 30;
    private static final double TARGET = 1e-15;
    private static final double NEGATIVE_MAX = 1e-13;

    final double[] price; // [l]
    final double[] flow; // [n, l] money that linear agents spend

    private final RowEconomy economy;
    private final SmoothEconomy smooth;
    private final TightForest forest;
    private final FlowRepair repair;
    private final ClosedClasses chain;
    private final double[] matrix; // [l, l] over components
    private final double[] level; // [l] over components
    private final double[] logPrice; // [l]
    private final double[] jacobian; // [l, l]
    private final double[] pivot; // [l] scratch
    private final double[] value; // [l] over components
    private final double[] money; // [n + l]

    ForestSolver(SmoothEconomy smooth) {
        int n = smooth.economy.preferences.agents();
        int l = smooth.economy.preferences.goods();
        this.economy = smooth.economy;
        this.smooth = smooth;
        forest = new TightForest(n, l);
        repair = new FlowRepair(n, l);
        chain = new ClosedClasses(l);
        price = new double[l];
        flow = new double[n * l];
        matrix = new double[l * l];
        jacobian = new double[l * l];
        pivot = new double[l];
        level = new double[l];
        value = new double[l];
        logPrice = new double[l];
        money = new double[n + l];
    }

    /** Whether the last solution left the relative price of some goods free. */
    boolean isFree() {
        return chain.classes() > 1;
    }

    /**
     * Tries the forest of the flows above {@code shareMin} of an economy evaluated near its equilibrium.
     *
     * @return whether all flows came out not negative; prices and flows are then set, and remain to be certified
     */
    boolean attempt(double shareMin, boolean allLinear) {
        forest.build(smooth, shareMin);
        boolean solved = allLinear ? levelsByChain() : levelsByNewton();
        return solved && route(allLinear);
    }

    private boolean levelsByChain() {
        int l = economy.goods;
        int c = forest.components;
        Arrays.fill(matrix, 0, c * c, 0);
        Arrays.fill(level, 0, c, 0);
        Arrays.fill(value, 0, c, 0);
        for (int j = 0; j < l; j++) {
            value[forest.componentOfGood(j)] += economy.supply[j] * forest.relativePrice(j);
            level[forest.componentOfGood(j)] += economy.supply[j] * smooth.price[j];
        }
        for (int i = 0; i < economy.agents; i++) {
            int to = forest.component[i];
            if (to < 0) {
                return false;
            }
            for (int j = 0; j < l; j++) {
                int from = forest.componentOfGood(j);
                matrix[from * c + to] += economy.endowment[i * l + j] * forest.relativePrice(j) / value[from];
            }
        }
        if (!chain.solve(matrix, c, level)) {
            return false;
        }
        for (int j = 0; j < l; j++) {
            int k = forest.componentOfGood(j);
            price[j] = forest.relativePrice(j) * (level[k] / value[k]);
        }
        return true;
    }

    private boolean levelsByNewton() {
        int l = economy.goods;
        int c = forest.components;
        Arrays.fill(level, 0, c, 0);
        Arrays.fill(value, 0, c, 0);
        for (int j = 0; j < l; j++) {
            int k = forest.componentOfGood(j);
            value[k] += economy.supply[j] * forest.relativePrice(j);
            level[k] += economy.supply[j] * smooth.price[j];
        }
        for (int k = 0; k < c; k++) {
            level[k] = Math.log(level[k] / value[k]);
        }
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round < NEWTON_STEPS; round++) {
            double residual = evaluate(c);
            if (!(residual < best) && round > 0) {
                return best < 1e-12;
            }
            best = residual;
            if (residual <= TARGET || !step(c)) {
                return residual < 1e-12;
            }
        }
        return false;
    }

    /** Sets prices from levels and fills {@code value} with log(spending / supply value) per component. */
    private double evaluate(int c) {
        int l = economy.goods;
        for (int j = 0; j < l; j++) {
            logPrice[j] = Math.log(forest.relativePrice(j)) + level[forest.componentOfGood(j)];
        }
        smooth.evaluate(logPrice);
        Arrays.fill(value, 0, c, 0);
        Arrays.fill(money, 0, c, 0);
        for (int j = 0; j < l; j++) {
            price[j] = smooth.price[j];
            money[forest.componentOfGood(j)] += price[j] * economy.supply[j];
        }
        for (int i = 0; i < economy.agents; i++) {
            if (forest.component[i] >= 0) {
                value[forest.component[i]] += smooth.income[i];
            } else {
                for (int j = 0; j < l; j++) {
                    value[forest.componentOfGood(j)] += smooth.income[i] * smooth.share[i * l + j];
                }
            }
        }
        double worst = 0;
        for (int k = 0; k < c; k++) {
            matrix[k] = value[k];
            value[k] = Math.log(value[k] / money[k]);
            worst = Math.max(worst, Math.abs(value[k]));
        }
        return worst;
    }

    /** One Newton step in the levels, the last component being numeraire; {@code matrix[0..c)} holds spending on entry. */
    private boolean step(int c) {
        int l = economy.goods;
        System.arraycopy(matrix, 0, money, 0, c);
        Arrays.fill(jacobian, 0, c * c, 0);
        for (int i = 0; i < economy.agents; i++) {
            if (forest.component[i] >= 0) {
                int row = forest.component[i];
                for (int k = 0; k < l; k++) {
                    jacobian[row * c + forest.componentOfGood(k)] -=
                            economy.endowment[i * l + k] * price[k] / money[row];
                }
            } else {
                addSmooth(i, c);
            }
        }
        for (int k = 0; k < c; k++) {
            jacobian[k * c + k] += 1;
        }
        if (c > 1 && LinearSystem.solve(jacobian, c - 1, c, value, pivot) == 0) {
            return false;
        }
        for (int k = 0; k < c - 1; k++) {
            level[k] += Math.max(-1, Math.min(1, value[k]));
        }
        return true;
    }

    private void addSmooth(int i, int c) {
        int l = economy.goods;
        double rest = 1 - smooth.elasticity[i];
        for (int j = 0; j < l; j++) {
            int row = forest.componentOfGood(j);
            double part = smooth.income[i] * smooth.share[i * l + j] / money[row];
            for (int k = 0; k < l; k++) {
                double earned = economy.endowment[i * l + k] * price[k] / smooth.income[i];
                jacobian[row * c + forest.componentOfGood(k)] -= part * (earned - rest * smooth.share[i * l + k]);
            }
            jacobian[row * c + row] -= part * rest;
        }
    }

    private boolean route(boolean allLinear) {
        int n = economy.agents;
        int l = economy.goods;
        double total = 0;
        for (int j = 0; j < l; j++) {
            money[n + j] = price[j] * economy.supply[j];
            total += money[n + j];
        }
        for (int i = 0; i < n; i++) {
            double income = 0;
            for (int j = 0; j < l; j++) {
                income += economy.endowment[i * l + j] * price[j];
            }
            money[i] = income;
            for (int j = 0; j < l && !allLinear && forest.component[i] < 0; j++) {
                money[n + j] -= income * smooth.share[i * l + j];
            }
        }
        boolean negative = forest.route(money, flow) < -NEGATIVE_MAX * total;
        if (negative && !repair.repair(economy, flow, price, NEGATIVE_MAX * total)) {
            return false;
        }
        balanceBudgets();
        return true;
    }

    /** Drops rounding errors below zero and scales each agent's flows to its income, which may be far below the rounding errors. */
    private void balanceBudgets() {
        int l = economy.goods;
        for (int i = 0; i < economy.agents; i++) {
            double income = 0;
            double spent = 0;
            for (int j = 0; j < l; j++) {
                flow[i * l + j] = Math.max(0, flow[i * l + j]);
                income += economy.endowment[i * l + j] * price[j];
                spent += flow[i * l + j];
            }
            for (int j = 0; j < l && spent > 0; j++) {
                flow[i * l + j] *= income / spent;
            }
        }
    }
}
