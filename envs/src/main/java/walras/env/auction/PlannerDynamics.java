package walras.env.auction;

import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** A batch of tabular worlds in which a planner chooses. */
final class PlannerDynamics implements Dynamics {
    private static final int START = 0;
    private static final int TRANSITION = 1;

    private final Tensors tensors;
    private final GlobalMdp world;
    private final StateTensor observation;
    private final int[] primitive; // [B, 1]
    private final double[] reward; // [B, 1]
    private final double[] regret; // [B]
    private final double[] start; // [B]
    private final byte[] terminated; // [B]
    private final boolean measuring;
    private final double[] q; // [S, N], empty where nobody asked
    private final double[] v; // [S], likewise
    private final int[] state; // [B]

    PlannerDynamics(Tensors tensors, TabularTask task) {
        this.tensors = tensors;
        this.world = task.world();
        GroupTensors planner = tensors.group(PlannerEconomy.GROUP);
        observation = new StateTensor(planner, world.states());
        primitive = planner.action("primitive").i32();
        reward = planner.reward().f64();
        regret = tensors.metric(AuctionMetrics.REGRET).f64();
        start = tensors.resetOption(BiddersEconomy.START).f64();
        terminated = tensors.terminated().u8();
        measuring = tensors.wants(AuctionMetrics.REGRET);
        q = measuring ? task.oracle().qStar() : new double[0];
        v = measuring ? task.oracle().vStar() : new double[0];
        state = new int[tensors.rows()];
    }

    @Override
    public void initial(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                double draw = tensors.random().uniform(row, START, 0);
                state[row] = Double.isNaN(start[row]) ? world.start(draw) : (int) start[row];
            }
        }
    }

    @Override
    public void advance(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                advanceRow(row);
            }
        }
    }

    private void advanceRow(int row) {
        int from = state[row];
        int pair = from * world.primitives() + primitive[row];
        if (measuring) {
            regret[row] = v[from] - q[pair];
        }
        reward[row] = world.reward(from, primitive[row]);
        double draw = world.deterministic() ? 0 : tensors.random().uniform(row, TRANSITION, 0);
        state[row] = world.next(pair, draw);
        terminated[row] = (byte) (world.terminal(state[row]) ? 1 : 0);
    }

    @Override
    public void observe(Rows rows) {
        observation.write(rows, state);
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.ints("auction.state", state);
    }

    @Override
    public int minRowsPerThread() {
        return 8192; // a few nanoseconds a row
    }
}
