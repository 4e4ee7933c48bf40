package walras.env.auction;

import java.util.Arrays;

/** Numbers at some indices, in no order. */
final class SparseRow {
    int[] indices = new int[0]; // [length or more]
    double[] values = new double[0]; // [length or more]
    int length;

    void add(int index, double value) {
        if (length == indices.length) {
            indices = Arrays.copyOf(indices, Math.max(1, 2 * length));
            values = Arrays.copyOf(values, Math.max(1, 2 * length));
        }
        indices[length] = index;
        values[length++] = value;
    }

    /** Where the index is, or -1. */
    int find(int index) {
        for (int k = 0; k < length; k++) {
            if (indices[k] == index) {
                return k;
            }
        }
        return -1;
    }

    /** Forgets an entry; the last one takes its place. */
    void remove(int at) {
        length--;
        indices[at] = indices[length];
        values[at] = values[length];
    }
}
