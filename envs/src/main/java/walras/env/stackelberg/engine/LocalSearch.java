package walras.env.stackelberg.engine;

import walras.env.RowRandom;
import walras.env.StateVisitor;

/**
 * Hill climbing with restarts: a proposal differs from the current commitment in one answer, and replaces it unless its return is
 * lower; now and then a wholly new commitment starts a new climb. The best commitment is the one of the highest return ever.
 */
final class LocalSearch implements CommitmentSearch {
    private final AnswerGrid grid;
    private final double restart;
    private final int[] current; // [B, K]
    private final int[] record; // [B, K]
    private final double[] currentReturn; // [B]
    private final double[] recordReturn; // [B]
    private final byte[] fresh; // [B] whether the proposal starts a climb

    LocalSearch(int rows, AnswerGrid grid, double restart) {
        this.grid = grid;
        this.restart = restart;
        current = new int[rows * grid.sets()];
        record = new int[rows * grid.sets()];
        currentReturn = new double[rows];
        recordReturn = new double[rows];
        java.util.Arrays.fill(currentReturn, Double.NEGATIVE_INFINITY);
        java.util.Arrays.fill(recordReturn, Double.NEGATIVE_INFINITY);
        fresh = new byte[rows];
    }

    @Override
    public void propose(int row, RowRandom random, int[] answers, int at) {
        boolean begin = currentReturn[row] == Double.NEGATIVE_INFINITY || random.uniform(row, 0, 0) < restart;
        fresh[row] = (byte) (begin ? 1 : 0);
        for (int s = 0; s < grid.sets(); s++) {
            answers[at + s] = begin ? random.below(row, 1, s, grid.choices()) : current[row * grid.sets() + s];
        }
        if (!begin) {
            answers[at + random.below(row, 0, 1, grid.sets())] = random.below(row, 0, 2, grid.choices());
        }
    }

    @Override
    public void learn(int row, double earned, int[] answers, int at) {
        int sets = grid.sets();
        if (fresh[row] != 0 || earned >= currentReturn[row]) {
            currentReturn[row] = earned;
            System.arraycopy(answers, at, current, row * sets, sets);
        }
        if (earned > recordReturn[row]) {
            recordReturn[row] = earned;
            System.arraycopy(answers, at, record, row * sets, sets);
        }
    }

    @Override
    public void best(int row, int[] answers, int at) {
        System.arraycopy(record, row * grid.sets(), answers, at, grid.sets());
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.ints("leader.current", current);
        visitor.ints("leader.record", record);
        visitor.doubles("leader.current_return", currentReturn);
        visitor.doubles("leader.record_return", recordReturn);
        visitor.bytes("leader.fresh", fresh);
    }
}
