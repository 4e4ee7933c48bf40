package walras.env.stackelberg.design;

import java.util.Arrays;
import walras.env.stackelberg.engine.BaseGame;
import walras.env.stackelberg.response.ResponseShape;

/**
 * A square two-player game with promised bonuses. An information set is a joint action; the answer is a bonus for each player.
 *
 * <p>Followers get (base + bonus) / scale, the leader the sum of base payoffs / scale: bonuses are not subtracted.
 *
 * @param shape two followers of one type with A actions each
 * @param base base payoffs {@code [A, A, 2]}, raw units
 * @param bonusMax largest bonus, raw units
 * @param scale the largest absolute base payoff, 1 when all are 0
 */
@SuppressWarnings("ArrayRecordComponent")
record DesignGame(ResponseShape shape, double[] base, double bonusMax, double scale) implements BaseGame {
    DesignGame(int actions, double[] base, double bonusMax) { // base [A, A, 2]
        this(new ResponseShape(2, 1, actions), base, bonusMax, scale(base));
    }

    private static double scale(double[] base) { // [A, A, 2]
        double largest = Arrays.stream(base).map(Math::abs).max().orElse(0);
        return largest > 0 ? largest : 1;
    }

    int actions() {
        return shape.actions();
    }

    double base(int joint, int player) {
        return base[2 * joint + player];
    }

    /** Sum of base payoffs over the scale. */
    double welfare(int joint) {
        return (base(joint, 0) + base(joint, 1)) / scale;
    }

    @Override
    public double[] prior() {
        return new double[] {1};
    }

    @Override
    public int informationSets() {
        return actions() * actions();
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
        outcome[outcomeAt] += (base(joint, 0) + answers[at + 2 * set]) / scale;
        outcome[outcomeAt + 1] += (base(joint, 1) + answers[at + 2 * set + 1]) / scale;
        outcome[outcomeAt + 2] += welfare(joint);
        return OVER;
    }

    @Override
    public double lowest(int profile, int follower) {
        return extreme(follower, -1) / scale;
    }

    @Override
    public double highest(int profile, int follower) {
        return (extreme(follower, 1) + bonusMax) / scale;
    }

    private double extreme(int player, int sign) {
        double found = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < actions() * actions(); j++) {
            found = Math.max(found, sign * base(j, player));
        }
        return sign * found;
    }
}
