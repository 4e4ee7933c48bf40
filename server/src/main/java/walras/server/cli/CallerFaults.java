package walras.server.cli;

import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Lets through what a library logs of callers' faults: one line each, without a stack trace, which says nothing of this
 * program, and at most {@link #MOST_A_SECOND}, for any caller can make many.
 */
final class CallerFaults implements Filter {
    static final int MOST_A_SECOND = 20;

    private static final int MOST_LETTERS = 200;

    private long second;
    private int count;
    private long left;

    @Override
    public synchronized boolean isLoggable(LogRecord line) {
        long now = line.getInstant().getEpochSecond();
        if (now != second) {
            second = now;
            count = 0;
        }
        count++;
        if (count > MOST_A_SECOND) {
            left++;
            return false;
        }
        line.setMessage(line.getMessage() + why(line.getThrown()) + (left > 0 ? " (and " + left + " like it)" : ""));
        line.setThrown(null);
        left = 0;
        return true;
    }

    private static String why(@Nullable Throwable thrown) {
        if (thrown == null) {
            return "";
        }
        String why = String.valueOf(thrown.getMessage()).replaceAll("\\p{Cntrl}", " ");
        return ": " + why.substring(0, Math.min(MOST_LETTERS, why.length()));
    }
}
