package walras.env.stackelberg.bandit;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.env.GroupTensors;
import walras.env.PolicyContext;
import walras.env.RowRandom;
import walras.env.StateVisitor;
import walras.env.stackelberg.engine.RoundSeat;

/** The leader's built-in players: the equilibrium, or a learner. */
final class LeaderPolicy implements RoundSeat.Player {
    private final GroupTensors seat;
    private final RowRandom random;
    private final int equilibrium;
    private final @Nullable LeaderLearner learner;
    private final int[] chosen; // [B]

    /** @param equilibrium the action that the player who knows the game commits to */
    LeaderPolicy(PolicyContext context, BanditSettings settings, int equilibrium) {
        seat = context.groupTensors();
        random = context.random();
        this.equilibrium = equilibrium;
        int rows = context.tensors().rows();
        chosen = new int[rows];
        learner = Arrays.stream(BanditDuel.Leader.values())
                .filter(kind -> kind.id().equals(context.spec().name()))
                .findFirst()
                .map(kind -> new LeaderLearner(
                        kind,
                        rows,
                        settings.game().leaderActions(),
                        settings.horizon(),
                        BanditDuel.Constants.of(context.options())))
                .orElse(null);
    }

    @Override
    public void move(int row) {
        chosen[row] = learner == null ? equilibrium : learner.choose(row, random.uniform(row, 0, 0));
        seat.actions().get(0).i32()[row] = chosen[row];
    }

    @Override
    public void learn(int row) {
        if (learner != null) {
            learner.learn(row, chosen[row], seat.reward().f64()[row]);
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
        visitor.ints("leader.chosen", chosen);
        if (learner != null) {
            learner.state(visitor, "leader");
        }
    }
}
