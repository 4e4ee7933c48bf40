package walras.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import walras.v1.DataType;

/**
 * One array inside a frame: row-major. Its buffers are read-only views of the bytes that arrived, which never change.
 *
 * @param dtype the type of the elements
 * @param shape the length of every dimension, outermost first
 * @param bytes the elements, little-endian, as they are on the wire
 */
public record Tensor(DataType dtype, List<Integer> shape, ByteBuffer bytes) {
    /** A view of elements from a buffer's position on. */
    public Tensor {
        bytes = bytes.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** That travelled alone: a table of a solution. */
    public static Tensor of(walras.v1.Tensor message) {
        return new Tensor(
                message.getDtype(), message.getShapeList(), message.getData().asReadOnlyByteBuffer());
    }

    /** The number of elements. */
    public int size() {
        return product(shape);
    }

    /** The elements of a float64 tensor, row-major. */
    public DoubleBuffer doubles() {
        return of(DataType.DATA_TYPE_FLOAT64).asDoubleBuffer();
    }

    /** The elements of a float32 tensor, row-major. */
    public FloatBuffer floats() {
        return of(DataType.DATA_TYPE_FLOAT32).asFloatBuffer();
    }

    /** The elements of an int64 tensor, row-major. */
    public LongBuffer longs() {
        return of(DataType.DATA_TYPE_INT64).asLongBuffer();
    }

    /** The elements of an int32 tensor, row-major. */
    public IntBuffer ints() {
        return of(DataType.DATA_TYPE_INT32).asIntBuffer();
    }

    /** Whether elements of a uint8 tensor are not 0, row-major. */
    public boolean[] flags() {
        ByteBuffer from = of(DataType.DATA_TYPE_UINT8);
        int size = from.remaining();
        boolean[] flags = new boolean[size]; // [size]
        if (size > 1 && from.slice(0, size - 1).mismatch(from.slice(1, size - 1)) < 0) {
            Arrays.fill(flags, from.get(0) != 0); // all alike, as they are most of the time, is seen many at a time
            return flags;
        }
        for (int i = 0; i < size; i++) {
            flags[i] = from.get(i) != 0;
        }
        return flags;
    }

    /** An element of a tensor of any type, as the double that is nearest. */
    public double at(int index) {
        return switch (dtype) {
            case DATA_TYPE_FLOAT64 -> bytes.getDouble(8 * index);
            case DATA_TYPE_FLOAT32 -> bytes.getFloat(4 * index);
            case DATA_TYPE_INT64 -> bytes.getLong(8 * index);
            case DATA_TYPE_INT32 -> bytes.getInt(4 * index);
            case DATA_TYPE_INT8 -> bytes.get(index);
            default -> bytes.get(index) & 0xff;
        };
    }

    private ByteBuffer of(DataType asked) {
        if (dtype != asked) {
            throw new IllegalStateException("the tensor is " + dtype + ", not " + asked);
        }
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** [B, n] and [B, m] as [B, n + m]. */
    Tensor beside(Tensor other) {
        int rows = shape.get(0);
        ByteBuffer joined = ByteBuffer.allocate(bytes.capacity() + other.bytes.capacity());
        for (int row = 0; row < rows; row++) {
            for (Tensor each : List.of(this, other)) {
                int stride = each.bytes.capacity() / rows;
                joined.put(each.bytes.duplicate().position(row * stride).limit((row + 1) * stride));
            }
        }
        return new Tensor(dtype, List.of(rows, shape.get(1) + other.shape.get(1)), joined.flip());
    }

    static int product(List<Integer> shape) {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /** The length of an element; 0 for a type that this client does not know. */
    static int sizeOf(DataType dtype) {
        return switch (dtype) {
            case DATA_TYPE_UINT8, DATA_TYPE_INT8 -> 1;
            case DATA_TYPE_INT32, DATA_TYPE_FLOAT32 -> 4;
            case DATA_TYPE_INT64, DATA_TYPE_FLOAT64 -> 8;
            default -> 0;
        };
    }
}
