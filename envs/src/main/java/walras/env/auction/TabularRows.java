package walras.env.auction;

import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.Tensors;

/** A batch of tabular worlds. */
final class TabularRows implements TaskRows {
    private static final int START = 0;
    private static final int TRANSITION = 1;

    private final Tensors tensors;
    private final TabularWorld world;
    private final AuctionRows rows;
    private final StateTensor observation;
    private final double[] start; // [B]

    TabularRows(Tensors tensors, GroupTensors group, GlobalMdp mdp, AuctionRules rules, AuctionRows rows) {
        this.tensors = tensors;
        this.rows = rows;
        world = new TabularWorld(mdp, rules);
        observation = new StateTensor(group, mdp.states());
        start = tensors.resetOption(TabularTask.START).f64();
    }

    /** The tables, for kernels that look them up by themselves. */
    TabularWorld world() {
        return world;
    }

    @Override
    public void begin(int row) {
        double draw = tensors.random().uniform(row, START, 0);
        rows.begin(row, Double.isNaN(start[row]) ? world.mdp().start(draw) : (int) start[row]);
    }

    @Override
    public void draw(Rows which) {
        if (!world.mdp().deterministic()) {
            for (int row = which.from(); row < which.to(); row++) {
                if (which.contains(row)) {
                    rows.transitionDraw[row] = tensors.random().uniform(row, TRANSITION, 0);
                }
            }
        }
    }

    @Override
    public void apply(AuctionRows same, Rows which) {
        world.apply(same, which);
    }

    @Override
    public int worldState(int row) {
        return rows.state[row];
    }

    @Override
    public void observe(Rows which) {
        observation.write(which, rows.state);
    }
}
