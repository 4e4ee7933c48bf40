package walras.server.json;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import walras.server.frame.Field;
import walras.server.frame.FieldKind;
import walras.server.frame.FrameLayout;

/**
 * The frames of a caller's seats, and what is where in them.
 *
 * @param layout of the frames that these are: observations, actions or final ones
 * @param frames by seat
 */
record SeatFrames(SeatGroups seats, Function<SeatGroups.Part, FrameLayout> layout, Map<Integer, ByteBuffer> frames) {
    /** Bytes as frames are read. */
    static ByteBuffer littleEndian(ByteBuffer bytes) {
        return bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The tensors of a kind, by group and name; groups without any are not there. */
    Map<String, Map<String, Columns>> byGroup(FieldKind kind) {
        Map<String, Map<String, Columns>> groups = new LinkedHashMap<>();
        for (SeatGroups.Group group : seats.groups()) {
            Map<String, Columns> tensors = columns(group.seats(), kind);
            if (!tensors.isEmpty()) {
                groups.put(group.name(), tensors);
            }
        }
        return groups;
    }

    /** The tensors of a kind, by name, whichever seats have them. */
    Map<String, Columns> all(FieldKind kind) {
        return columns(
                seats.groups().stream().flatMap(group -> group.seats().stream()).toList(), kind);
    }

    private Map<String, Columns> columns(List<SeatGroups.Part> parts, FieldKind kind) {
        Map<String, List<Columns.Source>> sources = new LinkedHashMap<>();
        for (SeatGroups.Part part : parts) {
            ByteBuffer frame = frames.get(part.seat());
            if (frame == null) {
                continue;
            }
            for (Field field : layout.apply(part).fields()) {
                if (field.kind() == kind) {
                    sources.computeIfAbsent(field.name(), name -> new ArrayList<>())
                            .add(new Columns.Source(frame, field));
                }
            }
        }
        Map<String, Columns> columns = new LinkedHashMap<>();
        sources.forEach((name, found) -> columns.put(name, new Columns(found, ofAgents(kind, found.get(0)))));
        return columns;
    }

    private static boolean ofAgents(FieldKind kind, Columns.Source source) {
        return switch (kind) {
            case OBSERVATION, ACTION_MASK, ACTIVE, REWARD, ACTION -> true;
            case TERMINATED, TRUNCATED, PRIVILEGED -> false;
            case METRIC -> source.field().shape().size() == 2;
        };
    }
}
