package walras.env.nd4j;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many ND4J operations this process has run: what a step costs on a device is its operations, most of all. Loads no
 * class of ND4J.
 */
public final class OperationCount {
    private static final LongAdder DONE = new LongAdder();

    private OperationCount() {}

    static void add(int operations) {
        DONE.add(operations);
    }

    /** Since the process began. */
    public static long done() {
        return DONE.sum();
    }
}
