package walras.server.bench;

import walras.v1.Act;

/** The step number in an act's bytes, always as wide: a varint may be padded, so that it can be counted up in place. */
final class StepNumber {
    /** The widest number leaves room for any other of as many bytes. */
    static final long WIDEST = (1L << 56) - 1;

    private static final int BYTES = 8;

    private StepNumber() {}

    /** Where the widest number is. */
    static int place(byte[] act) { // [bytes]
        for (int at = 0; at + BYTES < act.length; at++) {
            if (act[at] == Act.STEP_FIELD_NUMBER << 3 && act[at + 1] == -1 && act[at + BYTES] == 0x7F) {
                return at + 1;
            }
        }
        throw new IllegalStateException("no step in the act");
    }

    static void write(byte[] act, int at, long number) { // [bytes]
        for (int k = 0; k < BYTES; k++) {
            int more = k < BYTES - 1 ? 0x80 : 0;
            act[at + k] = (byte) (((number >>> (7 * k)) & 0x7F) | more);
        }
    }
}
