package walras.tournament.play;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** How many episodes each row has finished. */
final class EpisodeCount {
    private final int wanted;
    private final int[] finished; // [rows]
    private int missing; // rows that have not finished as many as wanted

    EpisodeCount(int rows, int wanted) {
        this.wanted = wanted;
        finished = new int[rows];
        missing = rows;
    }

    /** True while the row's present episode counts. */
    boolean counts(int row) {
        return finished[row] < wanted;
    }

    /** The row's episode has ended. */
    void finish(int row) {
        finished[row]++;
        if (finished[row] == wanted) {
            missing--;
        }
    }

    /** Rows as a turn names them, little-endian. */
    void finish(ByteBuffer rows) {
        ByteBuffer little = rows.order(ByteOrder.LITTLE_ENDIAN);
        while (little.hasRemaining()) {
            finish(little.getInt());
        }
    }

    /** True when every row has finished all its episodes. */
    boolean done() {
        return missing == 0;
    }

    /** Rows that have not. */
    int missing() {
        return missing;
    }

    @Override
    public String toString() {
        return Arrays.stream(finished).min().orElse(0) + " of " + wanted + " episodes";
    }
}
