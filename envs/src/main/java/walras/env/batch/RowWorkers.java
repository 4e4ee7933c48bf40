package walras.env.batch;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share out ranges of rows. Made for steps of tens of microseconds: nothing is allocated per call, workers
 * spin a little before they park, and the caller works too. A caller that finds the workers busy runs alone.
 */
public final class RowWorkers implements AutoCloseable {
    private static final int SPINS = 2_000;

    private final Thread[] threads;
    private final ReentrantLock busy = new ReentrantLock();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile int chunks;
    private volatile int generation;
    private volatile boolean closed;
    private @Nullable IntConsumer task;

    /** @param threads how many may work at the same time, the caller included */
    public RowWorkers(int threads) {
        this.threads = new Thread[threads - 1];
        for (int i = 0; i < this.threads.length; i++) {
            this.threads[i] = new Thread(this::work, "walras-rows-" + (i + 1));
            this.threads[i].setDaemon(true);
            this.threads[i].start();
        }
    }

    /** One thread: the caller. */
    public static RowWorkers none() {
        return new RowWorkers(1);
    }

    /** As many threads as there are processors, shared by everything in the process. */
    public static RowWorkers shared() {
        return Shared.INSTANCE;
    }

    public int threads() {
        return threads.length + 1;
    }

    /** Runs the task for 0 .. count-1 and returns when all are done; throws what a task threw. */
    public void run(int count, IntConsumer task) {
        if (count == 1 || threads.length == 0 || !busy.tryLock()) {
            for (int chunk = 0; chunk < count; chunk++) {
                task.accept(chunk);
            }
            return;
        }
        try {
            share(count, task);
        } finally {
            busy.unlock();
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the holder of `busy` writes
    private void share(int count, IntConsumer task) {
        this.task = task;
        failure.set(null);
        unfinished.set(threads.length);
        next.set(0);
        chunks = count;
        generation++;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        drain(task, count);
        while (unfinished.get() > 0) {
            Thread.onSpinWait();
        }
        Throwable thrown = failure.get();
        if (thrown instanceof RuntimeException problem) {
            throw problem;
        } else if (thrown instanceof Error error) {
            throw error;
        }
    }

    private void drain(IntConsumer task, int count) {
        try {
            for (int chunk = next.getAndIncrement(); chunk < count; chunk = next.getAndIncrement()) {
                task.accept(chunk);
            }
        } catch (RuntimeException | Error thrown) {
            failure.compareAndSet(null, thrown);
        }
    }

    private void work() {
        int seen = 0;
        while (!closed) {
            for (int spin = 0; generation == seen && spin < SPINS; spin++) {
                Thread.onSpinWait();
            }
            while (generation == seen && !closed) {
                LockSupport.park(this);
            }
            if (generation != seen) {
                seen = generation;
                IntConsumer present = task;
                if (present != null) {
                    drain(present, chunks);
                }
                unfinished.decrementAndGet();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }

    private static final class Shared {
        static final RowWorkers INSTANCE = new RowWorkers(Runtime.getRuntime().availableProcessors());
    }
}
