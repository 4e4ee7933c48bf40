package walras.env.stackelberg.bandit;

import java.util.Arrays;
import walras.env.GroupTensors;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Rows;
import walras.env.StateVisitor;

/** The follower's learners on a seat. */
final class FollowerPolicy implements Policy {
    private final GroupTensors seat;
    private final boolean side;
    private final FollowerLearner learner;
    private final int[] chosen; // [B]

    FollowerPolicy(PolicyContext context, BanditSettings settings) {
        seat = context.groupTensors();
        side = settings.side();
        BanditDuel.Follower kind = Arrays.stream(BanditDuel.Follower.values())
                .filter(each -> each.id().equals(context.spec().name()))
                .findFirst()
                .orElse(BanditDuel.Follower.UCB);
        int rows = context.tensors().rows();
        BanditDuel.Constants constants = BanditDuel.Constants.of(context.options());
        learner = new FollowerLearner(kind, rows, settings.game(), settings.horizon(), constants);
        chosen = new int[rows];
    }

    @Override
    public void act(Rows rows) {
        int[] seen = seat.observations().get(0).i32(); // [B, 1]
        int[] action = seat.actions().get(0).i32(); // [B, 1]
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row) && seat.active().u8()[row] == 1) {
                chosen[row] = learner.reply(row, seen[row]);
                action[row] = chosen[row];
            }
        }
    }

    /** A round is over when the follower has nothing left to answer. */
    @Override
    public void learn(Rows rows) {
        int[] seen = seat.observations().get(0).i32(); // [B, 1]
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row) && seat.active().u8()[row] == 0) {
                double leaders = side ? seat.observations().get(2).f64()[row] : 0;
                learner.learn(
                        row, seen[row], chosen[row], leaders, seat.reward().f64()[row]);
            }
        }
    }

    @Override
    public void begin(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                learner.reset(row);
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.ints("follower.chosen", chosen);
        learner.state(visitor, "follower");
    }
}
