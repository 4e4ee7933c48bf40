package walras.client;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.client.Layout.Field;
import walras.v1.FieldSelector;
import walras.v1.SeatFrame;
import walras.v1.TurnCause;

/** Puts the fields of frames where users look for them, without looking at a single element but flags. */
final class TurnReader {
    private static final boolean[] NONE = {};

    private boolean[] terminated = NONE; // [B]
    private boolean[] truncated = NONE; // [B]
    private int[] finalRows = {}; // [F]
    private final Map<String, Map<String, Tensor>> obs = new LinkedHashMap<>();
    private final Map<String, DoubleBuffer> reward = new LinkedHashMap<>();
    private final Map<String, boolean[]> active = new LinkedHashMap<>();
    private final Map<String, Tensor> actionMask = new LinkedHashMap<>();
    private final Map<String, Tensor> metrics = new LinkedHashMap<>();
    private final Map<String, Tensor> privileged = new LinkedHashMap<>();
    private final Map<String, Map<String, Tensor>> finalObs = new LinkedHashMap<>();
    private final Map<String, Tensor> finalActionMask = new LinkedHashMap<>();
    private final Map<String, Tensor> finalPrivileged = new LinkedHashMap<>();

    Turn turn(int shard, long step, TurnCause cause, List<String> late) {
        return new Turn(
                shard,
                step,
                cause,
                terminated,
                truncated,
                obs,
                reward,
                active,
                actionMask,
                metrics,
                privileged,
                finalRows,
                finalObs,
                finalActionMask,
                finalPrivileged,
                late);
    }

    void file(Seat seat, Layout of, ByteBuffer frame) {
        for (Field each : of.fields()) {
            Tensor values = each.in(frame);
            switch (each.kind()) {
                case FIELD_KIND_OBSERVATION -> put(obs, seat, each, values);
                case FIELD_KIND_REWARD -> reward.put(seat.key(), values.doubles());
                case FIELD_KIND_ACTIVE -> active.put(seat.key(), values.flags());
                case FIELD_KIND_TERMINATED -> terminated = values.flags();
                case FIELD_KIND_TRUNCATED -> truncated = values.flags();
                case FIELD_KIND_ACTION_MASK -> actionMask.put(seat.key(), values);
                case FIELD_KIND_PRIVILEGED -> privileged.put(each.name(), values);
                // A metric of agents is in the frame of each of the group's seats, with that seat's agents only.
                case FIELD_KIND_METRIC ->
                    metrics.merge(
                            each.name(),
                            values,
                            (before, more) -> more.shape().size() > 1 ? before.beside(more) : more);
                default -> {} // of a newer server
            }
        }
    }

    /** Observations come first; a server may keep no more than these. */
    void fileFinals(List<Seat> seats, ByteString rows, List<SeatFrame> frames, List<FieldSelector> only) {
        finalRows = new int[rows.size() / 4]; // [F]
        rows.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(finalRows);
        for (Seat seat : seats) {
            for (SeatFrame frame : frames) {
                if (frame.getSeat() == seat.index()) {
                    fileFinal(seat, seat.observation.only(only).finals(finalRows.length), frame.getFrame());
                }
            }
        }
    }

    private void fileFinal(Seat seat, Layout of, ByteString frame) {
        ByteBuffer bytes = frame.asReadOnlyByteBuffer().slice();
        for (Field each : of.fields()) {
            if (each.end() > frame.size()) {
                return;
            }
            switch (each.kind()) {
                case FIELD_KIND_OBSERVATION -> put(finalObs, seat, each, each.in(bytes));
                case FIELD_KIND_ACTION_MASK -> finalActionMask.put(seat.key(), each.in(bytes));
                default -> finalPrivileged.put(each.name(), each.in(bytes));
            }
        }
    }

    static void put(Map<String, Map<String, Tensor>> to, Seat seat, Field field, Tensor values) {
        to.computeIfAbsent(seat.key(), key -> new LinkedHashMap<>()).put(field.name(), values);
    }
}
