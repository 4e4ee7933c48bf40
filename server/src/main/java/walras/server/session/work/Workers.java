package walras.server.session.work;

/**
 * The server's threads for whatever does not run on an event loop, each kind with its own, so that none waits for another.
 *
 * @param steps steps of sessions, and whatever of theirs takes no longer
 * @param solving exact solutions
 * @param making sessions and worlds to come
 */
public record Workers(StepExecutor steps, LongWork solving, LongWork making) implements AutoCloseable {
    private static final int QUEUED_SESSIONS = 1024;

    /** @param threads for steps */
    public static Workers of(int threads, Limits limits, Timer timer) {
        WorkLimits work = limits.work();
        int making = Math.max(2, Runtime.getRuntime().availableProcessors() / 2);
        return new Workers(
                StepExecutor.pooled(threads, limits.queuedSteps()),
                new LongWork("solve", work.solves(), work.queuedSolves(), work.solveTime(), timer),
                new LongWork("make", making, QUEUED_SESSIONS, work.solveTime(), timer));
    }

    @Override
    public void close() {
        steps.close();
        solving.close();
        making.close();
    }
}
