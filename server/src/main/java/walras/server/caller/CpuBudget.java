package walras.server.caller;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Working time that flows back at a steady rate. Work is charged when it is done, so it may be overdrawn; who has overdrawn
 * it waits until it has flowed back.
 */
final class CpuBudget {
    /** What may be spent at once, in seconds of flowing back. */
    private static final long BURST_SECONDS = 2;

    private static final long MINUTE_SECONDS = 60;

    private final LongSupplier clock;
    private final AtomicLong full; // when it is full again, in nanoseconds of the clock

    CpuBudget(LongSupplier clock) {
        this.clock = clock;
        full = new AtomicLong(clock.getAsLong());
    }

    /** Takes working time. */
    void charge(long nanos, long secondsPerMinute) {
        if (secondsPerMinute != Long.MAX_VALUE) {
            long back = nanos / secondsPerMinute * MINUTE_SECONDS
                    + nanos % secondsPerMinute * MINUTE_SECONDS / secondsPerMinute;
            long now = clock.getAsLong();
            full.updateAndGet(before -> Math.max(before, now) + back);
        }
    }

    /** How long to wait; 0 for not at all. */
    long waitNanos() {
        return Math.max(0, full.get() - clock.getAsLong() - TimeUnit.SECONDS.toNanos(BURST_SECONDS));
    }
}
