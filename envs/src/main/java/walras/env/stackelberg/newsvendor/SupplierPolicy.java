package walras.env.stackelberg.newsvendor;

import org.jspecify.annotations.Nullable;
import walras.env.GroupTensors;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Rows;
import walras.env.StateVisitor;

/** The supplier's built-in players: the equilibrium, or a learner on the grid. */
final class SupplierPolicy implements Policy {
    private final GroupTensors seat;
    private final PriceGrid grid;
    private final double equilibrium;
    private final @Nullable SupplierLearner learner;
    private final int[] chosen; // [B]

    /** @param equilibrium the wholesale price that the player who knows the market posts */
    SupplierPolicy(PolicyContext context, NewsvendorSettings settings, double equilibrium) {
        seat = context.groupTensors();
        grid = settings.grid();
        this.equilibrium = equilibrium;
        int rows = context.tensors().rows();
        chosen = new int[rows];
        learner = switch (context.spec().name()) {
            case "oful" -> new SupplierLearner(SupplierLearner.Kind.OFUL, rows, settings.market(), grid);
            case "ucb" -> new SupplierLearner(SupplierLearner.Kind.UCB, rows, settings.market(), grid);
            default -> null;
        };
    }

    @Override
    public void act(Rows rows) {
        double[] action = seat.actions().get(0).f64(); // [B, 1]
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row) && seat.active().u8()[row] == 1) {
                chosen[row] = learner == null ? 0 : learner.choose(row);
                action[row] = learner == null ? equilibrium : grid.at(chosen[row]);
            }
        }
    }

    /** A round is over when the leader is to act again. */
    @Override
    public void learn(Rows rows) {
        double[] quantity = seat.observations().get(1).f64(); // [B, 1]
        for (int row = rows.from(); learner != null && row < rows.to(); row++) {
            if (rows.contains(row) && seat.active().u8()[row] == 1) {
                learner.learn(row, chosen[row], quantity[row]);
            }
        }
    }

    @Override
    public void begin(Rows rows) {
        for (int row = rows.from(); learner != null && row < rows.to(); row++) {
            if (rows.contains(row)) {
                learner.reset(row);
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.ints("supplier.chosen", chosen);
        if (learner != null) {
            learner.state(visitor, "supplier");
        }
    }
}
