package walras.env.auction;

import walras.env.OptionSpec;
import walras.env.OptionsSchema;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.RowRandom;
import walras.env.Rows;

/** Bid the optimal value of their primitive, give or take some noise, as far as the bid range reaches. */
final class TruthfulBidders implements Policy {
    static final String NOISE = "noise";
    static final OptionsSchema OPTIONS = OptionsSchema.of(OptionSpec.number(
            NOISE, 0, 0, 1e9, "credits", "Bids are off by as much at most, uniformly and each by itself."));

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
        noise = context.options().number(NOISE);
        random = context.random();
        this.bidMax = bidMax;
    }

    /** One agent after another, over all rows: loops over rows are long, and pay for being set up. */
    @Override
    public void act(Rows rows) {
        if (noise > 0) {
            random.uniforms(rows, 0, firstAgent, agents, bids, m);
        }
        for (int agent = firstAgent; agent < firstAgent + agents; agent++) {
            int primitive = agent % primitives;
            for (int row = rows.from(); row < rows.to(); row++) {
                if (rows.contains(row)) {
                    bid(row * m + agent, worldState[row] * primitives + primitive);
                }
            }
        }
    }

    private void bid(int at, int pair) {
        double wanted = values[pair] + (noise > 0 ? noise * (2 * bids[at] - 1) : 0);
        // Few bids are out of range, so a branch is cheaper than what min and max do about signed zeros.
        bids[at] = wanted < 0 ? 0 : wanted > bidMax ? bidMax : wanted;
    }
}
