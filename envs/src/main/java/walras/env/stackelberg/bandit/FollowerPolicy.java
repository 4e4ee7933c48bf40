package walras.env.stackelberg.bandit;

import java.util.Arrays;
import walras.env.GroupTensors;
import walras.env.PolicyContext;
import walras.env.StateVisitor;
import walras.env.stackelberg.engine.RoundSeat;

/** The follower's learners on a seat. */
final class FollowerPolicy implements RoundSeat.Player {
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
    public void move(int row) {
        chosen[row] = learner.reply(row, seen(row));
        seat.actions().get(0).i32()[row] = chosen[row];
    }

    private int seen(int row) {
        return seat.observations().get(0).i32()[row];
    }

    @Override
    public void learn(int row) {
        double leaders = side ? seat.observations().get(2).f64()[row] : 0;
        learner.learn(row, seen(row), chosen[row], leaders, seat.reward().f64()[row]);
    }

    @Override
    public void reset(int row) {
        learner.reset(row);
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.ints("follower.chosen", chosen);
        learner.state(visitor, "follower");
    }
}
