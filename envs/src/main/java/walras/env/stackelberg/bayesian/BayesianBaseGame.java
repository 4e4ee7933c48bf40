package walras.env.stackelberg.bayesian;

import java.util.Arrays;
import java.util.stream.IntStream;
import walras.env.Problem;
import walras.env.stackelberg.engine.BaseGame;
import walras.env.stackelberg.matrix.MatrixGame;
import walras.env.stackelberg.response.ResponseShape;

/**
 * One play: a follower's action is {@code message * answers + answer}. Without messages the leader acts once against all; with messages
 * it is asked for each follower in turn, and the information set is that follower's message. A mixture pays in expectation.
 */
final class BayesianBaseGame implements BaseGame {
    /** Type profiles and joint actions that a game may have. */
    static final int MOST_CELLS = 1 << 20;

    private final BayesianGame game; // leader's payoffs in units of reward, followers' divided by the largest entry
    private final boolean mixed;
    private final double followerUnit;
    private final ResponseShape shape;

    /** @param followerUnit what followers' payoffs were divided by more than the leader's */
    BayesianBaseGame(BayesianGame game, boolean mixed, double followerUnit) {
        this.game = game;
        this.mixed = mixed;
        this.followerUnit = followerUnit;
        int actions = game.messages() * game.answers();
        if (Math.pow((double) game.types() * actions, game.followers()) > MOST_CELLS) {
            throw Problem.limit(
                    "(types * messages * answers)^followers",
                    "at most " + MOST_CELLS,
                    "(" + game.types() + " * " + game.messages() + " * " + game.answers() + ")^" + game.followers());
        }
        shape = new ResponseShape(game.followers(), game.types(), actions);
    }

    @Override
    public ResponseShape shape() {
        return shape;
    }

    @Override
    public double[] prior() { // [P]
        double[] prior = new double[shape.profiles()];
        Arrays.setAll(prior, profile -> IntStream.range(0, game.followers())
                .mapToDouble(i -> game.prior()[i * game.types() + shape.type(profile, i)])
                .reduce(1, (a, b) -> a * b));
        return prior;
    }

    @Override
    public int informationSets() {
        return game.messages();
    }

    @Override
    public int answerSize() {
        return mixed ? game.rows() : 1;
    }

    @Override
    public int moves() {
        return game.messages() == 1 ? 1 : game.followers();
    }

    @Override
    public int first(int profile, int joint) {
        return message(joint, 0);
    }

    private int message(int joint, int follower) {
        return shape.action(joint, follower) / game.answers();
    }

    @Override
    public int move(
            int set, int move, int profile, int joint, double[] answers, int at, double[] outcome, int outcomeAt) {
        if (game.messages() > 1) {
            pay(move, profile, joint, answers, at, outcome, outcomeAt);
            return move + 1 == game.followers() ? OVER : message(joint, move + 1);
        }
        for (int i = 0; i < game.followers(); i++) {
            pay(i, profile, joint, answers, at, outcome, outcomeAt);
        }
        return OVER;
    }

    private void pay(int follower, int profile, int joint, double[] answers, int at, double[] outcome, int to) {
        int type = follower * game.types() + shape.type(profile, follower);
        int message = message(joint, follower);
        int answer = shape.action(joint, follower) % game.answers();
        MatrixGame matrix = game.games()[type];
        if (mixed) {
            outcome[to + follower] += game.follower(type, answers, at + message * game.rows(), answer);
            outcome[to + game.followers()] += game.leader(type, answers, at + message * game.rows(), answer);
        } else {
            int row = (int) answers[at + message];
            outcome[to + follower] += matrix.follower(row, answer);
            outcome[to + game.followers()] += matrix.leader(row, answer);
        }
    }

    @Override
    public double followerUnit() {
        return followerUnit;
    }

    private double[] payoffs(int profile, int follower) { // [R, C]
        return game.games()[follower * game.types() + shape.type(profile, follower)].follower();
    }

    @Override
    public double lowest(int profile, int follower) {
        return Arrays.stream(payoffs(profile, follower)).min().orElse(0);
    }

    @Override
    public double highest(int profile, int follower) {
        return Arrays.stream(payoffs(profile, follower)).max().orElse(0);
    }
}
