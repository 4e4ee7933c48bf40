package walras.server.session.work;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import walras.env.Problem;

/**
 * Chooses the thread of a step by what such steps have cost: cheap ones run where the last missing action arrived, which
 * is the connection's event loop and saves a hop; dear ones, and those not yet measured, go to a bounded pool, so that
 * an event loop never waits for them.
 */
public final class StepExecutor implements AutoCloseable {
    private final Executor pool;

    private final int mostQueued;

    /** @param pool where dear steps run */
    public StepExecutor(Executor pool) {
        this(pool, Integer.MAX_VALUE);
    }

    private StepExecutor(Executor pool, int mostQueued) {
        this.pool = pool;
        this.mostQueued = mostQueued;
    }

    /**
     * With threads of its own.
     *
     * @param queued work that may wait for a thread before {@link #runElsewhere} takes no more; shards always find room,
     *     for each waits at most once
     */
    public static StepExecutor pooled(int threads, int queued) {
        ThreadPoolExecutor pool = Pools.of("step", threads, new LinkedBlockingQueue<>());
        pool.setRejectedExecutionHandler(
                new ThreadPoolExecutor.DiscardPolicy()); // once it is shut down, with the server
        return new StepExecutor(pool, queued);
    }

    /** Runs a shard's work on the pool. */
    public void execute(Runnable work) {
        pool.execute(work);
    }

    /**
     * Runs work of unknown cost on the pool.
     *
     * @throws Problem OVERLOADED if the pool is full
     */
    public void runElsewhere(Runnable work) {
        if (queued() >= mostQueued) {
            throw Problem.of(
                    Problem.Kind.EXHAUSTED,
                    "OVERLOADED",
                    "server",
                    "a free worker; try again later",
                    "a full queue",
                    "");
        }
        pool.execute(work);
    }

    /** Work that waits for a thread. */
    public int queued() {
        return pool instanceof ThreadPoolExecutor threads ? threads.getQueue().size() : 0;
    }

    /** Threads that work. */
    public int busy() {
        return pool instanceof ThreadPoolExecutor threads ? threads.getActiveCount() : 0;
    }

    /** True if steps wait for a thread. */
    public boolean crowded() {
        return queued() > 0;
    }

    @Override
    public void close() {
        if (pool instanceof ExecutorService threads) {
            threads.shutdownNow();
        }
    }
}
