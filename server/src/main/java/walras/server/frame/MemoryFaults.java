package walras.server.frame;

/** Faults of a thread in mapped memory, as when another process has cut the file short. */
public final class MemoryFaults {
    private static final int FIRST_THAT_THROWS_AT_ONCE = 25; // of those tried: 17 does not, 25 does
    private static final boolean LATE = Runtime.version().feature() < FIRST_THAT_THROWS_AT_ONCE;

    // Not final, so that the compiler keeps the allocation below.
    private static int none = 0;

    private MemoryFaults() {}

    /**
     * Throws what the present thread did wrong in mapped memory. Java 17 only notes such a fault, and throws it when the
     * thread is next in the runtime, which may be in the middle of another session's step. Arrays of arrays are made by the
     * runtime, also for compiled code; native methods do not serve, for they leave the fault noted. Takes some 50 ns and 16
     * bytes, in Java 17 alone.
     *
     * @throws InternalError if the thread touched mapped memory that is gone
     */
    public static void throwNoted() {
        if (LATE) {
            none = new byte[none][none].length; // 0 again
        }
    }
}
