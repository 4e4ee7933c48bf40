package walras.server.dmenv;

import com.google.protobuf.ByteString;
import dm_env_rpc.v1.DmEnvRpc.DataType;
import dm_env_rpc.v1.DmEnvRpc.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import walras.env.DType;
import walras.env.Problem;
import walras.server.frame.Field;

/** Tensors between their messages and the bytes of frames. */
final class FrameTensor {
    private FrameTensor() {}

    /** The type of a field's elements in messages. */
    static DataType type(DType dtype) {
        return switch (dtype) {
            case U8 -> DataType.UINT8;
            case I32 -> DataType.INT32;
            case I64 -> DataType.INT64;
            case F32 -> DataType.FLOAT;
            case F64 -> DataType.DOUBLE;
        };
    }

    /** Adds the elements of a frame's field to those of a tensor. */
    static void read(ByteBuffer frame, Field field, Tensor.Builder into) { // little-endian
        int from = (int) field.offset();
        int count = (int) (field.sizeBytes() / field.dtype().bytes());
        switch (field.dtype()) {
            case U8 -> {
                ByteString before = into.getUint8S().getArray();
                into.getUint8SBuilder().setArray(before.concat(ByteString.copyFrom(frame.slice(from, count))));
            }
            case I32 -> {
                for (int k = 0; k < count; k++) {
                    into.getInt32SBuilder().addArray(frame.getInt(from + Integer.BYTES * k));
                }
            }
            case I64 -> {
                for (int k = 0; k < count; k++) {
                    into.getInt64SBuilder().addArray(frame.getLong(from + Long.BYTES * k));
                }
            }
            case F32 -> {
                for (int k = 0; k < count; k++) {
                    into.getFloatsBuilder().addArray(frame.getFloat(from + Float.BYTES * k));
                }
            }
            case F64 -> {
                for (int k = 0; k < count; k++) {
                    into.getDoublesBuilder().addArray(frame.getDouble(from + Double.BYTES * k));
                }
            }
        }
    }

    /**
     * Puts an action into its field of a frame.
     *
     * @param where names the action in errors
     * @param shape that it must have
     * @throws Problem BAD_ACTION for another type or shape; whether the values are allowed is the session's to say
     */
    static void write(String where, Tensor action, List<Integer> shape, Field field, ByteBuffer frame) {
        Payload payload = Payload.of(where, action);
        DataType expected = type(field.dtype());
        if (payload.type() != expected) {
            throw bad(where, "elements of type " + expected, payload.type());
        }
        List<Integer> resolved = Shapes.resolve(where, action.getShapeList(), payload.count());
        if (!resolved.equals(shape)) {
            throw bad(where, "shape " + shape, resolved);
        }
        int from = (int) field.offset();
        int count = (int) (field.sizeBytes() / field.dtype().bytes());
        for (int k = 0; k < count; k++) {
            put(frame, from, k, field.dtype(), (Number) payload.at(k));
        }
    }

    private static void put(ByteBuffer frame, int from, int k, DType dtype, Number value) {
        switch (dtype) {
            case U8 -> frame.put(from + k, value.byteValue());
            case I32 -> frame.putInt(from + Integer.BYTES * k, value.intValue());
            case I64 -> frame.putLong(from + Long.BYTES * k, value.longValue());
            case F32 -> frame.putFloat(from + Float.BYTES * k, value.floatValue());
            case F64 -> frame.putDouble(from + Double.BYTES * k, value.doubleValue());
        }
    }

    private static Problem bad(String where, String expected, Object got) {
        return Problem.of(Problem.Kind.INVALID, "BAD_ACTION", where, expected, got.toString(), "");
    }
}
