package walras.server.bench;

import java.util.Arrays;
import walras.v1.Act;

/** The step number in an act's bytes, always as wide: a varint may be padded, so that it can be counted up in place. */
final class StepNumber {
    /** The widest number leaves room for any other of as many bytes. */
    static final long WIDEST = (1L << 56) - 1;

    private static final int BYTES = 8;

    private StepNumber() {}

    /** Where the widest numbers are, so many of them. */
    static int[] places(byte[] acts, int count) { // [bytes] -> [count]
        int[] places = new int[count];
        int found = 0;
        for (int at = 0; at + BYTES < acts.length && found < count; at++) {
            if (acts[at] == Act.STEP_FIELD_NUMBER << 3 && acts[at + 1] == -1 && acts[at + BYTES] == 0x7F) {
                places[found++] = at + 1;
                at += BYTES;
            }
        }
        if (found != count) {
            throw new IllegalStateException("no step in some act: " + Arrays.toString(places));
        }
        return places;
    }

    static void write(byte[] acts, int at, long number) { // [bytes]
        for (int k = 0; k < BYTES; k++) {
            int more = k < BYTES - 1 ? 0x80 : 0;
            acts[at + k] = (byte) (((number >>> (7 * k)) & 0x7F) | more);
        }
    }
}
