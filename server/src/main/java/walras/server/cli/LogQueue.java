package walras.server.cli;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Writes the log from a thread of its own: an event loop or a step that logs never waits for a terminal, a pipe or a
 * container's log driver that does not read. Records beyond {@link #MOST} are left out, and their number is logged once
 * there is room.
 */
final class LogQueue extends Handler {
    /** Records that wait to be written. */
    static final int MOST = 10_000;

    private static final long GOODBYE_MILLIS = 1_000;

    private final Handler target;
    private final BlockingQueue<LogRecord> waiting = new LinkedBlockingQueue<>(MOST);
    private final AtomicLong left = new AtomicLong();
    private volatile boolean closed;
    private final Thread writer = new Thread(this::write, "walras-log");

    /** @param target writes the records, in their order, on this queue's thread alone */
    LogQueue(Handler target) {
        this.target = target;
        writer.setDaemon(true);
        writer.start();
    }

    /** Puts a queue before every handler of the root logger. */
    static void begin() {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
            root.addHandler(new LogQueue(handler));
        }
    }

    @Override
    public void publish(LogRecord line) {
        if (target.isLoggable(line) && !waiting.offer(line)) {
            left.incrementAndGet();
        }
    }

    private void write() {
        try {
            while (!closed) {
                write(waiting.take());
            }
        } catch (InterruptedException wake) {
            // closed
        }
        for (LogRecord line = waiting.poll(); line != null; line = waiting.poll()) {
            write(line);
        }
    }

    private void write(LogRecord line) {
        target.publish(line);
        long missing = left.getAndSet(0);
        if (missing > 0) {
            LogRecord said = new LogRecord(
                    Level.WARNING,
                    missing + " records were left out: what reads this log is slower than what was logged");
            said.setLoggerName(LogQueue.class.getName());
            target.publish(said);
        }
    }

    /** Nothing: a caller of flush would wait for the reader. {@link #close} waits, for a time. */
    @Override
    public void flush() {}

    /** Writes what waits, for at most a second; the machine calls it when the program ends. */
    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        try {
            writer.join(GOODBYE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!writer.isAlive()) {
            target.close();
        }
    }
}
