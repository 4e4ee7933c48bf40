package walras.env;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowsTest {
    @Test
    void next_anyMask_visitsTheRowsThatAreIn() {
        // Guards the eight-at-a-time scan at its ends and against neighbours outside the range.
        Random random = new Random(5);
        for (int round = 0; round < 500; round++) {
            byte[] mask = new byte[1 + random.nextInt(40)];
            for (int row = 0; row < mask.length; row++) {
                mask[row] = (byte) (random.nextInt(1 + round % 9) == 0 ? 1 : 0);
            }
            int from = random.nextInt(mask.length + 1);
            Rows rows = new Rows(from, from + random.nextInt(mask.length + 1 - from), mask);
            int next = rows.next(rows.from());
            for (int row = rows.from(); row < rows.to(); row++) {
                assertEquals(rows.contains(row), row == next, "row " + row + " of round " + round);
                next = row == next ? rows.next(row + 1) : next;
            }
            assertEquals(rows.to(), next);
        }
    }

    // Guards the eight at a time against what is left over.
    @Test
    void union_anyRange_hasTheRowsOfEitherAndLeavesOthers() {
        Random random = new Random(7);
        for (int rows = 0; rows < 40; rows++) {
            byte[] left = new byte[rows];
            byte[] right = new byte[rows];
            byte[] either = new byte[rows];
            byte[] union = new byte[rows];
            for (int row = 0; row < rows; row++) {
                left[row] = (byte) random.nextInt(2);
                right[row] = (byte) random.nextInt(2);
                either[row] = (byte) (left[row] + right[row] > 0 ? 1 : 0);
                union[row] = 1; // from before
            }
            int from = random.nextInt(rows + 1);
            int to = from + random.nextInt(rows + 1 - from);
            Arrays.fill(either, 0, from, (byte) 1);
            Arrays.fill(either, to, rows, (byte) 1);
            Rows.union(left, right, union, from, to);
            assertArrayEquals(either, union, rows + " rows");
        }
    }

    @Test
    void end_anyMask_runsHoldTheRowsThatAreIn() {
        Random random = new Random(6);
        for (int round = 0; round < 500; round++) {
            byte[] mask = new byte[1 + random.nextInt(40)];
            for (int row = 0; row < mask.length; row++) {
                mask[row] = (byte) (random.nextInt(1 + round % 9) == 0 ? 0 : 1);
            }
            int first = random.nextInt(mask.length + 1);
            Rows rows = new Rows(first, first + random.nextInt(mask.length + 1 - first), mask);
            int visited = rows.from();
            int to;
            for (int from = rows.next(rows.from()); from < rows.to(); from = rows.next(to)) {
                to = rows.end(from);
                for (; visited < to; visited++) {
                    assertEquals(rows.contains(visited), visited >= from, "row " + visited + " of round " + round);
                }
            }
            for (; visited < rows.to(); visited++) {
                assertEquals(false, rows.contains(visited), "row " + visited + " of round " + round);
            }
        }
    }

    @Test
    void every_range_hasAllRowsWithoutAMask() {
        Rows rows = Rows.every(3, 6);
        assertEquals(3, rows.next(3));
        assertEquals(6, rows.next(6));
        assertEquals(6, rows.end(3));
        assertEquals(true, rows.all() && rows.any() && rows.contains(5));
        assertEquals(false, Rows.every(2, 2).any());
    }
}
