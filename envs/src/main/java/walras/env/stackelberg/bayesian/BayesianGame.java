package walras.env.stackelberg.bayesian;

import java.util.Arrays;
import walras.env.stackelberg.matrix.MatrixGame;

/**
 * A leader against followers of private types. Every type of every follower has a matrix game with the leader, who is paid the sum over
 * followers. Types of all followers stand side by side: number {@code follower * types + type}.
 *
 * @param followers F
 * @param types T, of each follower
 * @param messages M that a follower may send; the leader's action may depend on it
 * @param prior probability of each type of each follower {@code [F, T]}
 * @param games the leader's actions are rows, the follower's answers columns {@code [F * T]}
 */
@SuppressWarnings("ArrayRecordComponent")
record BayesianGame(int followers, int types, int messages, double[] prior, MatrixGame[] games) {
    int rows() {
        return games[0].rows();
    }

    int answers() {
        return games[0].columns();
    }

    /** Types of all followers. */
    int all() {
        return games.length;
    }

    /** The largest absolute payoff of anybody, 1 when all are 0. */
    double scale() {
        double largest = 0;
        for (MatrixGame game : games) {
            for (int k = 0; k < game.leader().length; k++) {
                largest = Math.max(largest, Math.max(Math.abs(game.leader()[k]), Math.abs(game.follower()[k])));
            }
        }
        return largest > 0 ? largest : 1;
    }

    /** The leader's payoffs over one number and the followers' over another. */
    BayesianGame over(double leader, double follower) {
        MatrixGame[] divided = Arrays.stream(games)
                .map(game -> new MatrixGame(
                        game.rows(),
                        game.columns(),
                        Arrays.stream(game.leader()).map(u -> u / leader).toArray(),
                        Arrays.stream(game.follower()).map(u -> u / follower).toArray()))
                .toArray(MatrixGame[]::new);
        return new BayesianGame(followers, types, messages, prior, divided);
    }

    BayesianGame shifted(double offset) {
        MatrixGame[] shifted =
                Arrays.stream(games).map(game -> game.shifted(offset)).toArray(MatrixGame[]::new);
        return new BayesianGame(followers, types, messages, prior, shifted);
    }

    /** The leader's payoffs of all types {@code [F * T, R, C]}. */
    double[] leaderPayoffs() {
        return Arrays.stream(games)
                .flatMapToDouble(game -> Arrays.stream(game.leader()))
                .toArray();
    }

    /** What a mixture {@code [R]} from {@code at} pays the leader against an answer of a type. */
    double leader(int type, double[] mixture, int at, int answer) {
        double sum = 0;
        for (int r = 0; r < rows(); r++) {
            sum += mixture[at + r] * games[type].leader(r, answer);
        }
        return sum;
    }

    /** What it pays the type. */
    double follower(int type, double[] mixture, int at, int answer) {
        double sum = 0;
        for (int r = 0; r < rows(); r++) {
            sum += mixture[at + r] * games[type].follower(r, answer);
        }
        return sum;
    }
}
