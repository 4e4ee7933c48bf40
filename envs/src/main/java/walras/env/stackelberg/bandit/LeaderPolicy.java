package walras.env.stackelberg.bandit;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.env.GroupTensors;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;

/** The leader's built-in players: the equilibrium, or a learner. */
final class LeaderPolicy implements Policy {
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
    public void act(Rows rows) {
        int[] action = seat.actions().get(0).i32(); // [B, 1]
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row) && seat.active().u8()[row] == 1) {
                chosen[row] = learner == null ? equilibrium : learner.choose(row, random.uniform(row, 0, 0));
                action[row] = chosen[row];
            }
        }
    }

    /** A round is over when the leader is to act again. */
    @Override
    public void learn(Rows rows) {
        for (int row = rows.from(); learner != null && row < rows.to(); row++) {
            if (rows.contains(row) && seat.active().u8()[row] == 1) {
                learner.learn(row, chosen[row], seat.reward().f64()[row]);
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
        visitor.ints("leader.chosen", chosen);
        if (learner != null) {
            learner.state(visitor, "leader");
        }
    }
}
