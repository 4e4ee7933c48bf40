package walras.env.batch;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import walras.env.StateVisitor;
import walras.env.Tensor;

/** Copies the state of some rows to a batch made alike: every array has the batch first, so a row's part of it is one piece. */
final class RowCopy {
    private RowCopy() {}

    static void copy(Tensor source, int from, Tensor target, int to, int count) {
        int size = target.rowSize();
        System.arraycopy(source.data(), from * size, target.data(), to * size, count * size);
    }

    /**
     * Copies what visitors are shown.
     *
     * @param sourceRows B of the source
     * @param targetRows B of the target
     */
    static void copy(
            Snapshot.Stateful source,
            int sourceRows,
            int from,
            Snapshot.Stateful target,
            int targetRows,
            int to,
            int count) {
        List<Object> arrays = new ArrayList<>();
        source.state(new EachArray() {
            @Override
            void array(String name, Object values) {
                arrays.add(values);
            }
        });
        target.state(new EachArray() {
            private int at;

            @Override
            void array(String name, Object values) {
                Object given = arrays.get(at++);
                int size = Array.getLength(values) / targetRows;
                if (Array.getLength(values) != size * targetRows || Array.getLength(given) != size * sourceRows) {
                    throw new IllegalStateException(name + " does not have the batch first");
                }
                System.arraycopy(given, from * size, values, to * size, count * size);
            }
        });
    }

    /** Does the same with arrays of every type. */
    private abstract static class EachArray implements StateVisitor {
        abstract void array(String name, Object values); // [B, ...]

        @Override
        public void bytes(String name, byte[] values) { // [B, ...]
            array(name, values);
        }

        @Override
        public void ints(String name, int[] values) { // [B, ...]
            array(name, values);
        }

        @Override
        public void longs(String name, long[] values) { // [B, ...]
            array(name, values);
        }

        @Override
        public void floats(String name, float[] values) { // [B, ...]
            array(name, values);
        }

        @Override
        public void doubles(String name, double[] values) { // [B, ...]
            array(name, values);
        }
    }
}
