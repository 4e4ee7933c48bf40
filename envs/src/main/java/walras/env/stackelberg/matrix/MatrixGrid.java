package walras.env.stackelberg.matrix;

import walras.env.GroupTensors;
import walras.env.stackelberg.engine.AnswerGrid;

/** Rows per state, or a grid of mixtures, for leaders that search among commitments. */
final class MatrixGrid {
    private MatrixGrid() {}

    static AnswerGrid pure(GroupTensors group, int sets, int rows) {
        int[] state = group.observation("state").i32(); // [B, 1]
        int[] action = group.action("row").i32(); // [B, 1]
        return new AnswerGrid() {
            @Override
            public int sets() {
                return sets;
            }

            @Override
            public int choices() {
                return rows;
            }

            @Override
            public int set(int row) {
                return state[row];
            }

            @Override
            public void play(int row, int choice) {
                action[row] = choice;
            }
        };
    }

    static AnswerGrid mixed(GroupTensors group, int rows) {
        MixtureGrid grid = MixtureGrid.of(rows);
        double[] commitment = group.action("commitment").f64(); // [B, 1, R]
        return new AnswerGrid() {
            @Override
            public int sets() {
                return 1;
            }

            @Override
            public int choices() {
                return grid.size();
            }

            @Override
            public int set(int row) {
                return 0;
            }

            @Override
            public void play(int row, int choice) {
                double[] point = grid.points().get(choice);
                System.arraycopy(point, 0, commitment, row * rows, rows);
            }
        };
    }
}
