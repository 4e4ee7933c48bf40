package walras.server.session;

import java.util.Arrays;
import java.util.function.IntConsumer;
import walras.env.Policy;
import walras.env.Rows;
import walras.env.batch.RowWorkers;

/** Who plays the remote seats of a rollout. Shares rows out between threads as the batch does. */
final class RolloutPlayers {
    /** A range's actions and what they are made of stay in a core's nearest caches; fewer rows are not worth a thread. */
    private static final int RANGE_ROWS = 512;
    /** The first acts are taken alone, and tell whether more threads pay. */
    private static final int MEASURED = 3;
    /** Shorter acts take no longer than waking a thread for them; the step that follows is glad of one that is awake. */
    private static final long DEAR_NANOS = 30_000;

    private final Policy[] players;
    private final Rows everyRow;
    private final Rows[] ranges;
    private final boolean rowwise;
    private final IntConsumer actRange = this::actRange;
    private int measured; // acts
    private long nanos = Long.MAX_VALUE; // of the fastest of them

    RolloutPlayers(Policy[] players, int rows) {
        this.players = players.clone();
        everyRow = Rows.every(0, rows);
        ranges = new Rows[(rows + RANGE_ROWS - 1) / RANGE_ROWS];
        for (int k = 0; k < ranges.length; k++) {
            ranges[k] = Rows.every(k * RANGE_ROWS, Math.min(rows, (k + 1) * RANGE_ROWS));
        }
        rowwise = Arrays.stream(players).allMatch(Policy::rowwise);
        begin(everyRow);
    }

    void begin(Rows rows) {
        for (Policy player : players) {
            player.begin(rows);
        }
    }

    /**
     * Writes everybody's actions.
     *
     * @param alone true to leave the other threads alone
     */
    void act(boolean alone) {
        if (alone || !rowwise) {
            act(everyRow);
        } else if (measured < MEASURED) {
            long start = System.nanoTime();
            act(everyRow);
            nanos = Math.min(nanos, System.nanoTime() - start);
            measured++;
        } else if (nanos < DEAR_NANOS) {
            act(everyRow);
        } else {
            RowWorkers.shared().run(ranges.length, true, actRange);
        }
    }

    private void actRange(int k) {
        act(ranges[k]);
    }

    private void act(Rows rows) {
        for (Policy player : players) {
            player.act(rows);
        }
    }
}
