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

    WaitingJobs(int shard) {
        this.shard = shard;
    }

    int size() {
        return jobs.size();
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
