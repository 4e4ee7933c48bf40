package walras.env.stackelberg.matrix;

import walras.env.stackelberg.engine.BaseGame;
import walras.env.stackelberg.response.ResponseShape;

/**
 * One play of a matrix game: one round, or several with memory of the last joint action. A follower's action is its table, one column
 * per information set, set 0 the most significant digit. A mixed commitment pays in expectation over rows.
 */
final class MatrixBaseGame implements BaseGame {
    private final MatrixGame game; // leader's payoffs in units of reward, the follower's divided by the largest entry
    private final boolean mixed;
    private final double followerUnit;
    private final int rounds;
    private final int sets;
    private final ResponseShape shape;
    private final int[] weight; // [sets] place value of a set's digit
    private final double lowest;
    private final double highest;

    /** @param followerUnit what the follower's payoffs were divided by more than the leader's */
    MatrixBaseGame(MatrixGame game, boolean mixed, int rounds, double followerUnit) {
        this.game = game;
        this.mixed = mixed;
        this.followerUnit = followerUnit;
        this.rounds = rounds;
        sets = rounds == 1 ? 1 : 1 + game.rows() * game.columns();
        weight = new int[sets];
        int place = 1;
        for (int s = sets - 1; s >= 0; s--) {
            weight[s] = place;
            place *= game.columns();
        }
        shape = new ResponseShape(1, 1, place);
        lowest = rounds * java.util.Arrays.stream(game.follower()).min().orElse(0);
        highest = rounds * java.util.Arrays.stream(game.follower()).max().orElse(0);
    }

    @Override
    public ResponseShape shape() {
        return shape;
    }

    @Override
    public double[] prior() {
        return new double[] {1};
    }

    @Override
    public int informationSets() {
        return sets;
    }

    @Override
    public int answerSize() {
        return mixed ? game.rows() : 1;
    }

    @Override
    public int moves() {
        return rounds;
    }

    @Override
    public int first(int profile, int joint) {
        return 0;
    }

    @Override
    public int move(
            int set, int move, int profile, int joint, double[] answers, int at, double[] outcome, int outcomeAt) {
        int column = joint / weight[set] % game.columns();
        if (mixed) {
            for (int r = 0; r < game.rows(); r++) {
                outcome[outcomeAt] += answers[at + r] * game.follower(r, column);
                outcome[outcomeAt + 1] += answers[at + r] * game.leader(r, column);
            }
            return OVER;
        }
        int row = (int) answers[at + set];
        outcome[outcomeAt] += game.follower(row, column);
        outcome[outcomeAt + 1] += game.leader(row, column);
        return move + 1 == rounds ? OVER : 1 + row * game.columns() + column;
    }

    @Override
    public double followerUnit() {
        return followerUnit;
    }

    @Override
    public double lowest(int profile, int follower) {
        return lowest;
    }

    @Override
    public double highest(int profile, int follower) {
        return highest;
    }
}
