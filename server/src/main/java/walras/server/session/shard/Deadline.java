package walras.server.session.shard;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import walras.server.session.plan.SessionConfig;
import walras.server.session.work.Timer;

/** Tells a shard when its next turn is late; never, where the session has no deadline. Used by the shard's owner. */
final class Deadline {
    private final Timer timer;
    private final @Nullable Duration stepTime;
    private final Consumer<ShardEvent> late;
    private Timer.@Nullable Alarm alarm;
    private boolean asleep;
    private long armedNanos;

    /** @param late takes the event, on the timer's thread */
    Deadline(Timer timer, SessionConfig config, Consumer<ShardEvent> late) {
        this.timer = timer;
        this.late = late;
        stepTime = config.deadline().map(SessionConfig.Deadline::stepTime).orElse(null);
    }

    /** False where a session waits for ever. */
    boolean isSet() {
        return stepTime != null;
    }

    /** Turn {@code step} was made: the time for the next one begins after a while, which may be none. */
    void arm(long step, Duration grace) {
        if (stepTime != null && step >= 0) {
            cancel();
            asleep = false;
            armedNanos = timer.nanoTime() + grace.toNanos();
            alarm = timer.after(stepTime.plus(grace), () -> late.accept(new ShardEvent.Lapse(step)));
        }
    }

    /** Somebody has time left beyond that of a move: it rings again then. */
    void ringAgain(long step, long nanos) {
        cancel();
        alarm = timer.after(Duration.ofNanos(nanos), () -> late.accept(new ShardEvent.Lapse(step)));
    }

    /** Nanoseconds since the time for the present move was up; 0 while it is not. */
    long overtime() {
        return stepTime == null || alarm == null || asleep
                ? 0
                : Math.max(0, timer.nanoTime() - armedNanos - stepTime.toNanos());
    }

    /** Nobody is there for whom to step, which would keep a core busy: it does no more until somebody comes. */
    void sleep() {
        asleep = true;
    }

    /** Somebody came, or acted: the time begins, after a while, if it waited for that. */
    void wake(long step, Duration grace) {
        if (asleep) {
            arm(step, grace);
        }
    }

    void cancel() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }
}
