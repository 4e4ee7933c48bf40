package walras.server.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import walras.v1.DataType;
import walras.v1.FieldKind;
import walras.v1.FieldSelector;
import walras.v1.FrameField;
import walras.v1.Seat;
import walras.v1.SeatFrame;
import walras.v1.Session;
import walras.v1.Turn;

/** Messages as JSON, field by field and as slowly as it likes: what clients are compared with. */
final class TurnJson {
    private static final int ALIGNMENT = 64;
    private static final List<FieldKind> FINAL_KINDS = List.of(
            FieldKind.FIELD_KIND_OBSERVATION, FieldKind.FIELD_KIND_ACTION_MASK, FieldKind.FIELD_KIND_PRIVILEGED);

    private final Session session;

    TurnJson(Session session) {
        this.session = session;
    }

    /** A seat's key: the group, or group/agent where the group has several seats for participants. */
    String key(int index) {
        Seat seat = session.getSeats(index);
        long alike = session.getSeatsList().stream()
                .filter(each -> each.getGroup().equals(seat.getGroup()))
                .count();
        return alike == 1 ? seat.getGroup() : label(seat);
    }

    static String label(Seat seat) {
        return seat.getGroup() + (seat.hasAgent() ? "/" + seat.getAgent() : "");
    }

    JsonObject of(Turn turn) {
        JsonObject json = new JsonObject();
        json.addProperty("step", turn.getStep());
        String cause = turn.getCause().name();
        json.addProperty("cause", cause.substring(cause.lastIndexOf('_') + 1).toLowerCase(Locale.ROOT));
        for (SeatFrame each : turn.getFramesList()) {
            file(json, "", each.getSeat(), fields(each.getSeat(), List.of()), each.getFrame());
        }
        finals(json, turn.getFinalRows(), turn.getFinalFramesList(), List.of());
        return json;
    }

    /** Fields of a seat's frames, as a rollout with these selectors has them. */
    List<FrameField> fields(int seat, List<FieldSelector> only) {
        List<FrameField> all = session.getSeats(seat).getObservationLayout().getFieldsList();
        return only.isEmpty() ? all : packed(selected(all, only));
    }

    private static List<FrameField> selected(List<FrameField> all, List<FieldSelector> only) {
        return all.stream()
                .filter(field -> only.isEmpty()
                        || only.stream()
                                .anyMatch(each -> each.getKind() == field.getKind()
                                        && (each.getName().isEmpty()
                                                || each.getName().equals(field.getName()))))
                .toList();
    }

    void finals(JsonObject json, ByteString rows, List<SeatFrame> frames, List<FieldSelector> only) {
        if (rows.isEmpty()) {
            return;
        }
        JsonArray list = new JsonArray();
        ByteBuffer numbers = rows.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        while (numbers.hasRemaining()) {
            list.add(numbers.getInt());
        }
        json.add("final_rows", list);
        for (SeatFrame frame : frames) {
            List<FrameField> kept = new ArrayList<>();
            for (FieldKind kind : FINAL_KINDS) {
                for (FrameField each : selected(fields(frame.getSeat(), List.of()), only)) {
                    if (each.getKind() == kind) {
                        kept.add(each.toBuilder().setShape(0, list.size()).build());
                    }
                }
            }
            file(json, "final_", frame.getSeat(), packed(kept), frame.getFrame());
        }
    }

    static List<FrameField> packed(List<FrameField> fields) {
        List<FrameField> placed = new ArrayList<>();
        long end = 0;
        for (FrameField each : fields) {
            long offset = aligned(end);
            placed.add(each.toBuilder().setOffset(offset).build());
            end = offset + size(each);
        }
        return placed;
    }

    static long aligned(long size) {
        return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static long size(FrameField field) {
        return (long) count(field) * bytes(field.getDtype());
    }

    static long end(List<FrameField> fields) {
        return fields.isEmpty() ? 0 : fields.get(fields.size() - 1).getOffset() + size(fields.get(fields.size() - 1));
    }

    private static int count(FrameField field) {
        return field.getShapeList().stream().reduce(1, Math::multiplyExact);
    }

    private static int bytes(DataType dtype) {
        return switch (dtype) {
            case DATA_TYPE_UINT8, DATA_TYPE_INT8 -> 1;
            case DATA_TYPE_INT32, DATA_TYPE_FLOAT32 -> 4;
            default -> 8;
        };
    }

    /** Puts a frame's fields where a client files them. */
    void file(JsonObject json, String prefix, int seat, List<FrameField> fields, ByteString frame) {
        for (FrameField each : fields) {
            JsonArray values = values(each, frame);
            switch (each.getKind()) {
                case FIELD_KIND_OBSERVATION ->
                    object(object(json, prefix + "obs"), key(seat)).add(each.getName(), tensor(each, values));
                case FIELD_KIND_ACTION_MASK ->
                    object(json, prefix + "action_mask").add(key(seat), values);
                case FIELD_KIND_PRIVILEGED ->
                    object(json, prefix + "privileged").add(each.getName(), tensor(each, values));
                case FIELD_KIND_REWARD -> object(json, "reward").add(key(seat), values);
                case FIELD_KIND_ACTIVE -> object(json, "active").add(key(seat), values);
                case FIELD_KIND_TERMINATED -> json.add("terminated", values);
                case FIELD_KIND_TRUNCATED -> json.add("truncated", values);
                case FIELD_KIND_METRIC -> metric(object(json, "metrics"), each, values);
                case FIELD_KIND_ACTION ->
                    object(object(json, "actions"), key(seat)).add(each.getName(), tensor(each, values));
                default -> throw new IllegalStateException("field " + each);
            }
        }
    }

    /** Agents of several seats stand beside each other, row by row. */
    private static void metric(JsonObject metrics, FrameField field, JsonArray values) {
        JsonArray before = metrics.getAsJsonArray(field.getName());
        if (before == null || field.getShapeCount() < 2) {
            metrics.add(field.getName(), values);
            return;
        }
        int rows = field.getShape(0);
        JsonArray joined = new JsonArray();
        for (int row = 0; row < rows; row++) {
            for (JsonArray each : List.of(before, values)) {
                int stride = each.size() / rows;
                for (int i = row * stride; i < (row + 1) * stride; i++) {
                    joined.add(each.get(i));
                }
            }
        }
        metrics.add(field.getName(), joined);
    }

    private static JsonObject object(JsonObject in, String name) {
        if (!in.has(name)) {
            in.add(name, new JsonObject());
        }
        return in.getAsJsonObject(name);
    }

    private static JsonObject tensor(FrameField field, JsonArray values) {
        JsonObject tensor = new JsonObject();
        tensor.addProperty("dtype", dtype(field.getDtype()));
        JsonArray shape = new JsonArray();
        field.getShapeList().forEach(shape::add);
        tensor.add("shape", shape);
        tensor.add("values", values);
        return tensor;
    }

    static String dtype(DataType dtype) {
        return dtype.name().substring("DATA_TYPE_".length()).toLowerCase(Locale.ROOT);
    }

    private static JsonArray values(FrameField field, ByteString frame) {
        ByteBuffer from = frame.asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
        from.position(Math.toIntExact(field.getOffset()));
        JsonArray values = new JsonArray();
        for (int i = 0; i < count(field); i++) {
            values.add(
                    switch (field.getDtype()) {
                        case DATA_TYPE_UINT8 -> new JsonPrimitive(from.get() & 0xff);
                        case DATA_TYPE_INT8 -> new JsonPrimitive(from.get());
                        case DATA_TYPE_INT32 -> new JsonPrimitive(from.getInt());
                        case DATA_TYPE_INT64 -> new JsonPrimitive(Long.toString(from.getLong()));
                        case DATA_TYPE_FLOAT32 -> new JsonPrimitive((double) from.getFloat());
                        default -> new JsonPrimitive(from.getDouble());
                    });
        }
        return values;
    }
}
