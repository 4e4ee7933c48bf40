package walras.server.bench;

/**
 * The work of one kernel at given sizes, beside a loop that is written by hand for these alone: one thread, no other families,
 * no other sizes. Both work on the same inputs.
 */
interface PlainKernel {
    /** What is done, with its sizes but for the number of rows. */
    String name();

    /** The loop by hand. */
    Work loop();

    /** The server's kernel on the caller's thread. */
    Work alone();

    /** The server's kernel on as many threads as it takes. */
    Work shared();

    /**
     * Does the work once by each and holds every number against the loop's.
     *
     * @throws IllegalStateException if any differs by more than both say that they are off by
     */
    void compare();
}
