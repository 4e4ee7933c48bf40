package walras.server.session.work;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;

/**
 * Work that may take long, on few threads of its own, so that it takes nothing from steps: exact solutions, and worlds of
 * sessions to come. A piece of work ends at a limit of time, waiting included, or when nobody wants it any more: its
 * thread is interrupted, which the loops of solvers look for.
 */
public final class LongWork implements AutoCloseable {
    /**
     * Who is told what becomes of a piece of work. One of the first two is called, once, unless the work was given up.
     *
     * @param unwanted is given a result that came when it was not wanted any more, instead of {@code done}
     */
    public record Outcome<T>(Consumer<T> done, Consumer<Throwable> failed, Consumer<T> unwanted) {}

    /** A piece of work that was begun. */
    public interface Pending {
        /** Nobody wants it any more. Does nothing when it is done. */
        void giveUp();
    }

    private final String name;
    private final Duration most;
    private final Timer timer;
    private final ThreadPoolExecutor pool;

    /**
     * @param name of the threads
     * @param queued pieces of work that may wait for a thread before more are refused
     * @param most the time of one piece of work, waiting included
     */
    public LongWork(String name, int threads, int queued, Duration most, Timer timer) {
        this.name = name;
        this.most = most;
        this.timer = timer;
        pool = Pools.of(name, threads, new ArrayBlockingQueue<>(Math.max(1, queued)));
    }

    /** Waits at most as long as {@link LongWork} was told to, then LIMIT. */
    public <T> Pending start(Supplier<T> work, Outcome<T> outcome) {
        Piece<T> piece = new Piece<>(work, outcome);
        try {
            pool.execute(piece);
        } catch (RejectedExecutionException full) {
            throw Problem.of(
                    Problem.Kind.EXHAUSTED,
                    "OVERLOADED",
                    name,
                    "a free place among " + pool.getQueue().size() + " that wait; try again later",
                    "a full queue",
                    "");
        }
        piece.endsWith(timer.after(most, () -> piece.end(late(name, most))));
        return piece::giveUp;
    }

    /** Pieces of work that wait for a thread. */
    public int queued() {
        return pool.getQueue().size();
    }

    /** Threads that work. */
    public int busy() {
        return pool.getActiveCount();
    }

    static Problem late(String name, Duration most) {
        return Problem.limit(
                name + ": seconds",
                "at most " + most.toSeconds() + " (limit solve_seconds; serve --max-solve-seconds raises it)",
                "work that takes longer, or waited for other such work");
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }

    private final class Piece<T> implements Runnable {
        private final Supplier<T> work;
        private final Outcome<T> outcome;

        // Guarded by this.
        private boolean ended;
        private Timer.@Nullable Alarm alarm;
        private @Nullable Thread thread;

        Piece(Supplier<T> work, Outcome<T> outcome) {
            this.work = work;
            this.outcome = outcome;
        }

        synchronized void endsWith(Timer.Alarm limit) {
            alarm = limit;
            if (ended) {
                limit.cancel();
            }
        }

        @Override
        public void run() {
            synchronized (this) {
                if (ended) {
                    return;
                }
                thread = Thread.currentThread();
            }
            T result;
            try {
                result = work.get();
            } catch (RuntimeException | Error failed) {
                if (settle()) {
                    outcome.failed().accept(failed);
                }
                return;
            }
            if (settle()) {
                outcome.done().accept(result);
            } else {
                outcome.unwanted().accept(result);
            }
        }

        /** The work is over: nobody interrupts the thread any more. Returns true if it was still wanted. */
        private synchronized boolean settle() {
            thread = null;
            if (Thread.interrupted()) {
                ended = true; // it was meant for this piece, and not for the next one on the thread
            }
            return stop();
        }

        /** Returns true the first time. */
        private synchronized boolean stop() {
            boolean first = !ended;
            ended = true;
            if (alarm != null) {
                alarm.cancel();
            }
            if (thread != null) {
                thread.interrupt();
            }
            return first;
        }

        void giveUp() {
            if (stop()) {
                pool.remove(this);
            }
        }

        private void end(Problem why) {
            if (stop()) {
                pool.remove(this);
                outcome.failed().accept(why);
            }
        }
    }
}
