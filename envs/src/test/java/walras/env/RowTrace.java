package walras.env;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import walras.env.batch.Batch;

/** Everything that a row showed, step by step, as bytes that can be compared. */
final class RowTrace {
    private final List<ByteArrayOutputStream> rows;

    RowTrace(int count) {
        rows = IntStream.range(0, count)
                .mapToObj(r -> new ByteArrayOutputStream())
                .toList();
    }

    /** Appends actions, observations, rewards, flags and metrics of the present turn. */
    void record(Batch batch) {
        for (int row = 0; row < rows.size(); row++) {
            for (Tensor tensor : batch.tensors().all()) {
                append(tensor, row, rows.get(row));
            }
        }
    }

    static void append(Tensor tensor, int row, ByteArrayOutputStream out) {
        int from = row * tensor.rowSize();
        ByteBuffer bytes = ByteBuffer.allocate(tensor.rowSize() * tensor.dtype().bytes());
        switch (tensor.dtype()) {
            case U8 -> bytes.put(tensor.u8(), from, tensor.rowSize());
            case I32 -> bytes.asIntBuffer().put(tensor.i32(), from, tensor.rowSize());
            case I64 -> bytes.asLongBuffer().put(tensor.i64(), from, tensor.rowSize());
            case F32 -> bytes.asFloatBuffer().put(tensor.f32(), from, tensor.rowSize());
            case F64 -> bytes.asDoubleBuffer().put(tensor.f64(), from, tensor.rowSize());
        }
        out.writeBytes(bytes.array());
    }

    byte[] row(int row) { // [bytes]
        return rows.get(row).toByteArray();
    }
}
