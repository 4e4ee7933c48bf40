package walras.env.batch;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share out ranges of rows. Made for steps of tens of microseconds: nothing is allocated per call, and the
 * caller works too. A caller that finds the workers busy runs alone.
 *
 * <p>Waking a thread takes longer than many a step. So workers stay awake for a while only when calls follow each other
 * closely, as in a loop of steps; between the steps of a remote participant they sleep, and leave the processor to it.
 */
public final class RowWorkers implements AutoCloseable {
    /** Calls closer than this follow each other closely: about what it takes to wake a thread. */
    private static final long CLOSE_NANOS = 50_000;

    private static final int SPINS_BETWEEN_LOOKS = 64;
    private static final int PATIENCE = 2_000;
    private static final long CHUNK_BITS = 0xFFFF_FFFFL;
    /** Has no thread to start, and so stands apart from {@link Shared}, which starts as many as there are processors. */
    private static final RowWorkers NONE = new RowWorkers(1);

    // A call is a generation. The ticket holds its number above and its next chunk below, so that a worker which wakes
    // late cannot take a chunk of a call whose task it has not read: its compare-and-set fails. The caller waits for
    // chunks, not for threads, so that a worker which never wakes costs nothing.
    private final Worker[] workers;
    private final ReentrantLock busy = new ReentrantLock();
    private final AtomicLong ticket = new AtomicLong();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile int chunks;
    private volatile boolean closed;
    private volatile boolean closely; // the present call came soon after the one before
    private volatile long endedNanos = System.nanoTime(); // of the last call
    private volatile @Nullable IntConsumer task;

    /** @param threads how many may work at the same time, the caller included */
    public RowWorkers(int threads) {
        workers = new Worker[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i);
        }
        for (Worker worker : workers) {
            worker.thread.start();
        }
    }

    /** One thread: the caller. */
    public static RowWorkers none() {
        return NONE;
    }

    /** As many threads as there are processors, shared by everything in the process. */
    public static RowWorkers shared() {
        return Shared.INSTANCE;
    }

    public int threads() {
        return workers.length + 1;
    }

    /**
     * Runs the task for 0 .. count-1 and returns when all are done; throws what a task threw.
     *
     * @param dear true if the call is worth waking threads that sleep; else it is shared out only where calls follow each
     *     other closely
     */
    public void run(int count, boolean dear, IntConsumer task) {
        if (count == 1 || workers.length == 0 || busy.isHeldByCurrentThread() || !busy.tryLock()) {
            runAlone(count, task);
            return;
        }
        try {
            closely = System.nanoTime() - endedNanos < CLOSE_NANOS;
            if (dear || closely) {
                share(count, task);
            } else {
                runAlone(count, task);
            }
        } finally {
            endedNanos = System.nanoTime();
            busy.unlock();
        }
    }

    /** Runs the task for 0 .. count-1 on the caller's thread. */
    static void runAlone(int count, IntConsumer task) {
        for (int chunk = 0; chunk < count; chunk++) {
            task.accept(chunk);
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
        for (Worker worker : workers) {
            worker.wake();
        }
        drain(mine >>> 32);
        for (int spin = 0; done.get() < count; spin++) {
            if (spin < PATIENCE) {
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
        boolean left = true;
        while (left) {
            long seen = ticket.get();
            long chunk = seen & CHUNK_BITS;
            IntConsumer present = task;
            if (seen >>> 32 != generation || chunk >= chunks || present == null) {
                left = false;
            } else if (ticket.compareAndSet(seen, seen + 1)) {
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

    @Override
    public void close() {
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker.thread);
        }
    }

    private final class Worker {
        final Thread thread;
        // Set before the last look at the ticket, read after it was changed: one of the two sees the other.
        private volatile boolean asleep;

        Worker(int index) {
            thread = new Thread(this::work, "walras-rows-" + (index + 1));
            thread.setDaemon(true);
        }

        void wake() {
            if (asleep) {
                LockSupport.unpark(thread);
            }
        }

        private void work() {
            long seen = 0;
            while (!closed) {
                if (closely) {
                    spin(seen);
                }
                sleep(seen);
                seen = generation();
                drain(seen);
            }
        }

        private void spin(long seen) {
            long until = System.nanoTime() + CLOSE_NANOS;
            while (generation() == seen && System.nanoTime() < until) {
                for (int spin = 0; generation() == seen && spin < SPINS_BETWEEN_LOOKS; spin++) {
                    Thread.onSpinWait();
                }
            }
        }

        private void sleep(long seen) {
            while (generation() == seen && !closed) {
                asleep = true;
                if (generation() == seen && !closed) {
                    LockSupport.park(RowWorkers.this);
                }
                asleep = false;
            }
        }

        private long generation() {
            return ticket.get() >>> 32;
        }
    }

    private static final class Shared {
        static final RowWorkers INSTANCE = new RowWorkers(Runtime.getRuntime().availableProcessors());
    }
}
