package walras.env.stackelberg.newsvendor;

import org.jspecify.annotations.Nullable;
import walras.env.GroupTensors;
import walras.env.PolicyContext;
import walras.env.StateVisitor;
import walras.env.stackelberg.engine.RoundSeat;

/** The supplier's built-in players: the equilibrium, or a learner on the grid. */
final class SupplierPolicy implements RoundSeat.Player {
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
    public void move(int row) {
        chosen[row] = learner == null ? 0 : learner.choose(row);
        seat.actions().get(0).f64()[row] = learner == null ? equilibrium : grid.at(chosen[row]);
    }

    @Override
    public void learn(int row) {
        if (learner != null) {
            learner.learn(row, chosen[row], seat.observations().get(1).f64()[row]);
        }
    }

    @Override
    public void reset(int row) {
        if (learner != null) {
            learner.reset(row);
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
