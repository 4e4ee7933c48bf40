package walras.server.session.work;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks of several threads one after another, in order and without a lock: on a pool; or, without one, on the calling
 * thread where nobody runs one, else on the thread that does. Nobody waits.
 */
public final class Serial {
    private static final System.Logger LOG = System.getLogger("walras.server");

    private final Mailbox<Runnable> mailbox = new Mailbox<>();
    private final @Nullable Executor pool;

    /** Runs tasks on the threads that bring them. */
    public Serial() {
        pool = null;
    }

    /** Runs tasks on the threads of a pool. */
    public Serial(Executor pool) {
        this.pool = pool;
    }

    public void run(Runnable task) {
        boolean owner = mailbox.own();
        if (owner && pool == null && mailbox.isEmpty()) {
            runOne(task);
        } else {
            mailbox.add(task);
        }
        if (!owner && !mailbox.own()) {
            return;
        } else if (pool == null) {
            drain();
        } else {
            pool.execute(this::drain);
        }
    }

    private void drain() {
        do {
            for (Runnable task = mailbox.next(true); task != null; task = mailbox.next(true)) {
                runOne(task);
            }
        } while (!mailbox.leave(true));
    }

    private static void runOne(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failed) { // which must not stop the others
            LOG.log(System.Logger.Level.ERROR, "a message was not sent", failed);
        }
    }
}
