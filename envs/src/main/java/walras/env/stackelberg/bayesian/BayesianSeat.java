package walras.env.stackelberg.bayesian;

import java.util.stream.IntStream;
import walras.env.DType;
import walras.env.GroupTensors;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.stackelberg.engine.AnswerGrid;
import walras.env.stackelberg.engine.LeaderSeat;
import walras.env.stackelberg.matrix.MixtureGrid;

/** The leader sees a message and answers with an action, or with weights of actions. */
final class BayesianSeat implements LeaderSeat {
    private final int rows;
    private final int[] message; // [B, 1]
    private final int[] action; // [B, 1], empty for mixed commitments
    private final double[] commitment; // [B, 1, R], empty for pure commitments

    BayesianSeat(GroupTensors group, boolean mixed, int rows) {
        this.rows = rows;
        message = group.observation("message").i32();
        action = mixed ? new int[0] : group.action("action").i32();
        commitment = mixed ? group.action("commitment").f64() : new double[0];
    }

    /** What the leader sees. */
    static TensorSpec seen(int messages) {
        return new TensorSpec("message", new Space.Discrete(messages), "", "The message of the follower to act upon.");
    }

    /** What the leader answers. */
    static TensorSpec action(boolean mixed, int rows) {
        return mixed
                ? new TensorSpec(
                        "commitment",
                        Space.Box.of(DType.F64, 0, 1, rows),
                        "",
                        "Weight of each action; normalised to sum 1.")
                : new TensorSpec("action", new Space.Discrete(rows), "", "The action to play.");
    }

    @Override
    public void answer(int row, int set, double[] answers, int at) {
        if (commitment.length == 0) {
            answers[at + set] = action[row];
            return;
        }
        double total = 0;
        for (int r = 0; r < rows; r++) {
            total += commitment[row * rows + r];
        }
        for (int r = 0; r < rows; r++) {
            answers[at + set * rows + r] = total > 0 ? commitment[row * rows + r] / total : 1.0 / rows;
        }
    }

    @Override
    public void observe(int row, int set, double[] answers, int at) {
        message[row] = set;
    }

    /** The mixtures, or the actions, that leaders choose from which search among commitments. */
    static double[][] choices(boolean mixed, int rows) { // [choice][R] or [choice][1]
        return mixed
                ? MixtureGrid.of(rows).points().toArray(double[][]::new)
                : IntStream.range(0, rows).mapToObj(r -> new double[] {r}).toArray(double[][]::new);
    }

    static AnswerGrid grid(GroupTensors group, boolean mixed, int rows, int messages) {
        BayesianSeat seat = new BayesianSeat(group, mixed, rows);
        double[][] choices = choices(mixed, rows);
        return new AnswerGrid() {
            @Override
            public int sets() {
                return messages;
            }

            @Override
            public int choices() {
                return choices.length;
            }

            @Override
            public int set(int row) {
                return seat.message[row];
            }

            @Override
            public void play(int row, int choice) {
                seat.play(row, choices[choice], 0);
            }
        };
    }

    /** The message that the leader sees. */
    int message(int row) {
        return message[row];
    }

    /** Writes an action, or a mixture {@code [R]} from {@code at}. */
    void play(int row, double[] answer, int at) {
        if (commitment.length == 0) {
            action[row] = (int) answer[at];
        } else {
            System.arraycopy(answer, at, commitment, row * rows, rows);
        }
    }
}
