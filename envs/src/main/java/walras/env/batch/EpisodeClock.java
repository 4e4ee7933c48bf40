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
        if (!stepping.all()) {
            for (int row = stepping.from(); row < stepping.to(); row++) {
                starts[row] += stepping.contains(row) ? 0 : 1;
            }
        }
    }

    /** Opens the random numbers of a step that these rows alone take; the same numbers as {@link #open} gives them. */
    void openAlone(Rows stepping) {
        for (int row = stepping.from(); row < stepping.to(); row++) {
            starts[row] -= stepping.contains(row) ? 1 : 0;
        }
    }

    /** The step is over, however it ended. */
    void close() {
        done[0] = now[0];
    }

    /** Counts the step and marks the rows that the limit cuts, and no others. */
    void tick(Rows rows, byte[] terminated, byte[] truncated) { // [B], [B]
        int row = rows.from();
        for (; row + Rows.BLOCK <= rows.to(); row += Rows.BLOCK) {
            for (int k = row; k < row + Rows.BLOCK; k++) {
                elapsed[k] += rows.contains(k) ? 1 : 0;
            }
        }
        for (; row < rows.to(); row++) {
            elapsed[row] += rows.contains(row) ? 1 : 0;
        }
        if (limit > 0) {
            truncate(rows, terminated, truncated);
        }
    }

    /** Loops of one type of number each: Java 17 vectorises no others. */
    private void truncate(Rows rows, byte[] terminated, byte[] truncated) { // [B], [B]
        int row = rows.from();
        for (; row + Rows.BLOCK <= rows.to(); row += Rows.BLOCK) {
            for (int k = row; k < row + Rows.BLOCK; k++) {
                truncated[k] = (byte) (elapsed[k] == limit ? 1 : 0);
            }
            for (int k = row; k < row + Rows.BLOCK; k++) {
                truncated[k] &= (byte) (rows.contains(k) ? ~terminated[k] : 0);
            }
        }
        for (; row < rows.to(); row++) {
            truncated[row] = (byte) (elapsed[row] == limit && rows.contains(row) ? 1 - terminated[row] : 0);
        }
    }

    /** Rows are keyed as another clock's, and have begun as many episodes. */
    void goOnFrom(EpisodeClock before) {
        System.arraycopy(before.rowKeys, 0, rowKeys, 0, rowKeys.length);
        System.arraycopy(before.episodes, 0, episodes, 0, episodes.length);
    }

    void state(StateVisitor visitor) {
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
