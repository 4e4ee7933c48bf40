package walras.server.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Rings when a shard's next turn is late; never, where there is no deadline. Guarded by the shard's monitor. */
final class DeadlineAlarm {
    private final Timer timer;
    private final @Nullable Duration stepTime;
    private Timer.@Nullable Alarm alarm;
    private boolean asleep;

    DeadlineAlarm(Timer timer, SessionConfig config) {
        this.timer = timer;
        stepTime = config.deadline().map(SessionConfig.Deadline::stepTime).orElse(null);
    }

    /** True if there is a deadline: only then can a seat be late, or forfeited. */
    boolean rings() {
        return stepTime != null;
    }

    /** Nobody is there for whom to ring: it does no more until somebody comes. */
    void sleep() {
        asleep = true;
    }

    /** True if it rang when nobody was there. */
    boolean asleep() {
        return asleep;
    }

    /** A turn was made, or somebody came: the time for the next turn begins. */
    void arm(Runnable late) {
        cancel();
        asleep = false;
        alarm = stepTime == null ? null : timer.after(stepTime, late);
    }

    void cancel() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }
}
