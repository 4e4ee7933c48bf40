package walras.server.frame;

import java.nio.ByteBuffer;
import walras.env.Tensor;

/**
 * The part of a tensor that one seat has: in every row, a run of elements. Copies it to and from little-endian bytes.
 *
 * <p>Where the run is the whole row, rows follow each other without a gap and the copy is one bulk copy; the views that
 * {@link ByteBuffer} gives move memory at once, whatever the alignment, and swap bytes only on big-endian machines.
 */
final class TensorRun {
    private final Tensor tensor;
    private final int from;
    private final int length;

    /**
     * @param from first element of the run within a row
     * @param length elements of the run
     */
    TensorRun(Tensor tensor, int from, int length) {
        this.tensor = tensor;
        this.from = from;
        this.length = length;
    }

    /** The agents {@code [firstAgent, firstAgent + agents)} of a tensor {@code [B, n, ...]}. */
    static TensorRun ofAgents(Tensor tensor, int firstAgent, int agents) {
        int perAgent = tensor.rowSize() / tensor.rowShape().get(0);
        return new TensorRun(tensor, firstAgent * perAgent, agents * perAgent);
    }

    /** All of a tensor {@code [B, ...]}. */
    static TensorRun whole(Tensor tensor) {
        return new TensorRun(tensor, 0, tensor.rowSize());
    }

    /** What a row takes in a frame, bytes. */
    int rowBytes() {
        return length * tensor.dtype().bytes();
    }

    private boolean contiguous() {
        return length == tensor.rowSize();
    }

    /** Copies the rows of {@code [start, end)} to where they belong in the bytes that begin at an offset. */
    void write(ByteBuffer frame, int offset, int start, int end) {
        if (contiguous()) {
            put(frame, offset + start * length * tensor.dtype().bytes(), start * length, (end - start) * length);
        } else {
            for (int row = start; row < end; row++) {
                put(frame, offset + row * length * tensor.dtype().bytes(), row * tensor.rowSize() + from, length);
            }
        }
    }

    /** Copies some rows, one after another, into the bytes at an offset. */
    void writeRows(ByteBuffer frame, int offset, int[] rows, int count) { // [B], the first `count` are valid
        for (int k = 0; k < count; k++) {
            put(frame, offset + k * length * tensor.dtype().bytes(), rows[k] * tensor.rowSize() + from, length);
        }
    }

    /** Copies all rows out of the bytes at an offset. */
    void read(ByteBuffer frame, int offset) {
        if (contiguous()) {
            get(frame, offset, 0, tensor.rows() * length);
        } else {
            for (int row = 0; row < tensor.rows(); row++) {
                get(frame, offset + row * length * tensor.dtype().bytes(), row * tensor.rowSize() + from, length);
            }
        }
    }

    private void put(ByteBuffer frame, int offset, int start, int count) {
        frame.position(offset);
        switch (tensor.dtype()) {
            case U8 -> frame.put(tensor.u8(), start, count);
            case I32 -> frame.asIntBuffer().put(tensor.i32(), start, count);
            case I64 -> frame.asLongBuffer().put(tensor.i64(), start, count);
            case F32 -> frame.asFloatBuffer().put(tensor.f32(), start, count);
            case F64 -> frame.asDoubleBuffer().put(tensor.f64(), start, count);
        }
    }

    private void get(ByteBuffer frame, int offset, int start, int count) {
        frame.position(offset);
        switch (tensor.dtype()) {
            case U8 -> frame.get(tensor.u8(), start, count);
            case I32 -> frame.asIntBuffer().get(tensor.i32(), start, count);
            case I64 -> frame.asLongBuffer().get(tensor.i64(), start, count);
            case F32 -> frame.asFloatBuffer().get(tensor.f32(), start, count);
            case F64 -> frame.asDoubleBuffer().get(tensor.f64(), start, count);
        }
    }
}
