package walras.env.batch;

import java.util.Arrays;
import walras.env.Clock;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;

/** Episodes, elapsed steps and random-number keys of every row; the only place that knows when to truncate. */
final class EpisodeClock implements Clock {
    private final int limit;
    private final int[] elapsed; // [B]
    private final long[] now = new long[1]; // [1] steps that the batch has begun
    private final long[] done = new long[1]; // [1] those that it has ended
    private final long[] starts; // [B] what it was when the row's episode began, plus the steps missed since
    private final long[] rowKeys; // [B]
    private final long[] episodes; // [B] of the row's present seed, -1 before the first
    private final long[] episodeKeys; // [B]
    private boolean fresh = true; // some row may have no episode yet

    EpisodeClock(int rows, int limit) {
        this.limit = limit;
        elapsed = new int[rows];
        starts = new long[rows];
        rowKeys = new long[rows];
        episodes = new long[rows];
        Arrays.fill(episodes, -1);
        episodeKeys = new long[rows];
    }

    @Override
    public int elapsed(int row) {
        return elapsed[row];
    }

    @Override
    public int[] elapsed() { // [B]
        return elapsed;
    }

    @Override
    public boolean lastStep(int row) {
        return elapsed[row] + 1 == limit;
    }

    /** A stream for dynamics; policies salt it. */
    RowRandom random() {
        return new RowRandom(episodeKeys, now, starts, 0);
    }

    /** A stream for whoever acts before a step, also where that is done within it. */
    RowRandom guestRandom() {
        return new RowRandom(episodeKeys, done, starts, 0);
    }

    /** The row's next episode will be the first of this key. */
    void seed(int row, long rowKey) {
        rowKeys[row] = rowKey;
        episodes[row] = -1;
        fresh = true;
    }

    /** True if every row has begun an episode since it was seeded; looked up once, as it stays so. */
    boolean allBegun() {
        for (int row = 0; fresh && row < episodes.length; row++) {
            if (!begun(row)) {
                return false;
            }
        }
        fresh = false;
        return true;
    }

    /** True if the row has begun an episode since it was seeded. */
    boolean begun(int row) {
        return episodes[row] >= 0;
    }

    void restart(Rows rows) {
        for (int row = rows.next(rows.from()); row < rows.to(); row = rows.next(row + 1)) {
            elapsed[row] = 0;
            starts[row] = now[0];
            episodes[row]++;
            episodeKeys[row] = RowRandom.episodeKey(rowKeys[row], episodes[row]);
        }
    }

    /** Opens the step's random numbers, before anybody acts. For all rows at once: that most of them step costs nothing. */
    void open() {
        now[0]++;
    }

    /** The rows of a range that do not step miss its numbers. */
    void miss(Rows stepping) {
        for (int row = stepping.end(stepping.from()); row < stepping.to(); row = stepping.end(row + 1)) {
            starts[row]++;
        }
    }

    /** Opens the random numbers of a step that these rows alone take; the same numbers as {@link #open} gives them. */
    void openAlone(Rows stepping) {
        for (int row = stepping.from(); row < stepping.to(); row++) {
            starts[row]--;
        }
        miss(stepping);
    }

    /** The step is over, however it ended. */
    void close() {
        done[0] = now[0];
    }

    /** Counts the step and marks the rows that the limit cuts, and no others. Few do not step: all are counted, then those not. */
    void tick(Rows rows, byte[] terminated, byte[] truncated) { // [B], [B]
        int next = rows.from();
        for (; next + Rows.BLOCK <= rows.to(); next += Rows.BLOCK) {
            for (int row = next; row < next + Rows.BLOCK; row++) {
                elapsed[row]++;
            }
        }
        for (; next < rows.to(); next++) {
            elapsed[next]++;
        }
        if (limit > 0) {
            truncate(rows, terminated, truncated);
        }
        for (int row = rows.end(rows.from()); row < rows.to(); row = rows.end(row + 1)) {
            elapsed[row]--;
            truncated[row] = 0;
        }
    }

    /** Loops of one type of number each: Java 17 vectorises no others. */
    private void truncate(Rows rows, byte[] terminated, byte[] truncated) { // [B], [B]
        int next = rows.from();
        for (; next + Rows.BLOCK <= rows.to(); next += Rows.BLOCK) {
            for (int row = next; row < next + Rows.BLOCK; row++) {
                truncated[row] = (byte) (elapsed[row] == limit ? 1 : 0);
            }
            for (int row = next; row < next + Rows.BLOCK; row++) {
                truncated[row] &= (byte) ~terminated[row];
            }
        }
        for (; next < rows.to(); next++) {
            truncated[next] = (byte) (elapsed[next] == limit ? 1 - terminated[next] : 0);
        }
    }

    /** Rows are keyed as another clock's, and have begun as many episodes. */
    void goOnFrom(EpisodeClock before) {
        System.arraycopy(before.rowKeys, 0, rowKeys, 0, rowKeys.length);
        System.arraycopy(before.episodes, 0, episodes, 0, episodes.length);
        fresh = true;
    }

    void state(StateVisitor visitor) {
        fresh = true; // the visitor may write
        long[] draws = new long[starts.length]; // [B] the number of each row's last step, 0 before the first
        Arrays.setAll(draws, row -> now[0] - starts[row]);
        visitor.ints("clock.elapsed", elapsed);
        visitor.longs("clock.draws", draws);
        visitor.longs("clock.row_keys", rowKeys);
        visitor.longs("clock.episodes", episodes);
        visitor.longs("clock.episode_keys", episodeKeys);
        Arrays.setAll(starts, row -> now[0] - draws[row]);
    }
}
