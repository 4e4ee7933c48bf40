package walras.server.wire;

import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import walras.env.DType;
import walras.env.Problem;
import walras.server.frame.Field;
import walras.server.frame.FrameLayout;
import walras.v1.DataType;
import walras.v1.FieldKind;
import walras.v1.FrameField;
import walras.v1.Tensor;

/** Tensors that travel alone, and the layouts of those that do not. */
final class TensorMessages {
    private TensorMessages() {}

    static Tensor write(List<Integer> shape, double[] values) { // [product of shape]
        byte[] data = new byte[values.length * Double.BYTES];
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values);
        return Tensor.newBuilder()
                .setDtype(DataType.DATA_TYPE_FLOAT64)
                .addAllShape(shape)
                .setData(UnsafeByteOperations.unsafeWrap(data))
                .build();
    }

    /**
     * The numbers of a tensor of floats.
     *
     * @throws Problem BAD_FRAME if its length does not fit its shape, or a number is not finite
     */
    static float[] readFloats(String where, Tensor tensor) { // [product of shape]
        int size =
                switch (tensor.getDtype()) {
                    case DATA_TYPE_FLOAT32 -> Float.BYTES;
                    case DATA_TYPE_FLOAT64 -> Double.BYTES;
                    default ->
                        throw bad(
                                where + ".dtype",
                                "FLOAT32 or FLOAT64",
                                tensor.getDtype().name());
                };
        long count = 1;
        for (int length : tensor.getShapeList()) {
            if (length < 1) {
                throw bad(
                        where + ".shape",
                        "positive lengths",
                        tensor.getShapeList().toString());
            }
            count = Math.min(Integer.MAX_VALUE, count * length);
        }
        if (tensor.getData().size() != count * size) {
            throw bad(where + ".data", count * size + " bytes", tensor.getData().size() + " bytes");
        }
        ByteBuffer data = tensor.getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = size == Float.BYTES ? data.getFloat() : (float) data.getDouble();
            if (!Float.isFinite(values[i])) {
                throw bad(where + ".data[" + i + "]", "a finite number", Float.toString(values[i]));
            }
        }
        return values;
    }

    private static Problem bad(String where, String expected, String got) {
        return Problem.of(Problem.Kind.INVALID, "BAD_FRAME", where, expected, got, "");
    }

    static DataType write(DType dtype) {
        return switch (dtype) {
            case U8 -> DataType.DATA_TYPE_UINT8;
            case I32 -> DataType.DATA_TYPE_INT32;
            case I64 -> DataType.DATA_TYPE_INT64;
            case F32 -> DataType.DATA_TYPE_FLOAT32;
            case F64 -> DataType.DATA_TYPE_FLOAT64;
        };
    }

    /** A kind that is one. */
    static walras.server.frame.FieldKind read(FieldKind kind) {
        return walras.server.frame.FieldKind.valueOf(kind.name().substring("FIELD_KIND_".length()));
    }

    static walras.v1.FrameLayout write(FrameLayout layout) {
        walras.v1.FrameLayout.Builder message =
                walras.v1.FrameLayout.newBuilder().setSizeBytes(layout.sizeBytes());
        for (Field field : layout.fields()) {
            message.addFields(FrameField.newBuilder()
                    .setKind(FieldKind.valueOf("FIELD_KIND_" + field.kind().name()))
                    .setName(field.name())
                    .setDtype(write(field.dtype()))
                    .addAllShape(field.shape())
                    .setOffset(field.offset()));
        }
        return message.build();
    }
}
