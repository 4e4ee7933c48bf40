package walras.env.batch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.env.Rows;
import walras.env.StateVisitor;

/** Which rows take a step and which begin an episode in it: the three modes as masks, one rule for all of them. */
final class Autoreset {
    /** Eight rows' marks at once: the compiler does not make this of a loop over bytes. */
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EIGHT_MARKS = 0x0101_0101_0101_0101L;

    private final AutoresetMode mode;
    private final long next; // all ones in NEXT_STEP, else 0
    private final long same; // all ones in SAME_STEP, else 0
    private final byte[] live; // [B] rows that take the present step
    private final byte[] restart; // [B] rows that begin an episode in it
    private final byte[] pending; // [B] rows whose episode is over, or never began
    private final Rows everyRestart;
    private final Rows everyPending;
    private final Rows[] someLive; // [chunks] rows that step, while some do not
    private final Rows[] everyLive; // [chunks] the same ranges, while all rows step
    private final Rows[] restarts; // [chunks] rows that begin an episode
    private final Rows[] pendings; // [chunks] rows that wait
    private final Rows liveMask;
    private final Rows liveRange;
    private boolean waiting; // some row is pending

    Autoreset(AutoresetMode mode, int rows, int chunks) {
        this.mode = mode;
        next = mode == AutoresetMode.NEXT_STEP ? -1 : 0;
        same = mode == AutoresetMode.SAME_STEP ? -1 : 0;
        live = new byte[rows];
        restart = new byte[rows];
        pending = new byte[rows];
        Arrays.fill(pending, (byte) 1);
        waiting = true;
        everyRestart = new Rows(0, rows, restart);
        everyPending = new Rows(0, rows, pending);
        liveMask = new Rows(0, rows, live);
        liveRange = Rows.every(0, rows);
        someLive = new Rows[chunks];
        everyLive = new Rows[chunks];
        restarts = new Rows[chunks];
        pendings = new Rows[chunks];
        for (int c = 0; c < chunks; c++) {
            int from = (int) ((long) rows * c / chunks);
            int to = (int) ((long) rows * (c + 1) / chunks);
            someLive[c] = new Rows(from, to, live);
            everyLive[c] = Rows.every(from, to);
            restarts[c] = new Rows(from, to, restart);
            pendings[c] = new Rows(from, to, pending);
        }
    }

    AutoresetMode mode() {
        return mode;
    }

    /** How many ranges the rows are cut into. */
    int chunks() {
        return restarts.length;
    }

    /** The rows that take the next step. */
    Rows live() {
        return waiting ? liveMask : liveRange;
    }

    /** Those of one range. */
    Rows live(int chunk) {
        return waiting ? someLive[chunk] : everyLive[chunk];
    }

    /** The rows of a range that begin an episode in the present step. */
    Rows restarting(int chunk) {
        return restarts[chunk];
    }

    /** True if the row waits for a reset, the engine's or the caller's. */
    boolean pending(int row) {
        return pending[row] != 0;
    }

    /** The rows of one range that take its next step, whatever other ranges are at; {@link #settle} is due when all are done. */
    Rows settled(int chunk) {
        Rows range = pendings[chunk];
        if (!range.any()) {
            return everyLive[chunk];
        }
        mark(range.from(), range.to());
        return someLive[chunk];
    }

    /** All rows of one range. */
    Rows every(int chunk) {
        return everyLive[chunk];
    }

    /** A row that keeps the batch from stepping, or -1. */
    int waiting(EpisodeClock clock) {
        if (mode == AutoresetMode.NEXT_STEP && clock.allBegun()) {
            return -1;
        }
        for (int row = 0; waiting && row < pending.length; row++) {
            if (pending[row] != 0 && (mode != AutoresetMode.NEXT_STEP || !clock.begun(row))) {
                return row;
            }
        }
        return -1;
    }

    /** To be called when rows have begun or ended, before anybody asks who is live. */
    void settle() {
        waiting = everyPending.any();
        if (waiting) {
            mark(0, live.length);
        }
    }

    private void mark(int from, int to) {
        int row = from;
        for (; row + Long.BYTES <= to; row += Long.BYTES) {
            EIGHT.set(live, row, (long) EIGHT.get(pending, row) ^ EIGHT_MARKS);
        }
        for (; row < to; row++) {
            live[row] = (byte) (1 - pending[row]);
        }
    }

    /** Marks and returns the rows that a caller resets; null means all. They no longer wait. */
    Rows markReset(byte @Nullable [] mask) { // [B]
        for (int row = 0; row < restart.length; row++) {
            restart[row] = (byte) (mask == null || mask[row] != 0 ? 1 : 0);
            pending[row] = (byte) (pending[row] & (1 - restart[row]));
        }
        settle();
        return everyRestart;
    }

    /**
     * After a step: marks the rows of a range that begin an episode now, and those that wait for one. When all ranges
     * are marked, {@link #settle} is due in the modes where rows wait.
     *
     * @return true if any begins one
     */
    boolean markFinished(int chunk, byte[] terminated, byte[] truncated) { // [B], [B]
        Rows range = restarts[chunk];
        long any = 0;
        int row = range.from();
        for (; row + Long.BYTES <= range.to(); row += Long.BYTES) {
            long ended = (long) EIGHT.get(terminated, row) | (long) EIGHT.get(truncated, row);
            long begins = begins((long) EIGHT.get(pending, row), ended);
            EIGHT.set(restart, row, begins);
            EIGHT.set(pending, row, ended & ~same);
            any |= begins;
        }
        for (; row < range.to(); row++) {
            long ended = terminated[row] | truncated[row];
            restart[row] = (byte) begins(pending[row], ended);
            pending[row] = (byte) (ended & ~same);
            any |= restart[row];
        }
        return any != 0;
    }

    /** In SAME_STEP no row is ever pending; in the others a row that has ended is, and restarts in NEXT_STEP only. */
    private long begins(long waited, long ended) {
        return (waited & next) | (ended & same);
    }

    void state(StateVisitor visitor) {
        visitor.bytes("batch.pending", pending);
    }
}
