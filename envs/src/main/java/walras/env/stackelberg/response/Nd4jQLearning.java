package walras.env.stackelberg.response;

import org.nd4j.linalg.api.ndarray.INDArray;
import walras.env.nd4j.Nd4jColumns;
import walras.env.nd4j.Nd4jProgram;

/**
 * Tabular Q-learning of many followers at once as ND4J operations on whole vectors of followers, one for each choice:
 * one move of each, {@code q + alpha (r + discount max_a next(a) - q)}, and the best choices. Every operation rounds as
 * the fused loops do, so the two agree to the last bit.
 *
 * <p>Tables stay with their owner, whose snapshots and critics read them at every step; only the entries that a move
 * touches go to the device. Not safe for several threads.
 */
public final class Nd4jQLearning {
    private static final int PLAYED = 0;
    private static final int PAYOFF = 1;

    private final int followers;
    private final int choices;
    private final Nd4jProgram learning = new Nd4jProgram();
    private final Nd4jProgram choosing = new Nd4jProgram();
    private final Nd4jColumns moves; // [2][F] values played, payoffs
    private final Nd4jColumns values; // [C][F]
    private final Nd4jColumns learnt; // [1][F]
    private final Nd4jColumns best; // [1][F]
    private final INDArray scratch; // [F]

    /**
     * @param followers F, over all rows
     * @param choices C
     */
    public Nd4jQLearning(int followers, int choices, double alpha, double discount) {
        this.followers = followers;
        this.choices = choices;
        moves = new Nd4jColumns(2, followers);
        values = new Nd4jColumns(choices, followers);
        learnt = new Nd4jColumns(1, followers);
        best = new Nd4jColumns(1, followers);
        scratch = Nd4jProgram.zeros(followers);
        recordLearning(alpha, discount);
        recordChoosing();
    }

    private void recordLearning(double alpha, double discount) {
        Nd4jProgram p = learning;
        INDArray target = learnt.all();
        p.plus(target, values.column(0), 0);
        for (int choice = 1; choice < choices; choice++) {
            p.apply("maximum", target, target, values.column(choice));
        }
        p.times(target, target, discount);
        p.apply("add", target, moves.column(PAYOFF), target);
        p.apply("subtract", target, target, moves.column(PLAYED));
        p.times(target, target, alpha);
        p.apply("add", target, moves.column(PLAYED), target);
    }

    /**
     * The least index among the largest values: choices are looked at in turn, and one that is above all before takes
     * their place.
     */
    private void recordChoosing() {
        Nd4jProgram p = choosing;
        INDArray top = Nd4jProgram.zeros(followers);
        INDArray above = Nd4jProgram.zeros(followers);
        p.plus(top, values.column(0), 0);
        p.plus(best.all(), p.times(best.all(), top, 0), 0); // a negative zero is zero
        for (int choice = 1; choice < choices; choice++) {
            p.apply("subtract", scratch, values.column(choice), top);
            p.times(above, p.above(above, scratch, 0), choice);
            p.apply("maximum", best.all(), best.all(), above);
            p.apply("maximum", top, top, values.column(choice));
        }
    }

    /**
     * One move of every follower.
     *
     * @param move values played and payoffs, {@code [2, F]}
     * @param next values at the state that the move leads to, {@code [F, C]}; zeros where it ends the game
     * @param to receives the new values of what was played, {@code [F]}
     */
    public void learn(double[] move, double[] next, double[] to) {
        moves.open();
        moves.put(PLAYED, move, 0, followers);
        moves.put(PAYOFF, move, followers, followers);
        moves.close();
        upload(next);
        learning.run();
        learnt.read();
        learnt.lanes(0, to);
    }

    /** Choice by choice. */
    private void upload(double[] rowwise) { // [F, C]
        values.open();
        double[] staging = values.staging(); // [F]
        for (int choice = 0; choice < choices; choice++) {
            for (int follower = 0; follower < followers; follower++) {
                staging[follower] = rowwise[follower * choices + choice];
            }
            values.put(choice, followers);
        }
        values.close();
    }

    /**
     * The best choice of every follower, the lowest on ties.
     *
     * @param at values {@code [F, C]}
     * @param to receives choices {@code [F]}
     */
    public void best(double[] at, double[] to) {
        upload(at);
        choosing.run();
        best.read();
        best.lanes(0, to);
    }
}
