package walras.server.session.shard;

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
import walras.env.batch.PartedBatch;
import walras.server.frame.FrameCodec;
import walras.server.frame.SeatView;
import walras.server.session.plan.SeatPlan;
import walras.server.session.plan.SessionConfig;
import walras.server.session.plan.SessionPlan;

/** What seats that miss the deadline play, in one shard. */
final class LateActions {
    private final PartedBatch batch;
    private final SessionConfig.LateAction action;
    private final byte[] @Nullable [] last; // [seats][frame bytes] kept only where they may be repeated
    private final @Nullable Policy[][] policies; // [seats][parts]

    LateActions(SessionPlan plan, PartedBatch batch) {
        this.batch = batch;
        this.action = plan.config()
                .deadline()
                .map(SessionConfig.Deadline::lateAction)
                .orElse(SessionConfig.LateAction.DEFAULT_ACTION);
        last = new byte[plan.seats().size()][];
        policies = new Policy[plan.seats().size()][];
        plan.config().deadline().flatMap(SessionConfig.Deadline::latePolicy).ifPresent(named -> {
            for (SeatPlan seat : plan.seats()) {
                if (seat.config().remote()) {
                    SeatView view = seat.view();
                    Policy[] late = new Policy[batch.parts()]; // [parts]
                    Arrays.setAll(late, part -> standIn(batch.part(part), view, named));
                    policies[seat.index()] = late;
                }
            }
        });
    }

    private static Policy standIn(Batch part, SeatView view, SessionConfig.NamedPolicy named) {
        return part.standIn(
                view.group().name(), view.firstAgent(), view.agents(), named.name(), named.options(), "late");
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
        Policy[] late = policies[seat]; // [parts]
        byte[] frame = last[seat];
        if (late != null) {
            for (int part = 0; part < late.length; part++) {
                Rows every = Rows.every(0, batch.part(part).rows());
                late[part].begin(every);
                late[part].act(every);
            }
        } else if (frame != null) {
            repeat(frame, codec);
        } else {
            stageDefault(codec);
        }
    }

    /** The last actions again; in parts where the mask or the economy no longer allows them the default action. */
    private void repeat(byte[] frame, FrameCodec codec) {
        codec.decodeActions(ByteBuffer.wrap(frame));
        SeatView seat = codec.seat();
        for (int part = 0; part < batch.parts(); part++) {
            try {
                batch.part(part).check(seat.group().name(), seat.firstAgent(), seat.agents());
            } catch (Problem forbidden) {
                stageDefault(seat, batch.part(part));
            }
        }
    }

    /** The least value of every action space that the mask allows; 0 where a number has no least value. */
    void stageDefault(FrameCodec codec) {
        for (int part = 0; part < batch.parts(); part++) {
            stageDefault(codec.seat(), batch.part(part));
        }
    }

    private static void stageDefault(SeatView seat, Batch part) {
        GroupTensors group = part.tensors().group(seat.group().name());
        for (int k = 0; k < group.actions().size(); k++) {
            Tensor tensor = group.actions().get(k);
            Space space = group.group().actions().get(k).space();
            for (int row = 0; row < part.rows(); row++) {
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
