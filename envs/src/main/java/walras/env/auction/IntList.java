package walras.env.auction;

import java.util.Arrays;

/** A list of ints that grows. */
final class IntList {
    int[] values = new int[0]; // [length or more]
    int length;

    void add(int value) {
        if (length == values.length) {
            values = Arrays.copyOf(values, Math.max(1, 2 * length));
        }
        values[length++] = value;
    }
}
