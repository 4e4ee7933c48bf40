package walras.env.batch;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
    private static final long CHUNK_BITS = 0xFFFF_FFFFL;

    // A call is a generation. The ticket holds its number above and its next chunk below, so that a worker which wakes
    // late cannot take a chunk of a call whose task it has not read: its compare-and-set fails. The caller waits for
    // chunks, not for threads, so that a worker which never wakes costs nothing.
    private final Thread[] threads;
    private final ReentrantLock busy = new ReentrantLock();
    private final AtomicLong ticket = new AtomicLong();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile int chunks;
    private volatile boolean closed;
    private volatile @Nullable IntConsumer task;

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
        if (count == 1 || threads.length == 0 || busy.isHeldByCurrentThread() || !busy.tryLock()) {
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

    @SuppressWarnings("ThreadPriorityCheck") // where processors are scarce the last chunk's thread needs this one
    private void share(int count, IntConsumer present) {
        long mine = ((ticket.get() >>> 32) + 2) << 32;
        ticket.set(mine - 1); // a generation without chunks: shuts out the former call's latecomers
        failure.set(null);
        done.set(0);
        task = present;
        chunks = count;
        ticket.set(mine);
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        drain(mine >>> 32);
        for (int spin = 0; done.get() < count; spin++) {
            if (spin < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        task = null;
        Throwable thrown = failure.get();
        if (thrown instanceof RuntimeException problem) {
            throw problem;
        } else if (thrown instanceof Error error) {
            throw error;
        }
    }

    /** Works on chunks of one generation until none is left. */
    private void drain(long generation) {
        while (true) {
            long seen = ticket.get();
            long chunk = seen & CHUNK_BITS;
            IntConsumer present = task;
            if (seen >>> 32 != generation || chunk >= chunks || present == null) {
                return;
            }
            if (ticket.compareAndSet(seen, seen + 1)) {
                perform(present, (int) chunk);
            }
        }
    }

    private void perform(IntConsumer present, int chunk) {
        try {
            present.accept(chunk);
        } catch (RuntimeException | Error thrown) {
            failure.compareAndSet(null, thrown);
        } finally {
            done.incrementAndGet();
        }
    }

    private void work() {
        long seen = 0;
        while (!closed) {
            for (int spin = 0; ticket.get() >>> 32 == seen && spin < SPINS; spin++) {
                Thread.onSpinWait();
            }
            while (ticket.get() >>> 32 == seen && !closed) {
                LockSupport.park(this);
            }
            seen = ticket.get() >>> 32;
            drain(seen);
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
