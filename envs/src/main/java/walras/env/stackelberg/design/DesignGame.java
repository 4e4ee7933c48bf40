package walras.env.stackelberg.design;

import walras.env.stackelberg.engine.BaseGame;
import walras.env.stackelberg.response.ResponseShape;

/**
 * A square two-player game with promised bonuses. An information set is a joint action; the answer is a bonus for each player.
 *
 * <p>Followers get (base + bonus) / scale, the leader the sum of base payoffs / scale: bonuses are not subtracted.
 *
 * @param actions actions of each player, A
 * @param base base payoffs {@code [A, A, 2]}, raw units
 * @param bonusMax largest bonus, raw units
 */
@SuppressWarnings("ArrayRecordComponent")
record DesignGame(int actions, double[] base, double bonusMax) implements BaseGame {

    double base(int joint, int player) {
        return base[2 * joint + player];
    }

    /** The largest absolute base payoff, 1 when all are 0. */
    double scale() {
        double largest = java.util.Arrays.stream(base).map(Math::abs).max().orElse(0);
        return largest > 0 ? largest : 1;
    }

    /** Sum of base payoffs over the scale. */
    double welfare(int joint) {
        return (base(joint, 0) + base(joint, 1)) / scale();
    }

    @Override
    public ResponseShape shape() {
        return new ResponseShape(2, 1, actions);
    }

    @Override
    public double[] prior() {
        return new double[] {1};
    }

    @Override
    public int informationSets() {
        return actions * actions;
    }

    @Override
    public int answerSize() {
        return 2;
    }

    @Override
    public int moves() {
        return 1;
    }

    @Override
    public int first(int profile, int joint) {
        return joint;
    }

    @Override
    public int move(
            int set, int move, int profile, int joint, double[] answers, int at, double[] outcome, int outcomeAt) {
        double scale = scale();
        outcome[outcomeAt] += (base(joint, 0) + answers[at + 2 * set]) / scale;
        outcome[outcomeAt + 1] += (base(joint, 1) + answers[at + 2 * set + 1]) / scale;
        outcome[outcomeAt + 2] += welfare(joint);
        return OVER;
    }

    @Override
    public double lowest(int profile, int follower) {
        return extreme(follower, -1) / scale();
    }

    @Override
    public double highest(int profile, int follower) {
        return (extreme(follower, 1) + bonusMax) / scale();
    }

    private double extreme(int player, int sign) {
        double found = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < actions * actions; j++) {
            found = Math.max(found, sign * base(j, player));
        }
        return sign * found;
    }
}
