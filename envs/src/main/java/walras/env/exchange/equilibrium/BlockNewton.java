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
    private final double[] inverse; // [L, W] p^(1-s)
    private final double[] demand; // [L, W] money spent on the good
    private final double[] residual; // [L, W]
    private final double[] pull; // [N, L, W] elasticity of the agent's spending on others in each price
    private final double[] off; // [L, L, W] minus the Jacobian off its diagonal
    private final double[] diagonal = new double[W]; // [W]
    private final double[] held = new double[W]; // [W]
    private final double[] worst = new double[W]; // [W]
    private final double[] active = new double[W]; // [W] 1 while the lane moves, 0.5 in its last step, then 0

    BlockNewton(Block block, double s) {
        int l = block.goods;
        this.block = block;
        this.s = s;
        start = new BlockCobbDouglas(block);
        inverse = new double[l * W];
        demand = new double[l * W];
        residual = new double[l * W];
        pull = new double[block.agents * l * W];
        off = new double[l * l * W];
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
            any |= active[w] > 0;
            iterations[w] += active[w] > 0 ? 1 : 0;
        }
        return any;
    }

    private void raiseWeights() {
        for (int at = 0; at < block.agents * block.goods * W; at += W) {
            for (int w = 0; w < block.count(); w++) {
                double weight = block.power[at + w];
                block.power[at + w] = s == 2 ? weight * weight : Math.pow(weight, s);
            }
        }
    }

    private void evaluate() {
        int l = block.goods;
        for (int j = 0; j < l; j++) {
            invert(block.price, j * W);
        }
        block.earn();
        Arrays.fill(demand, 0);
        for (int i = 0; i < block.agents; i++) {
            spend(i);
        }
        Arrays.fill(worst, 0);
        for (int j = 0; j < l; j++) {
            int at = j * W;
            for (int w = 0; w < block.count(); w++) {
                double cost = block.price[at + w] * block.supply[at + w];
                double excess = 2 * (demand[at + w] - cost) / (demand[at + w] + cost);
                residual[at + w] = excess;
                worst[w] = Math.max(worst[w], Math.abs(excess));
            }
        }
    }

    private void invert(double[] price /* [L, W] */, int at) {
        int lanes = block.count();
        if (s == 2) {
            for (int w = 0; w < lanes; w++) {
                inverse[at + w] = 1 / price[at + w];
            }
        } else {
            for (int w = 0; w < lanes; w++) {
                inverse[at + w] = Math.exp((1 - s) * Math.log(price[at + w]));
            }
        }
    }

    private void spend(int i) {
        int l = block.goods;
        Arrays.fill(held, 0);
        for (int j = 0; j < l; j++) {
            int at = (i * l + j) * W;
            for (int w = 0; w < block.count(); w++) {
                held[w] += block.power[at + w] * inverse[j * W + w];
            }
        }
        for (int w = 0; w < block.count(); w++) {
            held[w] = block.income[i * W + w] / held[w];
        }
        for (int j = 0; j < l; j++) {
            int at = (i * l + j) * W;
            for (int w = 0; w < block.count(); w++) {
                double money = block.power[at + w] * inverse[j * W + w] * held[w];
                block.spend[at + w] = money;
                demand[j * W + w] += money;
            }
        }
    }

    private void jacobian() {
        int l = block.goods;
        for (int k = 0; k < block.agents * l; k++) {
            int m = k / l * W;
            int p = k % l * W;
            for (int w = 0; w < block.count(); w++) {
                double earned = block.endowment[k * W + w] * block.price[p + w];
                pull[k * W + w] = (earned + (s - 1) * block.spend[k * W + w]) / block.income[m + w];
            }
        }
        for (int j = 0; j < l - 1; j++) {
            for (int k = 0; k < l; k++) {
                if (k != j) {
                    coupling(j, k);
                }
            }
        }
    }

    private void coupling(int j, int k) {
        int l = block.goods;
        Arrays.fill(held, 0);
        for (int i = 0; i < block.agents; i++) {
            int spent = (i * l + j) * W;
            int pulled = (i * l + k) * W;
            for (int w = 0; w < block.count(); w++) {
                held[w] += block.spend[spent + w] * pull[pulled + w];
            }
        }
        int at = (j * l + k) * W;
        for (int w = 0; w < block.count(); w++) {
            off[at + w] = held[w] / demand[j * W + w];
        }
    }

    /** Eliminates goods 0 to L-2, the last being numeraire, and leaves the step in {@code residual}. */
    private void eliminate() {
        int l = block.goods;
        for (int k = 0; k < l - 1; k++) {
            Arrays.fill(diagonal, 0);
            for (int j = k + 1; j < l; j++) {
                block.addTo(diagonal, off, (k * l + j) * W);
            }
            for (int j = k + 1; j < l; j++) {
                divide(off, (k * l + j) * W);
            }
            divide(residual, k * W);
            for (int i = k + 1; i < l - 1; i++) {
                System.arraycopy(off, (i * l + k) * W, held, 0, W);
                for (int j = k + 1; j < l; j++) {
                    if (j != i) {
                        addHeldTimes(off, (i * l + j) * W, (k * l + j) * W);
                    }
                }
                addHeldTimes(residual, i * W, k * W);
            }
        }
        Arrays.fill(residual, (l - 1) * W, l * W, 0);
        for (int k = l - 2; k >= 0; k--) {
            for (int j = k + 1; j < l - 1; j++) {
                System.arraycopy(off, (k * l + j) * W, held, 0, W);
                addHeldTimes(residual, k * W, j * W);
            }
        }
    }

    private void divide(double[] value /* [.., W] */, int at) {
        for (int w = 0; w < block.count(); w++) {
            value[at + w] /= diagonal[w];
        }
    }

    private void addHeldTimes(double[] value /* [.., W] */, int to, int from) {
        for (int w = 0; w < block.count(); w++) {
            value[to + w] += held[w] * value[from + w];
        }
    }

    private void move() {
        for (int j = 0; j < block.goods - 1; j++) {
            int at = j * W;
            for (int w = 0; w < block.count(); w++) {
                double step = Math.max(-STEP_MAX, Math.min(STEP_MAX, residual[at + w]));
                double half = active[w] > 0 ? step / 2 : 0;
                block.price[at + w] *= (1 + half) / (1 - half);
            }
        }
    }
}
