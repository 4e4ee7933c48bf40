package walras.env.exchange;

import java.util.Arrays;
import walras.env.GroupTensors;
import walras.env.Tensors;
import walras.env.exchange.markov.JointOptimum;
import walras.env.exchange.markov.MarkovModel;

/** Writes what planner, consumers and critics are shown of a row. */
final class MarkovView {
    private final MarkovModel model;
    private final JointOptimum optimum;
    private final int agents;
    private final int goods;
    private final int[] plannerState; // [B, 1]
    private final int[] plannerStep; // [B, 1]
    private final double[] plannerPrices; // [B, 1, L]
    private final int[] state; // [B, N]
    private final int[] step; // [B, N]
    private final double[] prices; // [B, N, L]
    private final double[] bundle; // [B, N, L]
    private final double[] endowment; // [B, N, L]
    private final double[] tastes; // [B, N, L]
    private final double[] worth; // [B]

    MarkovView(Tensors tensors, MarkovModel model, JointOptimum optimum) {
        this.model = model;
        this.optimum = optimum;
        agents = model.agents();
        goods = model.goods();
        GroupTensors planner = tensors.group(MarkovEconomy.PLANNER);
        plannerState = planner.observation("state").i32();
        plannerStep = planner.observation("step").i32();
        plannerPrices = planner.observation("prices").f64();
        GroupTensors consumers = tensors.group(ConsumerSpaces.GROUP);
        state = consumers.observation("state").i32();
        step = consumers.observation("step").i32();
        prices = consumers.observation("prices").f64();
        bundle = consumers.observation("bundle").f64();
        endowment = consumers.observation("endowment").f64();
        tastes = tensors.privileged("weights").f64();
        worth = tensors.privileged("optimal_value").f64();
    }

    /**
     * Shows a row.
     *
     * @param market the static economy that the row is in
     * @param posted {@code [B, L]} last prices
     * @param held {@code [B, N, L]} last bundles
     */
    void observe(int row, int stateNow, int stepNow, int market, double[] posted, double[] held) {
        int size = agents * goods;
        System.arraycopy(model.weights(), market * size, tastes, row * size, size);
        System.arraycopy(model.endowments(), market * size, endowment, row * size, size);
        System.arraycopy(held, row * size, bundle, row * size, size);
        worth[row] = optimum.value()[stepNow * model.states() + stateNow];
        plannerState[row] = stateNow;
        plannerStep[row] = stepNow;
        System.arraycopy(posted, row * goods, plannerPrices, row * goods, goods);
        Arrays.fill(state, row * agents, (row + 1) * agents, stateNow);
        Arrays.fill(step, row * agents, (row + 1) * agents, stepNow);
        for (int i = row * agents; i < (row + 1) * agents; i++) {
            System.arraycopy(posted, row * goods, prices, i * goods, goods);
        }
    }
}
