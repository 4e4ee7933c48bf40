package walras.server.session.work;

import java.time.Duration;

/** Time as sessions see it; a test's own moves only when it is told to. */
public interface Timer {
    /** Nanoseconds from an arbitrary origin, never going back. */
    long nanoTime();

    /** Milliseconds of the wall clock, for people. */
    long epochMillis();

    /** Runs a task once, later. The task must not block. */
    Alarm after(Duration delay, Runnable task);

    /** A task that has not run yet. */
    interface Alarm {
        /** Does nothing if the task has run. */
        void cancel();
    }
}
