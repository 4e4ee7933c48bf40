package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class LogQueueTest {
    private static final int MANY = 3 * LogQueue.MOST;

    // Guards those who log: a reader that has stopped does not stop them, and is told later how much it missed.
    @Test
    @Timeout(20)
    void reader_thatHasStopped_stopsNobody() {
        SlowHandler slow = new SlowHandler();
        LogQueue queue = new LogQueue(slow);
        for (int k = 0; k < MANY; k++) {
            queue.publish(new LogRecord(Level.INFO, Integer.toString(k)));
        }
        slow.reading.countDown();
        queue.close();
        int written = slow.lines.size() - 1;
        assertTrue(written == LogQueue.MOST || written == LogQueue.MOST + 1, written + " records");
        assertEquals("0", slow.lines.get(0));
        assertEquals(
                MANY - written + " records were left out: what reads this log is slower than what was logged",
                slow.lines.get(1));
        for (int k = 2; k < written; k++) { // the last is whatever came when the first was taken
            assertEquals(Integer.toString(k - 1), slow.lines.get(k), "in their order");
        }
        assertTrue(Integer.parseInt(slow.lines.get(written)) >= written - 1, slow.lines.get(written));
        assertTrue(slow.closed);
    }

    // Guards the log against callers' faults by the thousand: so many lines a second, the rest as a number.
    @Test
    void faultsOfCallers_byTheThousand_areAFewLines() {
        CallerFaults faults = new CallerFaults();
        for (int k = 0; k < 1000; k++) {
            LogRecord line = fault(100);
            assertEquals(k < CallerFaults.MOST_A_SECOND, faults.isLoggable(line));
        }
        LogRecord next = fault(101);
        assertTrue(faults.isLoggable(next));
        assertEquals("fault: too long  (and " + (1000 - CallerFaults.MOST_A_SECOND) + " like it)", next.getMessage());
        LogRecord last = fault(101);
        assertTrue(faults.isLoggable(last));
        assertFalse(last.getMessage().contains("like it"), last.getMessage());
    }

    private static LogRecord fault(long second) {
        LogRecord line = new LogRecord(Level.WARNING, "fault");
        line.setInstant(Instant.ofEpochSecond(second));
        line.setThrown(new IllegalStateException("too long\n"));
        return line;
    }

    /** Reads nothing until it is told to. */
    private static final class SlowHandler extends Handler {
        private final CountDownLatch reading = new CountDownLatch(1);
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private volatile boolean closed;

        @Override
        public void publish(LogRecord line) {
            Uninterruptibles.awaitUninterruptibly(reading); // a write to a pipe hears no interrupt either
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            closed = true;
        }
    }
}
