package walras.server.rpc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.session.Limits;
import walras.server.wire.PlayManyIn;

/** The lanes of a call that were acted for at once. Of the call's callbacks. */
final class LaneStacks {
    private final Limits limits;
    private final List<LaneStack> stacks = new ArrayList<>(); // no lane is in two of them

    LaneStacks(Limits limits) {
        this.limits = limits;
    }

    /** @throws Problem BAD_REQUEST if some message is for lanes that there cannot be */
    void requireAllowed(PlayManyIn in) {
        for (int k = 0; k < in.count(); k++) {
            long end = in.lane(k) + (long) in.width(k);
            if (in.lane(k) < 0 || end > limits.lanes()) {
                String range = "lanes from 0 to " + (limits.lanes() - 1);
                throw Problem.request("lanes[" + k + "].count", range, in.lane(k) + " to " + (end - 1));
            }
        }
    }

    /**
     * The stack of some lanes, which may be built for them; lanes that were in others leave those.
     *
     * @param all of the call, as they are now
     * @return null where there can be none
     */
    @Nullable
    LaneStack of(int first, int count, @Nullable Lane[] all) { // [highest number that was opened + 1]
        for (LaneStack stack : stacks) {
            if (stack.isOf(first, count, all)) {
                return stack;
            }
        }
        stacks.stream().filter(stack -> stack.overlaps(first, count)).forEach(LaneStack::dissolve);
        stacks.removeIf(stack -> stack.overlaps(first, count));
        @Nullable Lane[] lanes = new Lane[count];
        int opened = Math.max(0, Math.min(count, all.length - first));
        System.arraycopy(all, Math.min(first, all.length), lanes, 0, opened);
        LaneStack made = LaneStack.of(first, lanes, limits);
        if (made != null) {
            stacks.add(made);
        }
        return made;
    }
}
