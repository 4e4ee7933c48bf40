package walras.env.exchange.equilibrium;

import java.util.Arrays;

/** The Cobb-Douglas prices of a block: the stationary distribution of {@link Stationary}, eliminated in all lanes at once. */
final class BlockCobbDouglas {
    private static final int W = Block.LANES;

    private final Block block;
    private final double[] flow; // [L, L, W]
    private final double[] held; // [W]
    private final double[] share; // [W]

    BlockCobbDouglas(Block block) {
        this.block = block;
        flow = new double[block.goods * block.goods * W];
        held = new double[W];
        share = new double[W];
    }

    /** Fills normalised weights, prices and spending, of which the certificate can be made at once. */
    void solve() {
        normalise();
        buildFlow();
        eliminate();
        substitute();
        block.earn();
        for (int k = 0; k < block.agents * block.goods; k++) {
            int m = k / block.goods * W;
            for (int w = 0; w < block.count(); w++) {
                block.spend[k * W + w] = block.power[k * W + w] * block.income[m + w];
            }
        }
    }

    private void normalise() {
        int l = block.goods;
        for (int i = 0; i < block.agents; i++) {
            Arrays.fill(held, 0);
            for (int j = 0; j < l; j++) {
                block.addTo(held, block.weight, (i * l + j) * W);
            }
            for (int j = 0; j < l; j++) {
                int at = (i * l + j) * W;
                for (int w = 0; w < block.count(); w++) {
                    block.power[at + w] = block.weight[at + w] / held[w];
                }
            }
        }
    }

    private void buildFlow() {
        int l = block.goods;
        for (int k = 0; k < l; k++) {
            for (int j = 0; j < l; j++) {
                if (j == k) {
                    continue;
                }
                Arrays.fill(held, 0);
                for (int i = 0; i < block.agents; i++) {
                    int want = (i * l + j) * W;
                    int own = (i * l + k) * W;
                    for (int w = 0; w < block.count(); w++) {
                        held[w] += block.power[want + w] * block.endowment[own + w];
                    }
                }
                for (int w = 0; w < block.count(); w++) {
                    flow[(k * l + j) * W + w] = held[w] / block.supply[k * W + w];
                }
            }
        }
    }

    private void eliminate() {
        int l = block.goods;
        for (int k = l - 1; k > 0; k--) {
            Arrays.fill(held, 0);
            for (int j = 0; j < k; j++) {
                block.addTo(held, flow, (k * l + j) * W);
            }
            for (int i = 0; i < k; i++) {
                int at = (i * l + k) * W;
                for (int w = 0; w < block.count(); w++) {
                    share[w] = flow[at + w] / held[w];
                }
                System.arraycopy(share, 0, flow, at, W);
                for (int j = 0; j < k; j++) {
                    if (j != i) {
                        addProduct((i * l + j) * W, (k * l + j) * W);
                    }
                }
            }
        }
    }

    private void addProduct(int to, int from) {
        for (int w = 0; w < block.count(); w++) {
            flow[to + w] += share[w] * flow[from + w];
        }
    }

    private void substitute() {
        int l = block.goods;
        Arrays.fill(block.price, 0, W, 1);
        for (int k = 1; k < l; k++) {
            Arrays.fill(held, 0);
            for (int i = 0; i < k; i++) {
                int at = (i * l + k) * W;
                for (int w = 0; w < block.count(); w++) {
                    held[w] += block.price[i * W + w] * flow[at + w];
                }
            }
            System.arraycopy(held, 0, block.price, k * W, W);
        }
        for (int k = 0; k < l; k++) {
            for (int w = 0; w < block.count(); w++) {
                block.price[k * W + w] /= block.supply[k * W + w];
            }
        }
    }
}
