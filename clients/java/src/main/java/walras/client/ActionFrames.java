package walras.client;

import com.google.protobuf.UnsafeByteOperations;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import walras.client.Layout.Field;
import walras.v1.DataType;
import walras.v1.SeatFrame;

/**
 * From what a program gives for its seats to action frames of one shard. Nothing of what is given is kept; the frames' bytes are
 * used again once their turn has come, when they were written long ago.
 */
final class ActionFrames {
    private final Map<Seat, byte[]> made = new HashMap<>(); // [size] each

    /** One frame per seat; a seat may be left out where {@code idle} says so of its key. */
    List<SeatFrame> of(List<Seat> seats, Map<String, ?> actions, Predicate<String> idle) {
        Map<String, Object> given = new LinkedHashMap<>(actions);
        List<SeatFrame> frames = new ArrayList<>();
        for (Seat seat : seats) {
            Object byLabel = given.remove(seat.label());
            Object byKey = given.remove(seat.key());
            Object values = byKey != null ? byKey : byLabel;
            if (values != null || !idle.test(seat.key())) {
                byte[] frame = made.computeIfAbsent(seat, none -> new byte[seat.action.size()]); // [size]
                fill(frame, seat, values);
                frames.add(SeatFrame.newBuilder()
                        .setSeat(seat.index())
                        .setFrame(UnsafeByteOperations.unsafeWrap(frame))
                        .build());
            }
        }
        if (!given.isEmpty()) {
            throw bad("actions", "the seats " + seats.stream().map(Seat::key).toList(), given.keySet());
        }
        return frames;
    }

    private static void fill(byte[] frame, Seat seat, @Nullable Object values) { // [size]
        String where = "actions[" + seat.key() + "]";
        List<Field> fields = seat.action.fields();
        if (values == null) {
            throw bad(where, "values", "nothing");
        }
        Map<?, ?> byName =
                values instanceof Map<?, ?> map ? map : Map.of(fields.get(0).name(), values);
        List<String> names = fields.stream().map(Field::name).toList();
        if (byName.size() != names.size() || !byName.keySet().containsAll(names)) {
            throw bad(where, "the tensors " + names, byName.keySet());
        }
        for (Field each : fields) {
            ByteBuffer to = ByteBuffer.wrap(frame, each.offset(), each.bytes()).slice();
            write(where + "." + each.name(), each, to.order(ByteOrder.LITTLE_ENDIAN), byName.get(each.name()));
        }
    }

    private static void write(String where, Field field, ByteBuffer to, @Nullable Object values) {
        int count = Tensor.product(field.shape());
        boolean array = values != null && values.getClass().isArray();
        int given = array ? Array.getLength(values) : 1;
        if (given != count && given != 1) {
            throw bad(where, count + " values of shape " + field.shape() + ", or one", given + " values");
        }
        if (given == count && copied(field.dtype(), to, values)) {
            return;
        }
        for (int i = 0; i < count; i++) {
            put(where, field.dtype(), to, array ? Array.get(values, given == 1 ? 0 : i) : values);
        }
    }

    /** The usual case, many elements of the field's own type, at once. */
    private static boolean copied(DataType dtype, ByteBuffer to, @Nullable Object values) {
        if (values instanceof double[] reals && dtype == DataType.DATA_TYPE_FLOAT64) {
            to.asDoubleBuffer().put(reals);
        } else if (values instanceof float[] reals && dtype == DataType.DATA_TYPE_FLOAT32) {
            to.asFloatBuffer().put(reals);
        } else if (values instanceof int[] numbers && dtype == DataType.DATA_TYPE_INT32) {
            to.asIntBuffer().put(numbers);
        } else {
            return false;
        }
        return true;
    }

    /** Whole numbers go where they fit, real ones into floats only, flags wherever numbers do. */
    private static void put(String where, DataType dtype, ByteBuffer to, @Nullable Object value) {
        boolean real = value instanceof Double || value instanceof Float;
        Object number = value instanceof Boolean flag ? Integer.valueOf(flag ? 1 : 0) : value;
        boolean toReal = dtype == DataType.DATA_TYPE_FLOAT64 || dtype == DataType.DATA_TYPE_FLOAT32;
        if (!(number instanceof Number given) || !(real ? toReal : toReal || fits(dtype, given.longValue()))) {
            String kind = toReal ? "numbers" : "whole numbers that " + dtype + " holds";
            throw bad(where, kind, value == null ? "nothing" : value.getClass().getSimpleName() + " " + value);
        }
        switch (dtype) {
            case DATA_TYPE_FLOAT64 -> to.putDouble(given.doubleValue());
            case DATA_TYPE_FLOAT32 -> to.putFloat(given.floatValue());
            case DATA_TYPE_INT64 -> to.putLong(given.longValue());
            case DATA_TYPE_INT32 -> to.putInt(given.intValue());
            default -> to.put(given.byteValue());
        }
    }

    private static boolean fits(DataType dtype, long value) {
        return switch (dtype) {
            case DATA_TYPE_INT64 -> true;
            case DATA_TYPE_INT32 -> value == (int) value;
            case DATA_TYPE_INT8 -> value == (byte) value;
            default -> value >= 0 && value <= 255;
        };
    }

    private static WalrasException bad(String where, String expected, Object got) {
        return WalrasException.refused("BAD_ACTION", where, expected, got);
    }
}
