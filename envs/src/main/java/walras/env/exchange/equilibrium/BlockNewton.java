package walras.env.exchange.equilibrium;

import java.util.Arrays;

/**
 * Newton in log prices for all lanes of a block, when all agents share one elasticity {@code s}.
 *
 * <p>No logarithm or exponential is on the path when {@code s = 2}: the residual is {@code 2 (D-E)/(D+E)}, which agrees with
 * {@code log(D/E)} to third order and is bounded, and prices move by the same approximation of the exponential. Rows of minus
 * the Jacobian sum to zero, so off-diagonals are all there is to store, and under gross substitutes its elimination subtracts
 * nothing. Lanes that have not converged in {@link #STEPS_MAX} steps are left to {@link RowSolver}.
 */
final class BlockNewton {
    private static final int W = Block.LANES;
    private static final int STEPS_MAX = 16;
    private static final double LAST_STEP = 1e-7;
    private static final double STEP_MAX = 1.5;

    final int[] iterations = new int[W]; // [W]

    private final Block block;
    private final BlockCobbDouglas start;
    private final double s;
    private final double[][] inverse; // [L][W] p^(1-s)
    private final double[][] demand; // [L][W] money spent on the good
    private final double[][] residual; // [L][W]
    private final double[][] pull; // [N * L][W] elasticity of the agent's spending on others in each price
    private final double[][] off; // [L * L][W] minus the Jacobian off its diagonal
    private final double[] diagonal = new double[W]; // [W]
    private final double[] held = new double[W]; // [W]
    private final double[] worst = new double[W]; // [W]
    private final double[] active = new double[W]; // [W] 1 while the lane moves, 0.5 in its last step, then 0
    private final double[] moves = new double[W]; // [W] 1 while the lane is active, then 0

    BlockNewton(Block block, double s) {
        int l = block.goods;
        this.block = block;
        this.s = s;
        start = new BlockCobbDouglas(block);
        inverse = new double[l][W];
        demand = new double[l][W];
        residual = new double[l][W];
        pull = new double[block.agents * l][W];
        off = new double[l * l][W];
    }

    /** Solves all lanes from the Cobb-Douglas prices and leaves the block ready for its certificate. */
    void solve() {
        start.solve();
        raiseWeights();
        Arrays.fill(active, 1);
        Arrays.fill(iterations, 0);
        evaluate();
        for (int step = 0; step < STEPS_MAX && anyActive(); step++) {
            jacobian();
            eliminate();
            move();
            evaluate();
        }
    }

    /** Whether some lane moves on; lanes already within reach of one quadratic step take it and rest. */
    private boolean anyActive() {
        boolean any = false;
        for (int w = 0; w < block.count(); w++) {
            boolean rests = active[w] < 1 || !block.plain[w];
            active[w] = rests ? 0 : worst[w] <= LAST_STEP ? 0.5 : 1;
            moves[w] = active[w] > 0 ? 1 : 0;
            any |= active[w] > 0;
            iterations[w] += active[w] > 0 ? 1 : 0;
        }
        return any;
    }

    private void raiseWeights() {
        for (double[] power : block.power) {
            if (s == 2) {
                for (int w = 0; w < block.count(); w++) {
                    power[w] = power[w] * power[w];
                }
            } else {
                for (int w = 0; w < block.count(); w++) {
                    power[w] = Math.pow(power[w], s);
                }
            }
        }
    }

    private void evaluate() {
        int l = block.goods;
        for (int j = 0; j < l; j++) {
            invert(block.price[j], inverse[j]);
            Arrays.fill(demand[j], 0);
        }
        block.earn();
        for (int i = 0; i < block.agents; i++) {
            spend(i);
        }
        Arrays.fill(worst, 0);
        for (int j = 0; j < l; j++) {
            compare(residual[j], demand[j], block.price[j], block.supply[j]);
        }
    }

    private void compare(
            double[] excess /* [W] */, double[] spent /* [W] */, double[] price /* [W] */, double[] supply /* [W] */) {
        for (int w = 0; w < block.count(); w++) {
            double cost = price[w] * supply[w];
            excess[w] = 2 * (spent[w] - cost) / (spent[w] + cost);
        }
        for (int w = 0; w < block.count(); w++) {
            worst[w] = Math.max(worst[w], Math.abs(excess[w]));
        }
    }

    private void invert(double[] price /* [W] */, double[] to /* [W] */) {
        if (s == 2) {
            for (int w = 0; w < block.count(); w++) {
                to[w] = 1 / price[w];
            }
        } else {
            for (int w = 0; w < block.count(); w++) {
                to[w] = Math.exp((1 - s) * Math.log(price[w]));
            }
        }
    }

    private void spend(int i) {
        int l = block.goods;
        Arrays.fill(held, 0);
        for (int j = 0; j < l; j++) {
            block.addProduct(held, block.power[i * l + j], inverse[j]);
        }
        double[] income = block.income[i]; // [W]
        for (int w = 0; w < block.count(); w++) {
            held[w] = income[w] / held[w];
        }
        for (int j = 0; j < l; j++) {
            double[] power = block.power[i * l + j]; // [W]
            double[] money = block.spend[i * l + j]; // [W]
            double[] cheap = inverse[j]; // [W]
            for (int w = 0; w < block.count(); w++) {
                money[w] = power[w] * cheap[w] * held[w];
            }
            block.add(demand[j], money);
        }
    }

    private void jacobian() {
        int l = block.goods;
        for (int k = 0; k < block.agents * l; k++) {
            draw(pull[k], block.endowment[k], block.price[k % l], block.spend[k], block.income[k / l]);
        }
        for (int j = 0; j < l - 1; j++) {
            for (int k = 0; k < l; k++) {
                if (k != j) {
                    coupling(j, k);
                }
            }
        }
    }

    private void draw(
            double[] to /* [W] */,
            double[] owned /* [W] */,
            double[] price /* [W] */,
            double[] money /* [W] */,
            double[] income /* [W] */) {
        for (int w = 0; w < block.count(); w++) {
            to[w] = (owned[w] * price[w] + (s - 1) * money[w]) / income[w];
        }
    }

    private void coupling(int j, int k) {
        int l = block.goods;
        double[] to = off[j * l + k]; // [W]
        Arrays.fill(to, 0);
        for (int i = 0; i < block.agents; i++) {
            block.addProduct(to, block.spend[i * l + j], pull[i * l + k]);
        }
        block.divide(to, demand[j]);
    }

    /** Eliminates goods 0 to L-2, the last being numeraire, and leaves the step in {@code residual}. */
    private void eliminate() {
        int l = block.goods;
        for (int k = 0; k < l - 1; k++) {
            Arrays.fill(diagonal, 0);
            for (int j = k + 1; j < l; j++) {
                block.add(diagonal, off[k * l + j]);
            }
            for (int j = k + 1; j < l; j++) {
                block.divide(off[k * l + j], diagonal);
            }
            block.divide(residual[k], diagonal);
            for (int i = k + 1; i < l - 1; i++) {
                double[] factor = off[i * l + k]; // [W]
                for (int j = k + 1; j < l; j++) {
                    if (j != i) {
                        block.addProduct(off[i * l + j], factor, off[k * l + j]);
                    }
                }
                block.addProduct(residual[i], factor, residual[k]);
            }
        }
        for (int k = l - 2; k >= 0; k--) {
            for (int j = k + 1; j < l - 1; j++) {
                block.addProduct(residual[k], off[k * l + j], residual[j]);
            }
        }
    }

    private void move() {
        for (int j = 0; j < block.goods - 1; j++) {
            double[] price = block.price[j]; // [W]
            double[] step = residual[j]; // [W]
            for (int w = 0; w < block.count(); w++) {
                double half = moves[w] * Math.max(-STEP_MAX, Math.min(STEP_MAX, step[w])) / 2;
                price[w] *= (1 + half) / (1 - half);
            }
        }
    }
}
