package walras.env.exchange;

import java.util.Arrays;
import walras.env.Backend;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;
import walras.env.exchange.equilibrium.EquilibriumKernel;
import walras.env.exchange.equilibrium.PriceStep;

/** State: each row's tastes, endowments, posted prices, last bundles and markets held. */
final class StaticDynamics implements Dynamics {
    private static final int TASTES = 0;
    private static final int OWNED = 1;

    private final StaticRules rules;
    private final Backend backend;
    private final int agents;
    private final int goods;
    private final double[] tastes; // [N, L]
    private final double[] owned; // [N, L]
    private final Auctioneer auctioneer;
    private final PriceStep priceStep;
    private final MarketReport report;
    private final Tensors tensors;
    private final double[] said; // [B, N, L] first action
    private final double[] quotes; // [B, N, L] of proposals, else empty
    private final double[] reward; // [B, N]
    private final byte[] terminated; // [B]
    private final double[] shownWeights; // [B, N, L]
    private final double[] shownEndowments; // [B, N, L]
    private final double[] shownBundles; // [B, N, L]
    private final double[] shownPrices; // [B, N, L]

    // The state.
    private final double[] weights; // [B, N, L]
    private final double[] endowments; // [B, N, L]
    private final double[] prices; // [B, L]
    private final double[] bundles; // [B, N, L]
    private final int[] held; // [B]

    StaticDynamics(
            Tensors tensors,
            EquilibriumKernel kernel,
            Backend backend,
            StaticRules rules,
            double[] tastes /* [N, L] */,
            double[] owned /* [N, L] */) {
        this.rules = rules;
        this.backend = backend;
        this.tastes = tastes;
        this.owned = owned;
        this.tensors = tensors;
        agents = kernel.preferences().agents();
        goods = kernel.preferences().goods();
        int rows = tensors.rows();
        auctioneer = new Auctioneer(rows, kernel);
        priceStep = Kernels.priceStep(backend, rules.mode(), kernel.preferences(), rules.priceStep(), rows);
        report = new MarketReport(tensors, kernel.preferences(), rules.tolerance());
        GroupTensors consumers = tensors.group(ConsumerSpaces.GROUP);
        said = consumers.actions().get(0).f64();
        quotes =
                rules.mode() == MarketMode.PROPOSAL ? consumers.action("prices").f64() : new double[0];
        reward = consumers.reward().f64();
        terminated = tensors.terminated().u8();
        shownWeights = consumers.observation("weights").f64();
        shownEndowments = consumers.observation("endowment").f64();
        shownBundles = consumers.observation("bundle").f64();
        shownPrices = consumers.observation("prices").f64();
        weights = new double[rows * agents * goods];
        endowments = new double[rows * agents * goods];
        bundles = new double[rows * agents * goods];
        prices = new double[rows * goods];
        held = new int[rows];
    }

    @Override
    public void initial(Rows rows) {
        int size = agents * goods;
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                for (int k = 0; k < size; k++) {
                    weights[row * size + k] = tastes[k] * spread(row, TASTES, k);
                    endowments[row * size + k] = owned[k] * spread(row, OWNED, k);
                }
                Arrays.fill(bundles, row * size, (row + 1) * size, 0);
                Arrays.fill(prices, row * goods, (row + 1) * goods, 1.0 / goods);
                held[row] = 0;
            }
        }
    }

    private double spread(int row, int purpose, int index) {
        return rules.spread() == 0
                ? 1
                : StaticEconomy.factor(rules.spread(), tensors.random().normal(row, purpose, index));
    }

    @Override
    public void advance(Rows rows) {
        if (rules.mode() == MarketMode.REPORT) {
            auctioneer.clearReports(rows.from(), rows.to(), rows, said, endowments);
        }
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                trade(row);
            }
        }
        if (rules.mode() == MarketMode.DEMAND) {
            priceStep.move(rows, auctioneer.outcome().prices(), said, endowments);
        }
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                finish(row);
            }
        }
    }

    private void trade(int row) {
        int size = agents * goods;
        if (rules.mode() == MarketMode.PROPOSAL) {
            auctioneer.averageQuotes(row, quotes);
            auctioneer.deliver(row, said, weights, row * size, endowments);
        } else if (rules.mode() == MarketMode.DEMAND) {
            System.arraycopy(prices, row * goods, auctioneer.outcome().prices(), row * goods, goods);
            auctioneer.deliver(row, said, weights, row * size, endowments);
        }
        report.write(row, 1, auctioneer.outcome(), weights, endowments, row * size);
        System.arraycopy(report.utility(), row * agents, reward, row * agents, agents);
    }

    private void finish(int row) {
        int size = agents * goods;
        System.arraycopy(auctioneer.outcome().prices(), row * goods, prices, row * goods, goods);
        System.arraycopy(auctioneer.outcome().allocation(), row * size, bundles, row * size, size);
        held[row]++;
        terminated[row] = (byte) (held[row] >= rules.horizon() ? 1 : 0);
    }

    @Override
    public void observe(Rows rows) {
        int size = agents * goods;
        int from = rows.from() * size;
        int length = (rows.to() - rows.from()) * size;
        System.arraycopy(weights, from, shownWeights, from, length);
        System.arraycopy(endowments, from, shownEndowments, from, length);
        System.arraycopy(bundles, from, shownBundles, from, length);
        for (int row = rows.from(); row < rows.to(); row++) {
            for (int i = 0; i < agents; i++) {
                System.arraycopy(prices, row * goods, shownPrices, row * size + i * goods, goods);
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.doubles("static.weights", weights);
        visitor.doubles("static.endowments", endowments);
        visitor.doubles("static.prices", prices);
        visitor.doubles("static.bundles", bundles);
        visitor.ints("static.held", held);
    }

    @Override
    public int minRowsPerThread() {
        return Kernels.minRowsPerThread(backend);
    }
}
