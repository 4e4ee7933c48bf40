package walras.env.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import walras.env.Rows;

/** The three modes, row by row as their definitions have them, beside the masks that do eight rows at once. */
final class AutoresetTest {
    private static final int ROWS = 29; // not a multiple of eight, nor is a range of it
    private static final int CHUNKS = 3;
    private static final int STEPS = 200;

    private final Random random = new Random(7);
    private final byte[] terminated = new byte[ROWS];
    private final byte[] truncated = new byte[ROWS];
    private final BitSet waiting = new BitSet(); // rows whose episode is over, or never began

    // Guards every mode against the others: which rows step, which begin an episode in a step, and which then wait.
    @ParameterizedTest
    @EnumSource
    void step_always_isWhatTheModeSays(AutoresetMode mode) {
        Autoreset autoreset = new Autoreset(mode, ROWS, CHUNKS);
        waiting.set(0, ROWS);
        assertRows(waiting, true, autoreset.live());
        autoreset.markReset(null);
        waiting.clear();
        for (int t = 0; t < STEPS; t++) {
            assertRows(waiting, true, autoreset.live());
            step(autoreset, mode);
            if (mode == AutoresetMode.DISABLED && random.nextInt(5) == 0) {
                resetSome(autoreset);
            }
        }
    }

    private void step(Autoreset autoreset, AutoresetMode mode) {
        BitSet ended = new BitSet();
        for (int row = 0; row < ROWS; row++) {
            boolean ends = !waiting.get(row) && random.nextInt(4) == 0;
            boolean cut = random.nextBoolean();
            terminated[row] = (byte) (ends && !cut ? 1 : 0);
            truncated[row] = (byte) (ends && cut ? 1 : 0);
            // An episode that is over stays over until it is begun anew.
            if (mode == AutoresetMode.DISABLED && waiting.get(row)) {
                terminated[row] = 1;
                ends = true;
            }
            ended.set(row, ends);
        }
        BitSet begin = mode == AutoresetMode.NEXT_STEP
                ? (BitSet) waiting.clone()
                : mode == AutoresetMode.SAME_STEP ? ended : new BitSet();
        BitSet restarting = new BitSet();
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            boolean any = autoreset.markFinished(chunk, terminated, truncated);
            Rows range = autoreset.restarting(chunk);
            for (int row = range.from(); row < range.to(); row++) {
                restarting.set(row, range.contains(row));
            }
            assertEquals(!begin.get(range.from(), range.to()).isEmpty(), any);
        }
        autoreset.settle();
        assertEquals(begin, restarting);
        waiting.clear();
        if (mode != AutoresetMode.SAME_STEP) {
            waiting.or(ended);
        }
        for (int row = 0; row < ROWS; row++) {
            assertEquals(waiting.get(row), autoreset.pending(row));
        }
    }

    private void resetSome(Autoreset autoreset) {
        byte[] mask = new byte[ROWS];
        for (int row = 0; row < ROWS; row++) {
            mask[row] = (byte) random.nextInt(2);
        }
        Rows begun = autoreset.markReset(mask);
        for (int row = 0; row < ROWS; row++) {
            assertEquals(mask[row] == 1, begun.contains(row));
            waiting.set(row, waiting.get(row) && mask[row] == 0);
        }
    }

    /** @param without true if these are the rows that are left out */
    private static void assertRows(BitSet expected, boolean without, Rows rows) {
        for (int row = 0; row < ROWS; row++) {
            assertEquals(expected.get(row) != without, rows.contains(row), "row " + row);
        }
        if (expected.isEmpty() && without) {
            assertFalse(rows.next(0) != 0, "all rows");
        }
    }
}
