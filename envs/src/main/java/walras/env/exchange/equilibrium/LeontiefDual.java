package walras.env.exchange.equilibrium;

import java.util.Arrays;

/**
 * Leontief agents with proportional endowments {@code e_i = w_i E}, through the dual of Eisenberg and Gale:
 * {@code min_{p >= 0} p.E - sum_i w_i log(a_i.p)}, whose slack {@code E - sum_i w_i a_i/(a_i.p)} is each good's excess supply.
 *
 * <p>A primal-dual interior point method finds which prices are zero; Newton on the rest makes the answer exact.
 */
final class LeontiefDual {
    private static final int STEPS_MAX = 100;
    private static final int POLISH_STEPS = 8;
    private static final double CENTRING = 0.1;
    private static final double TO_BOUNDARY = 0.995;
    private static final double GAP_TARGET = 1e-16;
    private static final double RESIDUAL_TARGET = 1e-11;
    private static final double PROPORTION_TOLERANCE = 1e-12;

    final double[] price; // [l]

    private final RowEconomy economy;
    private final double[] slack; // [l]
    private final double[] income; // [n]
    private final double[] gradient; // [l]
    private final double[] step; // [l]
    private final double[] matrix; // [l, l]
    private final double[] pivot; // [l] scratch
    private final int[] free; // [l]
    private int iterations;
    private boolean unique;

    LeontiefDual(RowEconomy economy) {
        int l = economy.preferences.goods();
        this.economy = economy;
        price = new double[l];
        slack = new double[l];
        income = new double[economy.preferences.agents()];
        gradient = new double[l];
        step = new double[l];
        matrix = new double[l * l];
        pivot = new double[l];
        free = new int[l];
    }

    int iterations() {
        return iterations;
    }

    /** Whether the last solution is proved to be the only one. */
    boolean isUnique() {
        return unique;
    }

    /** Whether every agent owns the same fraction of every good; remembers the fractions. */
    boolean isProportional() {
        int l = economy.goods;
        for (int i = 0; i < economy.agents; i++) {
            income[i] = economy.endowment[i * l] / economy.supply[0];
            for (int j = 1; j < l; j++) {
                double fraction = economy.endowment[i * l + j] / economy.supply[j];
                if (Math.abs(fraction - income[i]) > PROPORTION_TOLERANCE * income[i]) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Solves the economy for which {@link #isProportional} has just answered true; false at the iteration limit. */
    boolean solve() {
        int l = economy.goods;
        for (int j = 0; j < l; j++) {
            price[j] = 1 / (l * economy.supply[j]);
            slack[j] = economy.supply[j];
        }
        for (iterations = 1; iterations <= STEPS_MAX; iterations++) {
            double gap = 0;
            for (int j = 0; j < l; j++) {
                gap += price[j] * slack[j] / l;
            }
            double residual = derivatives();
            if (gap < GAP_TARGET && residual < RESIDUAL_TARGET) {
                return polish();
            }
            interiorStep(CENTRING * gap);
        }
        return false;
    }

    /** Fills gradient and Hessian; returns the largest {@code |gradient - slack| / E}. */
    private double derivatives() {
        int l = economy.goods;
        Arrays.fill(matrix, 0, l * l, 0);
        System.arraycopy(economy.supply, 0, gradient, 0, l);
        for (int i = 0; i < economy.agents; i++) {
            double cost = 0;
            for (int j = 0; j < l; j++) {
                cost += economy.weight[i * l + j] * price[j];
            }
            double level = income[i] / cost;
            for (int j = 0; j < l; j++) {
                double use = economy.weight[i * l + j] * level;
                gradient[j] -= use;
                for (int k = 0; k < l; k++) {
                    matrix[j * l + k] += use * (economy.weight[i * l + k] / cost);
                }
            }
        }
        double worst = 0;
        for (int j = 0; j < l; j++) {
            worst = Math.max(worst, Math.abs(gradient[j] - slack[j]) / economy.supply[j]);
        }
        return worst;
    }

    private void interiorStep(double target) {
        int l = economy.goods;
        for (int j = 0; j < l; j++) {
            step[j] = target / price[j] - gradient[j];
            matrix[j * l + j] += slack[j] / price[j];
        }
        LinearSystem.solve(matrix, l, l, step, pivot);
        double length = 1;
        for (int j = 0; j < l; j++) {
            double dSlack = target / price[j] - slack[j] - slack[j] / price[j] * step[j];
            gradient[j] = dSlack;
            length = step[j] < 0 ? Math.min(length, -TO_BOUNDARY * price[j] / step[j]) : length;
            length = dSlack < 0 ? Math.min(length, -TO_BOUNDARY * slack[j] / dSlack) : length;
        }
        for (int j = 0; j < l; j++) {
            price[j] += length * step[j];
            slack[j] += length * gradient[j];
        }
    }

    /** Sets prices of slack goods to zero and solves the others exactly; without a unique solution, leaves them as they are. */
    private boolean polish() {
        int l = economy.goods;
        int count = 0;
        for (int j = 0; j < l; j++) {
            if (price[j] * economy.supply[j] > slack[j] / economy.supply[j]) {
                free[count++] = j;
            } else {
                price[j] = 0;
            }
        }
        unique = true;
        for (int round = 0; round < POLISH_STEPS && unique; round++) {
            derivatives();
            for (int a = 0; a < count; a++) {
                step[a] = -gradient[free[a]];
                for (int b = 0; b < count; b++) {
                    matrix[a * l + b] = matrix[free[a] * l + free[b]];
                }
            }
            unique = count <= economy.agents && LinearSystem.solve(matrix, count, l, step, pivot) != 0;
            for (int a = 0; a < count && unique; a++) {
                price[free[a]] += step[a];
            }
        }
        return true;
    }
}
