package walras.env.stackelberg.matrix;

import walras.env.GroupTensors;
import walras.env.stackelberg.engine.LeaderSeat;

/** The leader of a matrix game sees which joint action was played last, if memory is on, and answers with a row or a mixture. */
final class MatrixSeat implements LeaderSeat {
    private final boolean mixed;
    private final int rows;
    private final int[] state; // [B, 1]
    private final int[] row; // [B, 1], empty for mixed commitments
    private final double[] commitment; // [B, 1, R], empty for pure commitments

    MatrixSeat(GroupTensors group, boolean mixed, int rows) {
        this.mixed = mixed;
        this.rows = rows;
        state = group.observation("state").i32();
        row = mixed ? new int[0] : group.action("row").i32();
        commitment = mixed ? group.action("commitment").f64() : new double[0];
    }

    @Override
    public void answer(int batchRow, int set, double[] answers, int at) {
        if (!mixed) {
            answers[at + set] = row[batchRow];
            return;
        }
        double total = 0;
        for (int r = 0; r < rows; r++) {
            total += commitment[batchRow * rows + r];
        }
        for (int r = 0; r < rows; r++) {
            answers[at + r] = total > 0 ? commitment[batchRow * rows + r] / total : 1.0 / rows;
        }
    }

    @Override
    public void observe(int batchRow, int set, double[] answers, int at) {
        state[batchRow] = set;
    }
}
