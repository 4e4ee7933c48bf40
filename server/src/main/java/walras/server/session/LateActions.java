package walras.server.session;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.env.GroupTensors;
import walras.env.Policy;
import walras.env.Problem;
import walras.env.Rows;
import walras.env.Space;
import walras.env.Tensor;
import walras.env.batch.Batch;
import walras.server.frame.FrameCodec;
import walras.server.frame.SeatView;

/** What seats that miss the deadline play, in one shard. */
final class LateActions {
    private final Batch batch;
    private final SessionConfig.LateAction action;
    private final byte[] @Nullable [] last; // [seats][frame bytes] kept only where they may be repeated
    private final @Nullable Policy[] policies; // [seats]
    private final Rows everyRow;

    LateActions(SessionPlan plan, Batch batch) {
        this.batch = batch;
        this.action = plan.config()
                .deadline()
                .map(SessionConfig.Deadline::lateAction)
                .orElse(SessionConfig.LateAction.DEFAULT_ACTION);
        last = new byte[plan.seats().size()][];
        policies = new Policy[plan.seats().size()];
        everyRow = Rows.every(0, batch.rows());
        plan.config().deadline().flatMap(SessionConfig.Deadline::latePolicy).ifPresent(named -> {
            for (SeatPlan seat : plan.seats()) {
                if (seat.config().remote()) {
                    SeatView view = seat.view();
                    policies[seat.index()] = batch.standIn(
                            view.group().name(),
                            view.firstAgent(),
                            view.agents(),
                            named.name(),
                            named.options(),
                            "late");
                }
            }
        });
    }

    /** Keeps a seat's accepted actions, where a lapse may repeat them. */
    void remember(int seat, FrameCodec codec) {
        if (action == SessionConfig.LateAction.REPEAT_LAST) {
            last[seat] = codec.encodeActions();
        }
    }

    /** Forgets the last actions: they belong to other episodes now. */
    void forget() {
        Arrays.fill(last, null);
    }

    void stage(int seat, FrameCodec codec) {
        Policy policy = policies[seat];
        byte[] frame = last[seat];
        if (policy != null) {
            policy.begin(everyRow);
            policy.act(everyRow);
        } else if (frame != null) {
            repeat(frame, codec);
        } else {
            stageDefault(codec);
        }
    }

    /** The last actions again, unless the mask or the economy no longer allows them: then the default action. */
    private void repeat(byte[] frame, FrameCodec codec) {
        codec.decodeActions(ByteBuffer.wrap(frame));
        try {
            batch.check(
                    codec.seat().group().name(),
                    codec.seat().firstAgent(),
                    codec.seat().agents());
        } catch (Problem forbidden) {
            stageDefault(codec);
        }
    }

    /** The least value of every action space that the mask allows; 0 where a number has no least value. */
    void stageDefault(FrameCodec codec) {
        SeatView seat = codec.seat();
        GroupTensors group = batch.tensors().group(seat.group().name());
        for (int k = 0; k < group.actions().size(); k++) {
            Tensor tensor = group.actions().get(k);
            Space space = seat.group().actions().get(k).space();
            for (int row = 0; row < batch.rows(); row++) {
                for (int agent = seat.firstAgent(); agent < seat.firstAgent() + seat.agents(); agent++) {
                    stageDefault(tensor, space, group, row * seat.group().agents() + agent);
                }
            }
        }
    }

    private static void stageDefault(Tensor tensor, Space space, GroupTensors group, int rowAgent) {
        int[] choices = space.choices(); // [size], or [0] for reals
        int mask = rowAgent * group.group().maskLength();
        for (int e = 0; e < space.size(); e++) {
            double value = 0;
            if (space instanceof Space.Box box) {
                value = Double.isFinite(box.low(e)) ? box.low(e) : Math.min(0, box.high(e));
            } else if (group.group().masked()) {
                value = firstAllowed(group.mask().u8(), mask, choices[e]);
                mask += choices[e];
            }
            tensor.set(rowAgent * space.size() + e, value);
        }
    }

    private static int firstAllowed(byte[] mask, int from, int choices) { // [rows, n, choices]
        for (int c = 0; c < choices; c++) {
            if (mask[from + c] != 0) {
                return c;
            }
        }
        return 0;
    }
}
