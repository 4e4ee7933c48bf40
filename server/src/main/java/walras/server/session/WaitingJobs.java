package walras.server.session;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;

/** Jobs that came while another one ran, in order. Guarded by the shard's monitor. */
final class WaitingJobs {
    private static final int MOST = 8;

    record Waiting(Job job, @Nullable Answer answer) {}

    private final int shard;
    private final Queue<Waiting> jobs = new ArrayDeque<>(1);
    private boolean turnedAway; // since the last turn somebody was told to come back soon

    WaitingJobs(int shard) {
        this.shard = shard;
    }

    int size() {
        return jobs.size();
    }

    /** Somebody who does not wait will try again when there is a turn. */
    void turnAway() {
        turnedAway = true;
    }

    /** True if a turn is wanted soon. */
    boolean awaited() {
        return turnedAway || !jobs.isEmpty();
    }

    /** A turn was made. Returns true if jobs wait. */
    boolean turned() {
        turnedAway = false;
        return !jobs.isEmpty();
    }

    /** @throws Problem LIMIT if too many wait already */
    void add(Job job, @Nullable Answer answer) {
        if (jobs.size() == MOST) {
            throw Problem.limit("shard " + shard, "at most " + MOST + " resets that wait", jobs.size() + 1);
        }
        jobs.add(new Waiting(job, answer));
    }

    /** The first one, which waits no more; null if there is none. */
    @Nullable
    Waiting next() {
        return jobs.poll();
    }

    /** Nobody waits for a job any more, but for the turn that the given ones wait for. */
    void giveUp(Waiters waiters) {
        for (Waiting waiting = jobs.poll(); waiting != null; waiting = jobs.poll()) {
            waiters.add(waiting.answer());
        }
    }
}
