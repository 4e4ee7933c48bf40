package walras.server.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import walras.server.session.work.Timer;

/** Time that moves when a test says so; alarms run on the test's thread, in order. */
public final class FakeTimer implements Timer {
    private final List<Task> tasks = new ArrayList<>();
    private long nanos;

    private record Task(long due, Runnable work) {}

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public long epochMillis() {
        return 1_700_000_000_000L + nanos / 1_000_000;
    }

    @Override
    public Alarm after(Duration delay, Runnable work) {
        Task task = new Task(nanos + delay.toNanos(), work);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    /** Lets time pass; what becomes due runs. */
    public void pass(Duration time) {
        long end = nanos + time.toNanos();
        while (true) {
            Task next = tasks.stream()
                    .filter(task -> task.due <= end)
                    .min(Comparator.comparingLong(Task::due))
                    .orElse(null);
            if (next == null) {
                break;
            }
            tasks.remove(next);
            nanos = Math.max(nanos, next.due);
            next.work.run();
        }
        nanos = end;
    }

    /** Alarms that are set. */
    public int pending() {
        return tasks.size();
    }
}
