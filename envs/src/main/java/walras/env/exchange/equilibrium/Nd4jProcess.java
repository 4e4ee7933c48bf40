package walras.env.exchange.equilibrium;

import org.nd4j.linalg.api.ndarray.INDArray;
import walras.env.nd4j.Nd4jProgram;

/** The device arrays of a batch of price processes, with two recorded programs over them: the start, and one step of the active rows. */
abstract class Nd4jProcess {
    final INDArray weight; // [N, L, B] as weightOf has it
    final INDArray endowment; // [N, L, B]
    final INDArray price; // [1, L, B] on the simplex
    final INDArray allocation; // [N, L, B]
    final INDArray residual; // [B]
    final INDArray active; // [B] 1 where a step moves the row, else 0
    final Nd4jProgram begin = new Nd4jProgram();
    final Nd4jProgram step = new Nd4jProgram();

    final int n;
    final int l;
    final int rows;
    final INDArray supply; // [1, L, B]
    final INDArray income; // [N, 1, B]

    Nd4jProcess(Preferences preferences, int rows) {
        this.rows = rows;
        n = preferences.agents();
        l = preferences.goods();
        weight = cells();
        endowment = cells();
        allocation = cells();
        price = goods();
        supply = goods();
        income = agents();
        residual = Nd4jProgram.zeros(rows);
        active = Nd4jProgram.zeros(rows);
        begin.reduce("reduce_sum", supply.reshape(l, rows), endowment, 0);
    }

    static Nd4jProcess of(Preferences preferences, ProcessRules rules, int rows) {
        return rules.kind() == ProcessRules.Kind.TATONNEMENT
                ? new Nd4jTatonnement(preferences, rules.strength(), rows)
                : new Nd4jProportionalResponse(preferences, rules.strength(), rows);
    }

    /** What the device holds of an agent's weight. */
    double weightOf(int agent, double value) {
        return value;
    }

    final INDArray cells() { // [N, L, B]
        return Nd4jProgram.zeros(n, l, rows);
    }

    final INDArray goods() { // [1, L, B]
        return Nd4jProgram.zeros(1, l, rows);
    }

    final INDArray agents() { // [N, 1, B]
        return Nd4jProgram.zeros(n, 1, rows);
    }

    /** Records the sum over goods of a product. */
    final INDArray sumOverGoods(Nd4jProgram p, INDArray out, INDArray left, INDArray right) { // out [N, 1, B]
        INDArray product = p.apply("multiply", cells(), left, right);
        p.reduce("reduce_sum", out.reshape(n, rows), product, 1);
        return out;
    }

    /** Records prices {@code [1, L, B]} over their sum, into {@code out}. */
    final void toSimplex(Nd4jProgram p, INDArray out, INDArray anyScale) {
        INDArray total = p.reduce("reduce_sum", Nd4jProgram.zeros(1, rows), anyScale, 1);
        p.apply("divide", out, anyScale, total.reshape(1, 1, rows));
    }

    /** Records {@code kept = next} for active rows; multiplying by one and zero is exact. */
    final void move(Nd4jProgram p, INDArray kept, INDArray next) {
        INDArray moves = active.reshape(1, 1, rows);
        INDArray rests = p.apply("subtract", Nd4jProgram.zeros(1, 1, rows), Nd4jProgram.constant(1), moves);
        p.apply("multiply", next, next, moves);
        p.apply("multiply", kept, kept, rests);
        p.apply("add", kept, kept, next);
    }
}
