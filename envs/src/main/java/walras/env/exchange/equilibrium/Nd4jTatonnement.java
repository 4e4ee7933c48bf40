package walras.env.exchange.equilibrium;

import org.nd4j.linalg.api.ndarray.INDArray;
import walras.env.nd4j.Nd4jProgram;

/**
 * {@link Tatonnement} of a whole batch. With elasticity {@code s} an agent spends on good {@code j} in proportion to
 * {@code a_j^s p_j^(1-s)}, taken in logarithms as {@link Demand} does; a Leontief agent, whose elasticity is 0, to {@code a_j p_j}.
 */
final class Nd4jTatonnement extends Nd4jProcess {
    private final Preferences preferences;
    private final double gamma;
    private final INDArray ratio; // [1, L, B] demand over supply

    Nd4jTatonnement(Preferences preferences, double gamma, int rows) {
        super(preferences, rows);
        this.preferences = preferences;
        this.gamma = gamma;
        ratio = goods();
        INDArray none = begin.apply("multiply", goods(), supply, Nd4jProgram.constant(0));
        begin.apply("add", price, none, Nd4jProgram.constant(1.0 / l));
        recordEvaluation(begin);
        recordMove();
        recordEvaluation(step);
    }

    /** The logarithm of {@code a^s}, minus infinity for a good that is not wanted. */
    @Override
    double weightOf(int agent, double value) {
        double s = preferences.elasticity(agent);
        return (s > 0 ? s : 1) * Math.log(value);
    }

    private void recordMove() {
        Nd4jProgram p = step;
        INDArray factor = p.apply("Pow", goods(), ratio, Nd4jProgram.constant(gamma));
        INDArray next = p.apply("multiply", goods(), price, factor);
        toSimplex(p, next, next);
        move(p, price, next);
    }

    private void recordEvaluation(Nd4jProgram p) {
        sumOverGoods(p, income, endowment, price);
        double[] slopes = new double[n]; // [N]
        for (int i = 0; i < n; i++) {
            slopes[i] = 1 - preferences.elasticity(i);
        }
        INDArray logs = p.log(goods(), price);
        INDArray want = p.apply("multiply", cells(), logs, Nd4jProgram.array(slopes, n, 1, 1));
        p.apply("add", want, want, weight);
        INDArray most = p.reduce("reduce_max", Nd4jProgram.zeros(n, rows), want, 1);
        p.apply("subtract", want, want, most.reshape(n, 1, rows));
        p.exp(want, want);
        INDArray total = p.reduce("reduce_sum", Nd4jProgram.zeros(n, rows), want, 1);
        INDArray money = p.apply("divide", agents(), income, total.reshape(n, 1, rows));
        p.apply("multiply", allocation, want, money);
        p.apply("divide", allocation, allocation, price);
        INDArray used = goods();
        p.reduce("reduce_sum", used.reshape(l, rows), allocation, 0);
        p.apply("divide", ratio, used, supply);
        INDArray excess = p.apply("subtract", goods(), ratio, Nd4jProgram.constant(1));
        INDArray size = p.apply("multiply", goods(), excess, Nd4jProgram.constant(-1));
        p.apply("maximum", size, size, excess);
        p.reduce("reduce_max", residual.reshape(1, rows), size, 1);
    }
}
