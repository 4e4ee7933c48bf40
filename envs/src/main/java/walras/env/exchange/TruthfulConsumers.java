package walras.env.exchange;

import walras.env.GroupTensors;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Rows;
import walras.env.Space;
import walras.env.exchange.equilibrium.Demand;
import walras.env.exchange.equilibrium.Equilibria;
import walras.env.exchange.equilibrium.FusedEquilibriumKernel;
import walras.env.exchange.equilibrium.Preferences;

/** Price takers of the static market, who know their tastes; in the market of proposals they know everybody's. */
final class TruthfulConsumers implements Policy {
    private final PolicyContext context;
    private final GroupTensors group;
    private final Demand demand;
    private final FusedEquilibriumKernel kernel;
    private final MarketMode mode;
    private final Equilibria one;
    private final int agents;
    private final int goods;
    private final double[] weights; // [N, L] of one row
    private final double[] endowments; // [N, L] of one row
    private final double quantityMax;

    TruthfulConsumers(PolicyContext context, Preferences preferences, MarketMode mode) {
        this.context = context;
        this.mode = mode;
        group = context.groupTensors();
        demand = new Demand(preferences);
        kernel = new FusedEquilibriumKernel(preferences);
        agents = preferences.agents();
        goods = preferences.goods();
        one = Equilibria.allocate(1, agents, goods);
        weights = new double[agents * goods];
        endowments = new double[agents * goods];
        quantityMax = mode == MarketMode.DEMAND ? highest() : Double.POSITIVE_INFINITY;
    }

    private double highest() {
        Space space = group.group().actions().get(0).space();
        return space instanceof Space.Box box ? box.high(0) : Double.POSITIVE_INFINITY;
    }

    @Override
    public void act(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                switch (mode) {
                    case REPORT -> report(row);
                    case DEMAND -> demand(row);
                    case PROPOSAL -> propose(row);
                }
            }
        }
    }

    private void report(int row) {
        int from = (row * agents + context.firstAgent()) * goods;
        double[] known = group.observation("weights").f64(); // [B, N, L]
        System.arraycopy(known, from, group.action("weights").f64(), from, context.agents() * goods);
    }

    private void demand(int row) {
        double[] known = group.observation("weights").f64(); // [B, N, L]
        double[] prices = group.observation("prices").f64(); // [B, N, L]
        double[] owned = group.observation("endowment").f64(); // [B, N, L]
        double[] bundle = group.action("bundle").f64(); // [B, N, L]
        for (int i = context.firstAgent(); i < context.firstAgent() + context.agents(); i++) {
            int at = (row * agents + i) * goods;
            double income = 0;
            for (int j = 0; j < goods; j++) {
                income += prices[at + j] * owned[at + j];
            }
            demand.choose(i, known, at, prices, at, income, bundle, at);
            for (int j = 0; j < goods; j++) {
                bundle[at + j] = Math.min(bundle[at + j], quantityMax);
            }
        }
    }

    private void propose(int row) {
        int size = agents * goods;
        System.arraycopy(group.observation("weights").f64(), row * size, weights, 0, size);
        System.arraycopy(group.observation("endowment").f64(), row * size, endowments, 0, size);
        kernel.solve(1, weights, endowments, one);
        boolean found = one.statusOf(0).certified();
        double[] bundle = group.action("bundle").f64(); // [B, N, L]
        double[] prices = group.action("prices").f64(); // [B, N, L]
        for (int i = context.firstAgent(); i < context.firstAgent() + context.agents(); i++) {
            for (int j = 0; j < goods; j++) {
                int at = i * goods + j;
                bundle[row * size + at] = found ? one.allocation()[at] : endowments[at];
                prices[row * size + at] = found ? one.prices()[j] : 1.0 / goods;
            }
        }
    }

    @Override
    public boolean rowwise() {
        return false; // one scratch economy for all rows
    }
}
