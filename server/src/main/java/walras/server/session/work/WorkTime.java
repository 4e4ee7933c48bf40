package walras.server.session.work;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import walras.env.Problem;

/**
 * A limit of time for work on the calling thread: when it has passed, the thread is interrupted, which the loops of solvers
 * look for, and so do builders between two pieces.
 */
public final class WorkTime {
    private enum State {
        RUNS,
        LATE, // about to be interrupted
        INTERRUPTED,
        DONE
    }

    private final Timer timer;
    private final Duration most;

    public WorkTime(Timer timer, Duration most) {
        this.timer = timer;
        this.most = most;
    }

    /**
     * Does some work, as long as there is time. The thread is not interrupted afterwards.
     *
     * @param what is limited, for the error
     * @throws Problem LIMIT if there was not enough time
     */
    public <T> T within(String what, Supplier<T> work) {
        Thread worker = Thread.currentThread();
        AtomicReference<State> state = new AtomicReference<>(State.RUNS);
        Timer.Alarm alarm = timer.after(most, () -> {
            if (state.compareAndSet(State.RUNS, State.LATE)) {
                worker.interrupt();
                state.set(State.INTERRUPTED);
            }
        });
        try {
            return work.get();
        } catch (Problem ended) {
            throw state.get() == State.RUNS ? ended : LongWork.late(what, most);
        } finally {
            alarm.cancel();
            while (!state.compareAndSet(State.RUNS, State.DONE) && state.get() == State.LATE) {
                Thread.onSpinWait();
            }
            if (state.get() == State.INTERRUPTED) {
                Thread.interrupted(); // it was meant for this work
            }
        }
    }
}
