package walras.env.stackelberg.engine;

import java.util.Arrays;
import walras.env.stackelberg.response.Nd4jQLearning;

/** Q-learning followers whose moves the ND4J kernel makes, in all rows at once. */
final class Nd4jTableFollowers extends TableFollowers {
    private final Nd4jQLearning kernel;
    private final int rows;
    private final double[] moves; // [2, B] values played, payoffs
    private final double[] values; // [B, C] at the state that counts
    private final double[] answers; // [B]

    Nd4jTableFollowers(QLearning rule, OuterState state, int rows, int sets, int choices) {
        super(rule, state, rows, sets, choices);
        this.rows = rows;
        kernel = new Nd4jQLearning(rows, choices, rule.alpha(), rule.discount());
        moves = new double[2 * rows];
        values = new double[rows * choices];
        answers = new double[rows];
    }

    @Override
    public void played(int from, int to, byte[] which /* [B] */) {
        if (!Nd4jSweepFollowers.any(from, to, which)) {
            return;
        }
        for (int row = from; row < to; row++) {
            if (which[row] != 0) {
                moves[row] = value[cell(row)];
                moves[rows + row] = state.gain[row];
                load(row, state.next[row]);
            }
        }
        kernel.learn(moves, values, answers);
        for (int row = from; row < to; row++) {
            if (which[row] != 0) {
                value[cell(row)] = answers[row];
                count(row);
            }
        }
    }

    private void load(int row, int set) {
        if (set == BaseGame.OVER) {
            Arrays.fill(values, row * choices, (row + 1) * choices, 0);
        } else {
            System.arraycopy(value, slice(row, set), values, row * choices, choices);
        }
    }

    @Override
    public void revise(int from, int to, byte[] which /* [B] */) {
        if (!Nd4jSweepFollowers.any(from, to, which)) {
            return;
        }
        for (int row = from; row < to; row++) {
            if (which[row] != 0) {
                load(row, state.set[row]);
            }
        }
        kernel.best(values, answers);
        for (int row = from; row < to; row++) {
            if (which[row] != 0) {
                int explored = explored(row);
                choose(row, explored < 0 ? (int) answers[row] : explored);
            }
        }
    }
}
