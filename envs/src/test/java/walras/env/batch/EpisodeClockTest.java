package walras.env.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import walras.env.RowRandom;
import walras.env.Rows;

/** Elapsed steps, truncation and random numbers, row by row beside the loops that do blocks of rows at once. */
final class EpisodeClockTest {
    private static final int ROWS = 37; // blocks, and some rows more

    // Guards the only place that truncates: at the limit, in rows that step, where the economy has not ended the
    // episode.
    @Test
    void tick_someRows_cutsThoseAtTheLimit() {
        Random random = new Random(3);
        for (int limit : new int[] {0, 1, 4}) {
            EpisodeClock clock = new EpisodeClock(ROWS, limit);
            clock.restart(Rows.every(0, ROWS));
            int[] elapsed = new int[ROWS];
            for (int t = 0; t < 40; t++) {
                byte[] mask = new byte[ROWS];
                byte[] terminated = new byte[ROWS];
                byte[] truncated = new byte[ROWS];
                byte[] again = new byte[ROWS];
                byte[] expected = new byte[ROWS];
                for (int row = 0; row < ROWS; row++) {
                    mask[row] = (byte) random.nextInt(2);
                    terminated[row] = (byte) (mask[row] & random.nextInt(2));
                    elapsed[row] += mask[row];
                    boolean cut = limit > 0 && elapsed[row] == limit && mask[row] == 1 && terminated[row] == 0;
                    expected[row] = (byte) (cut ? 1 : 0);
                    again[row] = (byte) (elapsed[row] >= limit ? 1 : 0);
                }
                clock.tick(new Rows(0, ROWS, mask), terminated, truncated);
                assertArrayEquals(expected, truncated, "limit " + limit + ", step " + t);
                assertArrayEquals(elapsed, clock.elapsed());
                clock.restart(new Rows(0, ROWS, again));
                for (int row = 0; row < ROWS; row++) {
                    elapsed[row] = again[row] == 1 ? 0 : elapsed[row];
                }
            }
        }
    }

    @Test
    void lastStep_beforeTheLimit_isSaid() {
        EpisodeClock clock = new EpisodeClock(1, 2);
        Rows all = Rows.every(0, 1);
        clock.restart(all);
        assertFalse(clock.lastStep(0));
        clock.tick(all, new byte[1], new byte[1]);
        assertTrue(clock.lastStep(0));
    }

    // Guards "a row's story depends on its neighbours nowhere": numbers are keyed by key, episode and the row's own
    // step.
    @Test
    void random_rowThatWaited_drawsAsIfItHadNot() {
        EpisodeClock waited = clock();
        EpisodeClock alone = clock();
        Rows first = new Rows(0, 2, new byte[] {1, 0});
        waited.open();
        waited.miss(first);
        waited.open();
        alone.open();
        assertEquals(alone.random().uniform(1, 5, 0), waited.random().uniform(1, 5, 0));
        assertFalse(waited.random().uniform(0, 5, 0) == alone.random().uniform(0, 5, 0), "row 0 is a step further");
        alone.openAlone(first);
        assertEquals(alone.random().uniform(0, 5, 0), waited.random().uniform(0, 5, 0));
    }

    @Test
    void restart_always_movesOnToTheNextEpisodeOfTheKey() {
        EpisodeClock clock = clock();
        clock.open();
        double first = clock.random().uniform(0, 5, 0);
        clock.restart(new Rows(0, 2, new byte[] {1, 0}));
        clock.open();
        double second = clock.random().uniform(0, 5, 0);
        assertFalse(first == second);
        clock.seed(0, RowRandom.rowKey(9, 0));
        assertFalse(clock.begun(0));
        assertTrue(clock.begun(1));
        clock.restart(new Rows(0, 2, new byte[] {1, 0}));
        clock.open();
        assertEquals(first, clock.random().uniform(0, 5, 0));
    }

    private static EpisodeClock clock() {
        EpisodeClock clock = new EpisodeClock(2, 0);
        clock.seed(0, RowRandom.rowKey(9, 0));
        clock.seed(1, RowRandom.rowKey(9, 1));
        clock.restart(Rows.every(0, 2));
        return clock;
    }
}
