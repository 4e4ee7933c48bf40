package walras.server.session.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import walras.server.log.LogWriter;

/**
 * Group commit: one thread that brings logs to the disk, and then lets the turns out that waited for it. Turns that are
 * made while it waits for the disk share the next wait.
 */
final class LogSyncer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("walras.server");

    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final LongAdder syncs = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    private record Waiting(LogWriter log, Consumer<@Nullable IOException> told) {}

    LogSyncer() {
        thread = new Thread(this::run, "walras-log");
        thread.setDaemon(true);
        thread.start();
    }

    /** Tells, with null, when everything that was appended to a log is on the disk; or why it cannot be. */
    void whenSynced(LogWriter log, Consumer<@Nullable IOException> told) {
        queue.add(new Waiting(log, told));
    }

    private void run() {
        List<Waiting> group = new ArrayList<>();
        while (true) {
            group.clear();
            try {
                group.add(queue.take());
            } catch (InterruptedException closed) {
                return;
            }
            queue.drainTo(group);
            commit(group);
        }
    }

    /** How often a log was brought to the disk. */
    long syncs() {
        return syncs.sum();
    }

    /** How long that took, all together. */
    long nanos() {
        return nanos.sum();
    }

    private void commit(List<Waiting> group) {
        Map<LogWriter, IOException> failed = new HashMap<>();
        Set<LogWriter> logs = new LinkedHashSet<>();
        group.forEach(waiting -> logs.add(waiting.log));
        for (LogWriter log : logs) {
            long begun = System.nanoTime();
            try {
                log.sync();
            } catch (IOException broken) {
                failed.put(log, broken);
            }
            syncs.increment();
            nanos.add(System.nanoTime() - begun);
        }
        for (Waiting waiting : group) {
            try {
                waiting.told.accept(failed.get(waiting.log));
            } catch (RuntimeException lost) {
                LOG.log(System.Logger.Level.ERROR, "a turn could not be handed out", lost);
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
