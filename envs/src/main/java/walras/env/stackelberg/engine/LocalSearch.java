package walras.env.stackelberg.engine;

import walras.env.RowRandom;
import walras.env.StateVisitor;

/**
 * Hill climbing with restarts and races. A proposal differs from the current commitment in one answer, and replaces it unless its
 * return is below the current mean; now and then a wholly new commitment starts a new climb. Returns are noisy where followers learn
 * from samples, so a current commitment that looks better than the record is played again until it has {@value #RACE} returns, or has
 * fallen behind; only then is it the record.
 */
final class LocalSearch implements CommitmentSearch {
    private static final int RACE = 4;
    private static final byte CHANGE = 0;
    private static final byte RESTART = 1;
    private static final byte REPEAT = 2;

    private final AnswerGrid grid;
    private final double restart;
    private final int[] current; // [B, K]
    private final int[] record; // [B, K]
    private final double[] currentSum; // [B] of the current commitment's returns
    private final int[] currentCount; // [B]
    private final double[] recordMean; // [B]
    private final byte[] kind; // [B] of the last proposal

    LocalSearch(int rows, AnswerGrid grid, double restart) {
        this.grid = grid;
        this.restart = restart;
        current = new int[rows * grid.sets()];
        record = new int[rows * grid.sets()];
        currentSum = new double[rows];
        currentCount = new int[rows];
        recordMean = new double[rows];
        java.util.Arrays.fill(recordMean, Double.NEGATIVE_INFINITY);
        kind = new byte[rows];
    }

    private double mean(int row) {
        return currentSum[row] / currentCount[row];
    }

    @Override
    public void propose(int row, RowRandom random, int[] answers, int at) {
        int sets = grid.sets();
        boolean racing = currentCount[row] > 0 && currentCount[row] < RACE && mean(row) > recordMean[row];
        boolean begin = currentCount[row] == 0 || (!racing && random.uniform(row, 0, 0) < restart);
        kind[row] = begin ? RESTART : racing ? REPEAT : CHANGE;
        for (int s = 0; s < sets; s++) {
            answers[at + s] = begin ? random.below(row, 1, s, grid.choices()) : current[row * sets + s];
        }
        if (kind[row] == CHANGE) {
            answers[at + random.below(row, 0, 1, sets)] = random.below(row, 0, 2, grid.choices());
        }
    }

    @Override
    public void learn(int row, double earned, int[] answers, int at) {
        int sets = grid.sets();
        if (kind[row] == REPEAT) {
            currentSum[row] += earned;
            currentCount[row]++;
        } else if (kind[row] == RESTART || earned >= mean(row)) {
            currentSum[row] = earned;
            currentCount[row] = 1;
            System.arraycopy(answers, at, current, row * sets, sets);
        }
        if (currentCount[row] == RACE && mean(row) > recordMean[row]) {
            recordMean[row] = mean(row);
            System.arraycopy(current, row * sets, record, row * sets, sets);
        }
    }

    @Override
    public void best(int row, int[] answers, int at) {
        boolean raced = recordMean[row] > Double.NEGATIVE_INFINITY;
        System.arraycopy(raced ? record : current, row * grid.sets(), answers, at, grid.sets());
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.ints("leader.current", current);
        visitor.ints("leader.record", record);
        visitor.doubles("leader.current_sum", currentSum);
        visitor.ints("leader.current_count", currentCount);
        visitor.doubles("leader.record_mean", recordMean);
        visitor.bytes("leader.kind", kind);
    }
}
