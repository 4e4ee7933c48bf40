package walras.env.stackelberg.platform;

import java.util.Arrays;
import walras.env.GroupTensors;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Rows;

/** The leader that answers every price profile alike. */
final class CapPolicy implements Policy {
    private final GroupTensors seat;
    private final int level;
    private final int answers;

    CapPolicy(PolicyContext context, PlatformSettings settings) {
        seat = context.groupTensors();
        level = context.options().integer("level");
        answers = settings.wholeRule() ? settings.answers() : 1;
    }

    @Override
    public void act(Rows rows) {
        int[] action = seat.actions().get(0).i32(); // [B, 1] or [B, 1, answers]
        Arrays.fill(action, rows.from() * answers, rows.to() * answers, level);
    }
}
