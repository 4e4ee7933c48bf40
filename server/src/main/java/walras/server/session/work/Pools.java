package walras.server.session.work;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Pools of a server's threads. */
public final class Pools {
    private static final int IDLE_SECONDS = 10;

    private Pools() {}

    /**
     * A pool whose threads are called {@code walras-NAME-1} and so on, keep no process alive, and end when there is nothing to do.
     *
     * @param queue of work that waits for a thread
     */
    public static ThreadPoolExecutor of(String name, int threads, BlockingQueue<Runnable> queue) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, queue, task -> {
                    Thread thread = new Thread(task, "walras-" + name + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
