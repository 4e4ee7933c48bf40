package walras.env.stackelberg.response;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import walras.env.nd4j.Nd4jProgram;

/**
 * Tabular Q-learning of many followers at once as whole-batch ND4J operations: one move of each, {@code q + alpha (r + discount max_a
 * next(a) - q)}, and the best choices. Every operation rounds as the fused loops do, so the two agree to the last bit.
 *
 * <p>Tables stay with their owner, whose snapshots and critics read them at every step; only the entries that a move touches go to the
 * device. Not safe for several threads.
 */
public final class Nd4jQLearning {
    private final Nd4jProgram learning = new Nd4jProgram();
    private final Nd4jProgram choosing = new Nd4jProgram();
    private final INDArray moves; // [2, F] values played, payoffs
    private final INDArray values; // [F, C]
    private final INDArray learnt; // [F, 1]
    private final INDArray best; // [F, 1]

    /**
     * @param followers F, over all rows
     * @param choices C
     */
    public Nd4jQLearning(int followers, int choices, double alpha, double discount) {
        moves = Nd4jProgram.zeros(2, followers, 1);
        values = Nd4jProgram.zeros(followers, choices);
        learnt = Nd4jProgram.zeros(followers, 1);
        best = Nd4jProgram.zeros(followers, 1);
        recordLearning(followers, alpha, discount);
        recordChoosing(followers, choices);
    }

    private static INDArray part(INDArray moves, int index) { // [F, 1]
        return moves.slice(index);
    }

    private void recordLearning(int followers, double alpha, double discount) {
        Nd4jProgram p = learning;
        INDArray future = Nd4jProgram.zeros(followers, 1);
        p.reduce("reduce_max", future.reshape(followers), values, 1);
        p.apply("multiply", future, future, Nd4jProgram.constant(discount));
        INDArray target = p.apply("add", Nd4jProgram.zeros(followers, 1), part(moves, 1), future);
        p.apply("subtract", target, target, part(moves, 0));
        p.apply("multiply", target, target, Nd4jProgram.constant(alpha));
        p.apply("add", learnt, part(moves, 0), target);
    }

    /** The least index among the largest values. */
    private void recordChoosing(int followers, int choices) {
        Nd4jProgram p = choosing;
        INDArray top = Nd4jProgram.zeros(followers, 1);
        p.reduce("reduce_max", top.reshape(followers), values, 1);
        INDArray below = p.compare("less", Nd4jProgram.zeros(followers, choices), values, top);
        p.apply("multiply", below, below, Nd4jProgram.constant(choices));
        double[] numbers = IntStream.range(0, choices).asDoubleStream().toArray();
        p.apply("add", below, below, Nd4jProgram.array(numbers, 1, choices));
        p.reduce("reduce_min", best.reshape(followers), below, 1);
    }

    /**
     * One move of every follower.
     *
     * @param move values played and payoffs, {@code [2, F]}
     * @param next values at the state that the move leads to, {@code [F, C]}; zeros where it ends the game
     * @param to receives the new values of what was played, {@code [F]}
     */
    public void learn(double[] move, double[] next, double[] to) {
        Nd4jProgram.upload(moves, move);
        Nd4jProgram.upload(values, next);
        learning.run();
        Nd4jProgram.download(learnt, to);
    }

    /**
     * The best choice of every follower, the lowest on ties.
     *
     * @param at values {@code [F, C]}
     * @param to receives choices {@code [F]}
     */
    public void best(double[] at, double[] to) {
        Nd4jProgram.upload(values, at);
        choosing.run();
        Nd4jProgram.download(best, to);
    }
}
