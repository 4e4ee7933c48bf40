package walras.server.session;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import walras.env.Problem;

/**
 * Chooses the thread of a step by what such steps have cost: cheap ones run where the last missing action arrived, which
 * is the connection's event loop and saves a hop; dear ones, and those not yet measured, go to a bounded pool, so that
 * an event loop never waits for them.
 */
public final class StepExecutor implements AutoCloseable {
    /** A hop to another thread costs some ten microseconds; holding an event loop costs everybody else on it. */
    private static final long CHEAP_NANOS = 500_000;

    private final Executor pool;

    /** @param pool where dear steps run; it refuses work by {@link RejectedExecutionException} */
    StepExecutor(Executor pool) {
        this.pool = pool;
    }

    /**
     * With threads of its own.
     *
     * @param queued steps that may wait for a thread before more are refused
     */
    public static StepExecutor pooled(int threads, int queued) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(Math.max(1, queued)), task -> {
                    Thread thread = new Thread(task, "walras-step-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return new StepExecutor(pool);
    }

    /**
     * Runs a step here or on the pool.
     *
     * @throws Problem OVERLOADED if the pool is full; the step has not run
     */
    void run(StepCost cost, Runnable step) {
        if (cheap(cost)) {
            step.run();
        } else {
            runElsewhere(step);
        }
    }

    /** True if such steps run where they are asked for. */
    static boolean cheap(StepCost cost) {
        return cost.nanos() <= CHEAP_NANOS;
    }

    /**
     * Runs work of unknown cost on the pool.
     *
     * @throws Problem OVERLOADED if the pool is full
     */
    public void runElsewhere(Runnable work) {
        try {
            pool.execute(work);
        } catch (RejectedExecutionException full) {
            throw Problem.of(
                    Problem.Kind.EXHAUSTED,
                    "OVERLOADED",
                    "server",
                    "a free worker; try again later",
                    "a full queue",
                    "");
        }
    }

    /** True if steps wait for a thread. */
    boolean crowded() {
        return pool instanceof ThreadPoolExecutor threads && !threads.getQueue().isEmpty();
    }

    @Override
    public void close() {
        if (pool instanceof ExecutorService threads) {
            threads.shutdownNow();
        }
    }
}
