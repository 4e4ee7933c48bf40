package walras.server.report;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows progress on a stream that people watch: a bar that moves on a terminal, a plain line now and then elsewhere.
 * Work that ends within the first second shows nothing.
 */
public final class ProgressLine implements Progress, AutoCloseable {
    private static final long TERMINAL_NANOS = 100_000_000L;
    private static final long PLAIN_NANOS = 10_000_000_000L;
    private static final long QUIET_NANOS = 1_000_000_000L;
    private static final int WIDTH = 30;

    private final String title;
    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanos;
    private final long startNanos;
    private long nextNanos;
    private boolean shown;

    /** @param nanos the clock, {@code System::nanoTime} outside tests */
    public ProgressLine(String title, PrintStream out, boolean terminal, LongSupplier nanos) {
        this.title = title;
        this.out = out;
        this.terminal = terminal;
        this.nanos = nanos;
        startNanos = nanos.getAsLong();
        nextNanos = startNanos + QUIET_NANOS;
    }

    /** On standard error; the launcher says in {@code walras.terminal} whether that is a terminal. */
    public static ProgressLine standard(String title) {
        return new ProgressLine(title, System.err, Boolean.getBoolean("walras.terminal"), System::nanoTime);
    }

    @Override
    public synchronized void update(long done, long total, String note) {
        long now = nanos.getAsLong();
        if (now - nextNanos >= 0) {
            nextNanos = now + (terminal ? TERMINAL_NANOS : PLAIN_NANOS);
            show(done, total, note, (now - startNanos) / 1e9);
        }
    }

    private void show(long done, long total, String note, double seconds) {
        shown = true;
        double share = total > 0 ? Math.min(1, (double) done / total) : 0;
        String amount = total > 0 ? Math.round(100 * share) + "%" : Long.toString(done);
        String left = share >= 0.01
                ? String.format(Locale.ROOT, ", %.0f s left", seconds * (1 - share) / share)
                : String.format(Locale.ROOT, ", %.0f s", seconds);
        String words = title + " " + amount + left + (note.isEmpty() ? "" : ", " + note);
        if (terminal) {
            int full = (int) (share * WIDTH);
            out.print("\r\033[K[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + words);
            out.flush();
        } else {
            out.println(words);
        }
    }

    /** Clears the bar. */
    @Override
    public synchronized void close() {
        if (terminal && shown) {
            out.print("\r\033[K");
            out.flush();
        }
    }
}
