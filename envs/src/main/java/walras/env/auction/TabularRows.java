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
            tensors.random().uniforms(which, TRANSITION, 0, 1, rows.transitionDraw, 1);
        }
    }

    @Override
    public void apply(AuctionRows same, Rows which) {
        world.apply(same, which);
    }

    @Override
    public void worldStates(Rows which, int[] target) { // [B]
        System.arraycopy(rows.state, which.from(), target, which.from(), which.to() - which.from());
    }

    @Override
    public void observe(Rows which) {
        observation.write(which, rows.state);
    }
}
