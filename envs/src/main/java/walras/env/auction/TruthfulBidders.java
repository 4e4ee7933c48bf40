package walras.env.auction;

import walras.env.OptionSpec;
import walras.env.OptionsSchema;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.RowRandom;
import walras.env.Rows;

/** Bid the optimal value of their primitive, give or take some noise, as far as the bid range reaches. */
final class TruthfulBidders implements Policy {
    static final OptionsSchema OPTIONS = OptionsSchema.of(OptionSpec.number(
            "noise", 0, 0, 1e9, "credits", "Bids are off by as much at most, uniformly and each by itself."));

    private final double[] bids; // [B, m]
    private final int m;
    private final int primitives;
    private final int firstAgent;
    private final int agents;
    private final int[] worldState; // [B]
    private final double[] values; // [worldStates, N]
    private final double noise;
    private final RowRandom random;
    private final double bidMax;

    TruthfulBidders(PolicyContext context, Task task, AuctionRules rules, double bidMax) {
        bids = context.groupTensors().action("bid").f64();
        m = rules.bidders();
        primitives = rules.primitives();
        firstAgent = context.firstAgent();
        agents = context.agents();
        worldState = context.tensors().privileged(Task.WORLD_STATE).i32();
        values = task.q();
        noise = context.options().number("noise");
        random = context.random();
        this.bidMax = bidMax;
    }

    @Override
    public void act(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                actRow(row);
            }
        }
    }

    private void actRow(int row) {
        int pairs = worldState[row] * primitives;
        for (int i = firstAgent; i < firstAgent + agents; i++) {
            double off = noise == 0 ? 0 : noise * (2 * random.uniform(row, 0, i) - 1);
            bids[row * m + i] = Math.min(Math.max(values[pairs + i % primitives] + off, 0), bidMax);
        }
    }
}
