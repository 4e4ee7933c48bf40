package walras.env.auction;

import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** A batch of worlds in which a planner chooses: the world's half of a society's step, without the market. */
final class PlannerDynamics implements Dynamics {
    private final int primitives;
    private final AuctionRows rows;
    private final TaskRows world;
    private final int[] primitive; // [B, 1]
    private final double[] reward; // [B, 1]
    private final double[] regret; // [B], empty where values are unknown
    private final int[] worldState; // [B]
    private final boolean measuring;
    private final double[] q; // [worldStates, N], empty where nobody asked
    private final double[] v; // [worldStates], likewise

    PlannerDynamics(Tensors tensors, Task task) {
        primitives = task.primitives();
        GroupTensors planner = tensors.group(PlannerEconomy.GROUP);
        primitive = planner.action("primitive").i32();
        reward = planner.reward().f64();
        rows = new AuctionRows(tensors, planner, task.discount());
        world = task.open(tensors, planner, AuctionRules.of(task, 1), rows);
        worldState = tensors.privileged(Task.WORLD_STATE).i32();
        measuring = tensors.wants(AuctionMetrics.REGRET);
        regret = task.valued() ? tensors.metric(AuctionMetrics.REGRET).f64() : new double[0];
        q = measuring ? task.q() : new double[0];
        v = measuring ? task.v() : new double[0];
    }

    @Override
    public void initial(Rows which) {
        for (int row = which.from(); row < which.to(); row++) {
            if (which.contains(row)) {
                world.begin(row);
            }
        }
    }

    @Override
    public void advance(Rows which) {
        world.draw(which);
        for (int row = which.from(); row < which.to(); row++) {
            if (which.contains(row)) {
                rows.winner[row] = primitive[row];
                if (measuring) {
                    int state = worldState[row];
                    regret[row] = v[state] - q[state * primitives + primitive[row]];
                }
            }
        }
        world.apply(rows, which);
        for (int row = which.from(); row < which.to(); row++) {
            if (which.contains(row)) {
                reward[row] = rows.reward[row];
            }
        }
    }

    @Override
    public void observe(Rows which) {
        world.observe(which);
        world.worldStates(which, worldState);
    }

    @Override
    public void state(StateVisitor visitor) {
        rows.state(visitor);
        world.state(visitor);
    }

    @Override
    public int minRowsPerThread() {
        return 8192; // a few nanoseconds a row
    }
}
