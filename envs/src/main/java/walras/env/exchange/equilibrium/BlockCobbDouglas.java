package walras.env.exchange.equilibrium;

import java.util.Arrays;

/** The Cobb-Douglas prices of a block: the stationary distribution of {@link Stationary}, eliminated in all lanes at once. */
final class BlockCobbDouglas {
    private static final int W = Block.LANES;

    private final Block block;
    private final double[][] flow; // [L * L][W]
    private final double[] held = new double[W]; // [W]

    BlockCobbDouglas(Block block) {
        this.block = block;
        flow = new double[block.goods * block.goods][W];
    }

    /** Fills normalised weights, prices and spending, of which the certificate can be made at once. */
    void solve() {
        normalise();
        buildFlow();
        eliminate();
        substitute();
        block.earn();
        for (int k = 0; k < block.agents * block.goods; k++) {
            double[] spend = block.spend[k]; // [W]
            double[] share = block.power[k]; // [W]
            double[] income = block.income[k / block.goods]; // [W]
            for (int w = 0; w < block.count(); w++) {
                spend[w] = share[w] * income[w];
            }
        }
    }

    private void normalise() {
        int l = block.goods;
        for (int i = 0; i < block.agents; i++) {
            Arrays.fill(held, 0);
            for (int j = 0; j < l; j++) {
                block.add(held, block.weight[i * l + j]);
            }
            for (int j = 0; j < l; j++) {
                quotient(block.power[i * l + j], block.weight[i * l + j], held);
            }
        }
    }

    private void quotient(double[] to /* [W] */, double[] value /* [W] */, double[] by /* [W] */) {
        for (int w = 0; w < block.count(); w++) {
            to[w] = value[w] / by[w];
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
                    block.addProduct(held, block.power[i * l + j], block.endowment[i * l + k]);
                }
                quotient(flow[k * l + j], held, block.supply[k]);
            }
        }
    }

    private void eliminate() {
        int l = block.goods;
        for (int k = l - 1; k > 0; k--) {
            Arrays.fill(held, 0);
            for (int j = 0; j < k; j++) {
                block.add(held, flow[k * l + j]);
            }
            for (int i = 0; i < k; i++) {
                double[] share = flow[i * l + k]; // [W]
                block.divide(share, held);
                for (int j = 0; j < k; j++) {
                    if (j != i) {
                        block.addProduct(flow[i * l + j], share, flow[k * l + j]);
                    }
                }
            }
        }
    }

    private void substitute() {
        int l = block.goods;
        Arrays.fill(block.price[0], 1);
        for (int k = 1; k < l; k++) {
            double[] price = block.price[k]; // [W]
            Arrays.fill(price, 0);
            for (int i = 0; i < k; i++) {
                block.addProduct(price, block.price[i], flow[i * l + k]);
            }
        }
        for (int k = 0; k < l; k++) {
            block.divide(block.price[k], block.supply[k]);
        }
    }
}
