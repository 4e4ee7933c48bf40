package walras.server.rpc;

import walras.server.session.shard.Mailbox;

/**
 * Runs tasks of several threads one after another, without a lock: on the calling thread where nobody runs one, else on the
 * thread that does, after those that were given before. Nobody waits.
 */
final class Serial {
    private static final System.Logger LOG = System.getLogger("walras.server");

    private final Mailbox<Runnable> mailbox = new Mailbox<>();

    void run(Runnable task) {
        boolean owner = mailbox.own();
        if (owner && mailbox.isEmpty()) {
            runOne(task);
        } else {
            mailbox.add(task);
        }
        if (owner || mailbox.own()) {
            drain();
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
