package walras.client;

import com.google.protobuf.ByteString;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import walras.v1.FieldKind;
import walras.v1.SeatFrame;
import walras.v1.TurnCause;

/**
 * One step of one shard as a participant's seats see it. B is the shard's number of rows, n the number of a seat's agents, F
 * the number of rows that ended; all values are row-major. Maps are keyed by the seats' keys. Buffers are views of what
 * arrived: keep them as long as you like.
 *
 * @param shard which shard
 * @param step the turn's number: 0 for the first reset, one more for everything after it
 * @param cause what made it
 * @param terminated [B]: the row's episode ended by its own rules
 * @param truncated [B]: the row's episode was cut off
 * @param obs seat to tensor name to [B, n, ...]
 * @param reward seat to [B, n]
 * @param active seat to [B, n]: who must act now
 * @param actionMask seat to uint8 [B, n, choices], for groups that have one
 * @param metrics metric to float64 [B] or [B, n]
 * @param privileged tensor name to [B, ...], for seats made with it
 * @param finalRows [F]: with SAME_STEP, the rows whose episodes ended in this step and have been reset in it
 * @param finalObs seat to tensor name to [F, n, ...]: the true last observations of those rows
 * @param finalActionMask seat to uint8 [F, n, choices], of the same rows
 * @param finalPrivileged tensor name to [F, ...], of the same rows
 * @param late the seats whose actions were not used: the deadline had lapsed
 */
public record Turn(
        int shard,
        long step,
        TurnCause cause,
        boolean[] terminated,
        boolean[] truncated,
        Map<String, Map<String, Tensor>> obs,
        Map<String, DoubleBuffer> reward,
        Map<String, boolean[]> active,
        Map<String, Tensor> actionMask,
        Map<String, Tensor> metrics,
        Map<String, Tensor> privileged,
        int[] finalRows,
        Map<String, Map<String, Tensor>> finalObs,
        Map<String, Tensor> finalActionMask,
        Map<String, Tensor> finalPrivileged,
        List<String> late) {

    /** [B]: whether the row's episode is over, for either reason. */
    public boolean[] done() {
        boolean[] done = terminated.clone(); // [B]
        for (int row = 0; row < truncated.length; row++) {
            done[row] |= truncated[row];
        }
        return done;
    }

    /** An observation of a seat, [B, n, ...]. */
    public Tensor obs(String seat, String tensor) {
        return named("obs", named("obs", obs, seat), tensor);
    }

    /** The reward of a seat, [B, n]. */
    public DoubleBuffer reward(String seat) {
        return named("reward", reward, seat);
    }

    /** A metric, float64 [B] or [B, n]. */
    public Tensor metric(String name) {
        return named("metrics", metrics, name);
    }

    static <V> V named(String where, Map<String, V> all, String name) {
        V found = all.get(name);
        if (found == null) {
            throw WalrasException.badRequest(where, "one of " + all.keySet(), name);
        }
        return found;
    }

    static Turn of(List<Seat> seats, walras.v1.Turn message) {
        Filed filed = new Filed();
        List<String> late = new ArrayList<>();
        for (Seat seat : seats) {
            for (SeatFrame each : message.getFramesList()) {
                if (each.getSeat() == seat.index()) {
                    filed.add(seat, seat.observation, seat.observation.checked(each.getFrame(), seat.label()));
                }
            }
            if (message.getLateSeatsList().contains(seat.index())) {
                late.add(seat.key());
            }
        }
        ByteString rows = message.getFinalRows();
        Filed finals = Filed.finals(seats, rows.size() / 4, message.getFinalFramesList(), List.of());
        return of(message.getShard(), message.getStep(), message.getCause(), filed, rows, finals, late);
    }

    static Turn of(int shard, long step, TurnCause cause, Filed now, ByteString rows, Filed finals, List<String> late) {
        int[] finalRows = new int[rows.size() / 4]; // [F]
        Filed.view(rows).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(finalRows);
        return new Turn(
                shard,
                step,
                cause,
                now.rows(FieldKind.FIELD_KIND_TERMINATED),
                now.rows(FieldKind.FIELD_KIND_TRUNCATED),
                now.bySeat(FieldKind.FIELD_KIND_OBSERVATION),
                now.single(FieldKind.FIELD_KIND_REWARD, Tensor::doubles),
                now.single(FieldKind.FIELD_KIND_ACTIVE, Tensor::flags),
                now.single(FieldKind.FIELD_KIND_ACTION_MASK, mask -> mask),
                now.metrics(),
                now.byName(FieldKind.FIELD_KIND_PRIVILEGED),
                finalRows,
                finals.bySeat(FieldKind.FIELD_KIND_OBSERVATION),
                finals.single(FieldKind.FIELD_KIND_ACTION_MASK, mask -> mask),
                finals.byName(FieldKind.FIELD_KIND_PRIVILEGED),
                late);
    }
}
