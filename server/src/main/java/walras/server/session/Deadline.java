package walras.server.session;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells a shard when its next turn is late; never, where the session has no deadline. Used by the shard's owner. */
final class Deadline {
    private final Timer timer;
    private final @Nullable Duration stepTime;
    private final Consumer<ShardEvent> late;
    private Timer.@Nullable Alarm alarm;
    private boolean asleep;
    private long lapsed = -1; // the turn after which it was late the last time

    /** @param late takes the event, on the timer's thread */
    Deadline(Timer timer, SessionConfig config, Consumer<ShardEvent> late) {
        this.timer = timer;
        this.late = late;
        stepTime = config.deadline().map(SessionConfig.Deadline::stepTime).orElse(null);
    }

    /** Turn {@code step} was made: the time for the next one begins. */
    void arm(long step) {
        if (stepTime != null && step >= 0) {
            cancel();
            asleep = false;
            alarm = timer.after(stepTime, () -> late.accept(new ShardEvent.Lapse(step)));
        }
    }

    /** Nobody is there for whom to step, which would keep a core busy: it does no more until somebody comes. */
    void sleep() {
        asleep = true;
    }

    /** Somebody came, or acted: the time begins if it waited for that. */
    void wake(long step) {
        if (asleep) {
            arm(step);
        }
    }

    /** True the first time that the turn after {@code step} is late: a step that the log does not take is late again. */
    boolean lapses(long step) {
        boolean first = lapsed != step;
        lapsed = step;
        return first;
    }

    void cancel() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }
}
