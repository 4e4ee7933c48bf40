package walras.env.batch;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.env.Rows;
import walras.env.StateVisitor;

/** Which rows take a step and which begin an episode in it: the three modes as masks, one rule for all of them. */
final class Autoreset {
    private final AutoresetMode mode;
    private final byte same; // all ones in SAME_STEP, else 0
    private final byte next; // all ones in NEXT_STEP, else 0
    private final byte[] live; // [B] rows that take the present step
    private final byte[] restart; // [B] rows that begin an episode in it
    private final byte[] pending; // [B] rows whose episode is over, or never began
    private final Rows everyLive;
    private final Rows everyRestart;

    Autoreset(AutoresetMode mode, int rows) {
        this.mode = mode;
        same = (byte) (mode == AutoresetMode.SAME_STEP ? -1 : 0);
        next = (byte) (mode == AutoresetMode.NEXT_STEP ? -1 : 0);
        live = new byte[rows];
        restart = new byte[rows];
        pending = new byte[rows];
        Arrays.fill(pending, (byte) 1);
        everyLive = new Rows(0, rows, live);
        everyRestart = new Rows(0, rows, restart);
    }

    AutoresetMode mode() {
        return mode;
    }

    /** The rows that step, cut into ranges. */
    Rows[] liveRanges(int chunks) { // -> [chunks]
        return ranges(chunks, live);
    }

    /** The rows that begin an episode, cut into the same ranges. */
    Rows[] restartRanges(int chunks) { // -> [chunks]
        return ranges(chunks, restart);
    }

    private static Rows[] ranges(int chunks, byte[] mask) { // [B] -> [chunks]
        Rows[] ranges = new Rows[chunks];
        long rows = mask.length;
        for (int c = 0; c < chunks; c++) {
            ranges[c] = new Rows((int) (rows * c / chunks), (int) (rows * (c + 1) / chunks), mask);
        }
        return ranges;
    }

    /** True if the row waits for a reset, the engine's or the caller's. */
    boolean pending(int row) {
        return pending[row] != 0;
    }

    /** A row that keeps the batch from stepping, or -1. */
    int waiting(EpisodeClock clock) {
        byte some = 0;
        for (int row = 0; row < pending.length; row++) {
            some |= pending[row];
        }
        for (int row = 0; some != 0 && row < pending.length; row++) {
            if (pending[row] != 0 && (mode != AutoresetMode.NEXT_STEP || !clock.begun(row))) {
                return row;
            }
        }
        return -1;
    }

    /** Marks and returns the rows that will take the next step. */
    Rows markLive() {
        for (int row = 0; row < live.length; row++) {
            live[row] = (byte) (1 - pending[row]);
        }
        return everyLive;
    }

    /** Marks and returns the rows that a caller resets; null means all. They no longer wait. */
    Rows markReset(byte @Nullable [] mask) { // [B]
        for (int row = 0; row < restart.length; row++) {
            restart[row] = (byte) (mask == null || mask[row] != 0 ? 1 : 0);
            pending[row] = (byte) (pending[row] & (1 - restart[row]));
        }
        return everyRestart;
    }

    /**
     * After a step: marks the rows of a range that begin an episode now, and those that wait for one.
     *
     * @return true if any begins one
     */
    boolean markFinished(Rows range, byte[] terminated, byte[] truncated) { // [B], [B]
        byte some = 0;
        for (int row = range.from(); row < range.to(); row++) {
            byte done = (byte) (terminated[row] | truncated[row]);
            restart[row] = (byte) ((done & same) | (pending[row] & next));
            pending[row] = (byte) (done & ~same);
            some |= restart[row];
        }
        return some != 0;
    }

    void state(StateVisitor visitor) {
        visitor.bytes("batch.pending", pending);
    }
}
