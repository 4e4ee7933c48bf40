package walras.server.frame;

import java.util.ArrayList;
import java.util.List;
import walras.env.DType;

/**
 * One tensor inside a frame.
 *
 * @param shape with the batch axis
 * @param offset of the first byte, from the frame's start, bytes
 */
public record Field(FieldKind kind, String name, DType dtype, List<Integer> shape, long offset) {
    public Field {
        shape = List.copyOf(shape);
    }

    /** Length without padding, bytes. */
    public long sizeBytes() {
        long size = dtype.bytes();
        for (int length : shape) {
            size = Math.multiplyExact(size, (long) length);
        }
        return size;
    }

    /** The same field of another number of rows. */
    Field ofRows(int rows) {
        List<Integer> other = new ArrayList<>(shape);
        other.set(0, rows);
        return new Field(kind, name, dtype, other, offset);
    }

    Field at(long newOffset) {
        return new Field(kind, name, dtype, shape, newOffset);
    }
}
