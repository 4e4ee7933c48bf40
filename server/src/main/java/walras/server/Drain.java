package walras.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits, when a server stops, for what is going on in it, and tells once a second what that is. */
final class Drain {
    private static final System.Logger LOG = System.getLogger("walras.server");
    private static final long LOOK_MILLIS = 20;
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<String> goingOn;
    private final CountDownLatch hurried = new CountDownLatch(1);

    /** @param goingOn says what is waited for; empty for nothing */
    Drain(Supplier<String> goingOn) {
        this.goingOn = goingOn;
    }

    /** Ends the wait. */
    void hurry() {
        hurried.countDown();
    }

    boolean hurried() {
        return hurried.getCount() == 0;
    }

    /** Waits until nothing goes on, the time is up, somebody is in a hurry, or the thread is interrupted. */
    void await(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        long tell = System.nanoTime();
        try {
            String what = goingOn.get();
            for (long now = tell; !what.isEmpty() && now < end; now = System.nanoTime()) {
                if (now >= tell) {
                    LOG.log(System.Logger.Level.INFO, "stopping within {0} s: {1}", seconds(end - now), what);
                    tell += TELL_NANOS;
                }
                long millis = Math.min(LOOK_MILLIS, TimeUnit.NANOSECONDS.toMillis(end - now) + 1);
                if (hurried.await(millis, TimeUnit.MILLISECONDS)) {
                    LOG.log(System.Logger.Level.INFO, "stopping at once: {0}", what);
                    return;
                }
                what = goingOn.get();
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos + TELL_NANOS - 1);
    }
}
