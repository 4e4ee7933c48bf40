package walras.server.words;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import walras.env.DType;
import walras.server.frame.Field;
import walras.server.frame.FieldKind;
import walras.server.frame.FrameLayout;
import walras.server.report.Json;

/**
 * What a frame of one row says, in words: lists with an entry for each agent, but single values where the seat has one.
 *
 * @param frame the seat's, of a turn
 */
public record SeatSight(FrameLayout layout, byte[] frame) {
    /** A JSON object: {@code step}, {@code observation}, {@code your_move}, {@code reward}, the ends, and {@code legal}. */
    public String line(long step) {
        Map<String, @Nullable Object> said = new LinkedHashMap<>();
        Map<String, @Nullable Object> seen = new LinkedHashMap<>();
        said.put("step", step);
        said.put("observation", seen);
        layout.fields().stream()
                .filter(field -> field.kind() == FieldKind.OBSERVATION)
                .forEach(field -> seen.put(field.name(), ofAgents(field)));
        boolean terminated = any(FieldKind.TERMINATED);
        boolean truncated = any(FieldKind.TRUNCATED);
        said.put("your_move", any(FieldKind.ACTIVE) && !terminated && !truncated);
        said.put("reward", ofAgents(field(FieldKind.REWARD)));
        said.put("terminated", terminated);
        said.put("truncated", truncated);
        if (layout.fields().stream().anyMatch(field -> field.kind() == FieldKind.ACTION_MASK)) {
            said.put("legal", legal(field(FieldKind.ACTION_MASK)));
        }
        return Json.line(said);
    }

    private Field field(FieldKind kind) {
        return layout.fields().stream()
                .filter(each -> each.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private boolean any(FieldKind kind) {
        Field field = field(kind);
        for (int k = 0; k < field.sizeBytes(); k++) {
            if (frame[(int) field.offset() + k] != 0) {
                return true;
            }
        }
        return false;
    }

    private Object legal(Field mask) {
        int agents = mask.shape().get(1);
        int choices = mask.shape().get(2);
        List<Object> each = new ArrayList<>();
        for (int agent = 0; agent < agents; agent++) {
            List<Integer> allowed = new ArrayList<>();
            for (int choice = 0; choice < choices; choice++) {
                if (frame[(int) mask.offset() + agent * choices + choice] != 0) {
                    allowed.add(choice);
                }
            }
            each.add(allowed);
        }
        return agents == 1 ? each.get(0) : each;
    }

    private Object ofAgents(Field field) {
        int agents = field.shape().get(1);
        int size = (int) (field.sizeBytes() / field.dtype().bytes()) / agents;
        List<Object> each = new ArrayList<>();
        for (int agent = 0; agent < agents; agent++) {
            each.add(nested(field, 2, agent * size, size));
        }
        return agents == 1 ? each.get(0) : each;
    }

    private Object nested(Field field, int depth, int first, int size) {
        if (depth == field.shape().size()) {
            return number(
                    field.dtype(), (int) field.offset() + first * field.dtype().bytes());
        }
        List<Object> list = new ArrayList<>();
        int length = field.shape().get(depth);
        for (int k = 0; k < length; k++) {
            list.add(nested(field, depth + 1, first + k * (size / length), size / length));
        }
        return list;
    }

    /** The element at an offset; what JSON has no number for as a word. */
    private Object number(DType dtype, int offset) {
        ByteBuffer bytes = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        return switch (dtype) {
            case U8 -> bytes.get(offset) & 0xFF;
            case I32 -> bytes.getInt(offset);
            case I64 -> bytes.getLong(offset);
            case F32 -> word(Double.parseDouble(Float.toString(bytes.getFloat(offset))));
            case F64 -> word(bytes.getDouble(offset));
        };
    }

    private static Object word(double value) {
        return Double.isFinite(value) ? value : Double.toString(value);
    }
}
