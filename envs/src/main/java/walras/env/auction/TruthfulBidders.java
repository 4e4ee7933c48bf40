package walras.env.auction;

import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Rows;

/** Bid the optimal value of their primitive, as far as the bid range reaches. */
final class TruthfulBidders implements Policy {
    private final double[] bids; // [B, m]
    private final int m;
    private final int primitives;
    private final int firstAgent;
    private final int agents;
    private final StateTensor state;
    private final double[] values; // [S, N] within the bid range

    TruthfulBidders(PolicyContext context, TabularTask task, AuctionRules rules, double bidMax) {
        bids = context.groupTensors().action("bid").f64();
        m = rules.bidders();
        primitives = rules.primitives();
        firstAgent = context.firstAgent();
        agents = context.agents();
        state = new StateTensor(context.groupTensors(), task.world().states());
        values = task.oracle().qStar().clone();
        for (int pair = 0; pair < values.length; pair++) {
            values[pair] = Math.min(Math.max(values[pair], 0), bidMax);
        }
    }

    @Override
    public void act(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                int pairs = state.read(row) * primitives;
                for (int i = firstAgent; i < firstAgent + agents; i++) {
                    bids[row * m + i] = values[pairs + i % primitives];
                }
            }
        }
    }
}
