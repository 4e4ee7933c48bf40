package walras.server.bench;

import java.util.Arrays;
import java.util.SplittableRandom;
import walras.env.exchange.equilibrium.Equilibria;
import walras.env.exchange.equilibrium.FusedEquilibriumKernel;
import walras.env.exchange.equilibrium.Preferences;
import walras.env.exchange.equilibrium.Utility;

/**
 * Equilibria of three agents and three goods, additive CES with rho = 1/2, by Newton in log prices with the last good as
 * numeraire, each with its certificate: clearing, budgets and what agents forgo.
 */
final class PlainExchange implements PlainKernel {
    private static final int SIZE = 3;
    private static final int CELLS = SIZE * SIZE;
    private static final double RHO = .5;
    private static final int STEPS_MAX = 40;
    private static final double NEAR = 1e-11;
    private static final double STEP_MAX = 1.5;
    private static final double BUDGET_MOST = 1e-12;
    private static final int ALONE = 128; // rows that the kernel keeps on one thread
    /** Both are certified within 1e-9; prices of such economies are then off by some times as much. */
    private static final double OFF_MOST = 1e-7;

    private final int rows;
    private final double[] weight; // [B, N, L]
    private final double[] owned; // [B, N, L]
    private final double[] price; // [B, L]
    private final double[] bought; // [B, N, L]
    private final byte[] certified; // [B]
    private final FusedEquilibriumKernel kernel =
            new FusedEquilibriumKernel(Preferences.uniform(SIZE, SIZE, Utility.ADDITIVE_CES, RHO));
    private final Equilibria found;

    private final double[] spend = new double[CELLS]; // [N, L]
    private final double[] income = new double[SIZE]; // [N]
    private final double[] demand = new double[SIZE]; // [L]
    private final double[] supply = new double[SIZE]; // [L]
    private final double[] excess = new double[SIZE]; // [L]

    PlainExchange(int rows) {
        this.rows = rows;
        weight = draws(rows * CELLS, 1);
        owned = draws(rows * CELLS, 2);
        price = new double[rows * SIZE];
        bought = new double[rows * CELLS];
        certified = new byte[rows];
        found = Equilibria.allocate(rows, SIZE, SIZE);
    }

    private static double[] draws(int count, long seed) { // [count]
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[count];
        Arrays.setAll(values, k -> Math.exp(random.nextGaussian()));
        return values;
    }

    @Override
    public String name() {
        return "additive CES, N=L=3";
    }

    @Override
    public Work loop() {
        return () -> {
            for (int row = 0; row < rows; row++) {
                solve(row * CELLS, row * SIZE);
                certified[row] = (byte) (certified(row * CELLS, row * SIZE) ? 1 : 0);
            }
            return rows;
        };
    }

    private void solve(int at, int p) {
        for (int j = 0; j < SIZE; j++) {
            supply[j] = owned[at + j] + owned[at + SIZE + j] + owned[at + 2 * SIZE + j];
            double wanted = weight[at + j] + weight[at + SIZE + j] + weight[at + 2 * SIZE + j];
            price[p + j] = wanted / supply[j];
        }
        double worst = evaluate(at, p);
        for (int step = 0; step < STEPS_MAX && worst > NEAR; step++) {
            move(at, p);
            worst = evaluate(at, p);
        }
        double total = price[p] + price[p + 1] + price[p + 2];
        for (int j = 0; j < SIZE; j++) {
            for (int i = 0; i < SIZE; i++) {
                bought[at + i * SIZE + j] = spend[i * SIZE + j] / price[p + j];
            }
            price[p + j] /= total;
        }
    }

    /** What agents spend at the prices; returns the largest excess demand, as a share. */
    private double evaluate(int at, int p) {
        Arrays.fill(demand, 0);
        for (int i = 0; i < SIZE; i++) {
            double earned = 0;
            double sum = 0;
            for (int j = 0; j < SIZE; j++) {
                int k = i * SIZE + j;
                earned += owned[at + k] * price[p + j];
                spend[k] = weight[at + k] * weight[at + k] / price[p + j];
                sum += spend[k];
            }
            income[i] = earned;
            for (int j = 0; j < SIZE; j++) {
                spend[i * SIZE + j] *= earned / sum;
                demand[j] += spend[i * SIZE + j];
            }
        }
        double worst = 0;
        for (int j = 0; j < SIZE; j++) {
            double cost = price[p + j] * supply[j];
            excess[j] = 2 * (demand[j] - cost) / (demand[j] + cost);
            worst = Math.max(worst, Math.abs(excess[j]));
        }
        return worst;
    }

    /** Two equations in the log prices of the first two goods. */
    private void move(int at, int p) {
        double a = pull(at, p, 0, 1);
        double b = pull(at, p, 1, 0);
        double first = a + pull(at, p, 0, 2);
        double second = b + pull(at, p, 1, 2);
        double determinant = first * second - a * b;
        raise(p, (excess[0] * second + a * excess[1]) / determinant);
        raise(p + 1, (first * excess[1] + b * excess[0]) / determinant);
    }

    /** How much of the money spent on good j moves there when the price of good k rises, as a share. */
    private double pull(int at, int p, int j, int k) {
        double sum = 0;
        for (int i = 0; i < SIZE; i++) {
            double drawn = owned[at + i * SIZE + k] * price[p + k] + spend[i * SIZE + k];
            sum += spend[i * SIZE + j] * drawn / income[i];
        }
        return sum / demand[j];
    }

    private void raise(int at, double step) {
        double half = Math.max(-STEP_MAX, Math.min(STEP_MAX, step)) / 2;
        price[at] *= (1 + half) / (1 - half);
    }

    /** The definition of an equilibrium, from prices, quantities and the economy alone. */
    private boolean certified(int at, int p) {
        boolean good = true;
        for (int j = 0; j < SIZE; j++) {
            double used = bought[at + j] + bought[at + SIZE + j] + bought[at + 2 * SIZE + j];
            good &= Math.abs(used - supply[j]) <= FusedEquilibriumKernel.TOLERANCE * supply[j];
        }
        for (int i = 0; i < SIZE; i++) {
            double earned = 0;
            double spent = 0;
            double reached = 0;
            double best = 0;
            for (int j = 0; j < SIZE; j++) {
                int k = at + i * SIZE + j;
                double bang = weight[k] / (Math.sqrt(bought[k]) * price[p + j]);
                earned += owned[k] * price[p + j];
                spent += bought[k] * price[p + j];
                reached += bang * bought[k] * price[p + j];
                best = Math.max(best, bang);
            }
            good &= Math.abs(spent - earned) <= BUDGET_MOST * earned;
            good &= 1 - reached / (best * earned) <= FusedEquilibriumKernel.TOLERANCE;
        }
        return good;
    }

    @Override
    public Work alone() {
        return () -> {
            for (int from = 0; from < rows; from += ALONE) {
                kernel.solve(from, Math.min(rows, from + ALONE), weight, owned, found);
            }
            return rows;
        };
    }

    @Override
    public Work shared() {
        return () -> {
            kernel.solve(rows, weight, owned, found);
            return rows;
        };
    }

    @Override
    public void compare() {
        loop().run();
        for (Work work : new Work[] {alone(), shared()}) {
            Arrays.fill(found.prices(), 0);
            work.run();
            for (int row = 0; row < rows; row++) {
                if (certified[row] == 0 || !found.statusOf(row).certified()) {
                    throw new IllegalStateException("row " + row + " is not certified: the kernel says "
                            + found.statusOf(row).meaning() + ", the plain loop " + certified[row]);
                }
            }
            same("price", found.prices(), price);
            same("quantity", found.allocation(), bought);
        }
    }

    private static void same(String what, double[] kernel, double[] loop) { // [numbers] each
        for (int k = 0; k < loop.length; k++) {
            if (!(Math.abs(kernel[k] - loop[k]) <= OFF_MOST * loop[k])) {
                throw new IllegalStateException(
                        what + " " + k + ": the kernel has " + kernel[k] + ", the plain loop " + loop[k]);
            }
        }
    }
}
