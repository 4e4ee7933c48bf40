package walras.client;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import walras.v1.FieldKind;
import walras.v1.FieldSelector;
import walras.v1.FinalRows;
import walras.v1.RolloutResponse;
import walras.v1.SeatTrajectory;
import walras.v1.TurnCause;

/** A run of steps of a rollout. Its turns and actions are views of what came. */
public final class Chunk {
    private final List<Seat> seats;
    private final List<FieldSelector> fields;
    private final RolloutResponse message;

    Chunk(List<Seat> seats, List<FieldSelector> fields, RolloutResponse message) {
        this.seats = seats;
        this.fields = fields;
        this.message = message;
        if (message.getSteps() < 1) {
            throw WalrasException.unreadable("rollout: expected steps, got none");
        }
    }

    /** The number of the first turn. */
    public long firstStep() {
        return message.getFirstStep();
    }

    /** How many turns there are. */
    public int steps() {
        return message.getSteps();
    }

    /** The i-th turn, as far as it was recorded. */
    public Turn turn(int i) {
        Filed filed = new Filed();
        for (Seat seat : seats) {
            Layout of = seat.observation.only(fields);
            filed.add(seat, of, frame(of, trajectory(seat).getFrames(), i));
        }
        long step = firstStep() + i;
        FinalRows last = message.getFinalRowsList().stream()
                .filter(each -> each.getStep() == step)
                .findFirst()
                .orElse(FinalRows.getDefaultInstance());
        ByteString rows = last.getFinalRows();
        Filed finals = Filed.finals(seats, rows.size() / 4, last.getFinalFramesList(), fields);
        return Turn.of(message.getShard(), step, TurnCause.TURN_CAUSE_STEP, filed, rows, finals, List.of());
    }

    /** What led to the i-th turn: seat to tensor to [B, n, ...]. */
    public Map<String, Map<String, Tensor>> actions(int i) {
        Filed filed = new Filed();
        for (Seat seat : seats) {
            Layout of = seat.action.only(fields);
            filed.add(seat, of, frame(of, trajectory(seat).getActions(), i));
        }
        return filed.bySeat(FieldKind.FIELD_KIND_ACTION);
    }

    /** What a seat did before the i-th turn, [B, n, ...]. */
    public Tensor action(int i, String seat, String tensor) {
        return Turn.named("actions", Turn.named("actions", actions(i), seat), tensor);
    }

    private SeatTrajectory trajectory(Seat seat) {
        return message.getSeatsList().stream()
                .filter(each -> each.getSeat() == seat.index())
                .findFirst()
                .orElseThrow(() -> WalrasException.unreadable("rollout: no frames of " + seat.label()));
    }

    /** The i-th of a run of frames, each at a multiple of 64 bytes from the first. */
    private ByteBuffer frame(Layout of, ByteString run, int i) {
        if (i < 0 || i >= steps()) {
            throw WalrasException.badRequest("chunk", "0 <= i < " + steps(), i);
        }
        int stride = Layout.aligned(of.size());
        if (run.size() != (long) steps() * stride) {
            throw WalrasException.unreadable(
                    "rollout: expected " + steps() + " frames of " + stride + " bytes, got " + run.size() + " bytes");
        }
        return Filed.view(run).slice(i * stride, of.size());
    }
}
