package walras.env.batch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import walras.env.Problem;
import walras.env.StateVisitor;
import walras.env.Tensor;

/** A copy of every array that a batch's future depends on. */
public final class Snapshot {
    private final List<String> names;
    private final List<ByteBuffer> arrays;

    private Snapshot(List<String> names, List<ByteBuffer> arrays) {
        this.names = names;
        this.arrays = arrays;
    }

    /** Something whose arrays a visitor can be led through, always in the same order. */
    interface Stateful {
        void state(StateVisitor visitor);
    }

    static Snapshot of(Stateful source) {
        Snapshot snapshot = new Snapshot(new ArrayList<>(), new ArrayList<>());
        source.state(snapshot.new Reader());
        return snapshot;
    }

    /** @throws Problem BAD_SNAPSHOT if it was taken of a batch of another shape */
    void requireFits(Stateful target) {
        Snapshot present = of(target);
        if (!present.names.equals(names) || !present.lengths().equals(lengths())) {
            throw Problem.of(
                    Problem.Kind.INVALID,
                    "BAD_SNAPSHOT",
                    "snapshot",
                    "arrays " + present.names + " of " + present.lengths() + " bytes",
                    names + " of " + lengths(),
                    "");
        }
    }

    /** Writes the copies back into a target that they fit. */
    void restore(Stateful target) {
        target.state(new Writer());
    }

    private List<Integer> lengths() {
        return arrays.stream().map(ByteBuffer::capacity).toList();
    }

    /** Bytes for a file: count, then name, length and big-endian content of each array. */
    public byte[] toBytes() { // [bytes]
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(names.size());
            for (int i = 0; i < names.size(); i++) {
                out.writeUTF(names.get(i));
                out.writeInt(arrays.get(i).capacity());
                out.write(arrays.get(i).array());
            }
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws Problem BAD_SNAPSHOT if the bytes are not that
     */
    public static Snapshot fromBytes(byte[] bytes) { // [bytes]
        List<String> names = new ArrayList<>();
        List<ByteBuffer> arrays = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                names.add(in.readUTF());
                int length = in.readInt();
                if (length < 0 || length > in.available()) {
                    throw new IOException(
                            "array " + names.get(i) + " of " + length + " bytes, " + in.available() + " left");
                }
                arrays.add(ByteBuffer.wrap(in.readNBytes(length)));
            }
        } catch (IOException broken) {
            throw Problem.of(
                    Problem.Kind.INVALID, "BAD_SNAPSHOT", "snapshot", "a whole snapshot", String.valueOf(broken), "");
        }
        return new Snapshot(names, arrays);
    }

    /** Copies arrays into the snapshot. */
    private final class Reader implements StateVisitor {
        private ByteBuffer add(String name, int bytes) {
            ByteBuffer copy = ByteBuffer.allocate(bytes);
            names.add(name);
            arrays.add(copy);
            return copy;
        }

        @Override
        public void bytes(String name, byte[] values) { // [B, ...]
            add(name, values.length).put(0, values);
        }

        @Override
        public void ints(String name, int[] values) { // [B, ...]
            add(name, values.length * 4).asIntBuffer().put(values);
        }

        @Override
        public void longs(String name, long[] values) { // [B, ...]
            add(name, values.length * 8).asLongBuffer().put(values);
        }

        @Override
        public void floats(String name, float[] values) { // [B, ...]
            add(name, values.length * 4).asFloatBuffer().put(values);
        }

        @Override
        public void doubles(String name, double[] values) { // [B, ...]
            add(name, values.length * 8).asDoubleBuffer().put(values);
        }
    }

    /** Copies the snapshot into arrays. */
    private final class Writer implements StateVisitor {
        private int at;

        private ByteBuffer next() {
            return arrays.get(at++).duplicate().rewind();
        }

        @Override
        public void bytes(String name, byte[] values) { // [B, ...]
            next().get(values);
        }

        @Override
        public void ints(String name, int[] values) { // [B, ...]
            next().asIntBuffer().get(values);
        }

        @Override
        public void longs(String name, long[] values) { // [B, ...]
            next().asLongBuffer().get(values);
        }

        @Override
        public void floats(String name, float[] values) { // [B, ...]
            next().asFloatBuffer().get(values);
        }

        @Override
        public void doubles(String name, double[] values) { // [B, ...]
            next().asDoubleBuffer().get(values);
        }
    }

    /** Shows a tensor. */
    static void visit(StateVisitor visitor, Tensor tensor) {
        switch (tensor.dtype()) {
            case U8 -> visitor.bytes(tensor.name(), tensor.u8());
            case I32 -> visitor.ints(tensor.name(), tensor.i32());
            case I64 -> visitor.longs(tensor.name(), tensor.i64());
            case F32 -> visitor.floats(tensor.name(), tensor.f32());
            case F64 -> visitor.doubles(tensor.name(), tensor.f64());
        }
    }
}
