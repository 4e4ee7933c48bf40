package walras.env;

/** The check points of long computations: whoever interrupts their thread ends them. */
public final class Interruption {
    private Interruption() {}

    /**
     * Ends the computation if its thread was interrupted. Cheap enough for every round of a loop whose rounds take microseconds.
     *
     * @throws Problem INTERRUPTED
     */
    public static void check(String what) {
        if (Thread.interrupted()) {
            throw Problem.of(Problem.Kind.UNAVAILABLE, "INTERRUPTED", what, "time to end", "an interruption", "");
        }
    }
}
