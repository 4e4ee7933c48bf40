package walras.env.exchange.equilibrium;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import walras.env.nd4j.Nd4jProgram;

/**
 * The device arrays of a batch of economies, and three recorded programs over them: Cobb-Douglas prices, evaluation, and one Newton
 * step. The mathematics is that of {@link BlockCobbDouglas} and {@link BlockNewton}.
 */
final class Nd4jMarket {
    private static final double STEP_MAX = 1.5;

    final INDArray weight; // [N, L, B] normalised
    final INDArray power; // [N, L, B] weight^s
    final INDArray endowment; // [N, L, B]
    final INDArray price; // [1, L, B]
    final INDArray spend; // [N, L, B]
    final INDArray worst; // [B] largest residual
    final INDArray active; // [B] 1 where a Newton step moves prices, else 0
    final Nd4jProgram start = new Nd4jProgram();
    final Nd4jProgram evaluation = new Nd4jProgram();
    final Nd4jProgram newton = new Nd4jProgram();

    private final int n;
    private final int l;
    private final int rows;
    private final double s;
    private final INDArray supply; // [1, L, B]
    private final INDArray income; // [N, 1, B]
    private final INDArray demand; // [1, L, B] money
    private final INDArray step; // [1, L, B] residuals, then the step

    Nd4jMarket(Preferences preferences, int rows) {
        this.rows = rows;
        n = preferences.agents();
        l = preferences.goods();
        s = preferences.elasticity(0);
        weight = Nd4jProgram.zeros(n, l, rows);
        power = Nd4jProgram.zeros(n, l, rows);
        endowment = Nd4jProgram.zeros(n, l, rows);
        supply = Nd4jProgram.zeros(1, l, rows);
        price = Nd4jProgram.zeros(1, l, rows);
        income = Nd4jProgram.zeros(n, 1, rows);
        spend = Nd4jProgram.zeros(n, l, rows);
        demand = Nd4jProgram.zeros(1, l, rows);
        step = Nd4jProgram.zeros(1, l, rows);
        worst = Nd4jProgram.zeros(rows);
        active = Nd4jProgram.zeros(rows);
        recordStart();
        recordEvaluation();
        recordNewton();
    }

    private long[] shape(long first, long second) {
        return new long[] {first, second, rows};
    }

    /** A view of {@code [1, 1, B]} at one place of a {@code [L, L, B]} or {@code [1, L, B]} array. */
    private static INDArray at(INDArray array, int i, int from, int to) {
        INDArrayIndex columns = NDArrayIndex.interval(from, to);
        return array.get(NDArrayIndex.interval(i, i + 1), columns, NDArrayIndex.all());
    }

    /** {@code out[j, k] = sum_i left[i, j] right[i, k]}, recorded row by row of the result. */
    private void recordProducts(Nd4jProgram program, INDArray out, INDArray left, INDArray right) {
        INDArray products = Nd4jProgram.zeros(n, l, rows);
        INDArray sums = Nd4jProgram.zeros(l, rows);
        INDArray one = Nd4jProgram.constant(1);
        for (int j = 0; j < l; j++) {
            INDArray column =
                    left.get(NDArrayIndex.all(), NDArrayIndex.interval(j, j + 1), NDArrayIndex.all()); // [N, 1, B]
            program.apply("multiply", products, right, column);
            program.reduce("reduce_sum", sums, products, 0);
            program.apply("multiply", at(out, j, 0, l), sums.reshape(1, l, rows), one);
        }
    }

    /** Cobb-Douglas prices: goods are eliminated from the last to the second, then their values are substituted back. */
    private void recordStart() {
        Nd4jProgram p = start;
        p.reduce("reduce_sum", supply.reshape(l, rows), endowment, 0);
        INDArray fraction = p.make("divide", shape(n, l), endowment, supply);
        INDArray flow = Nd4jProgram.zeros(l, l, rows); // [L from, L to, B]
        recordProducts(p, flow, fraction, weight);
        INDArray out = Nd4jProgram.zeros(1, rows);
        INDArray scratch = Nd4jProgram.zeros(1, l, rows);
        for (int k = l - 1; k > 0; k--) {
            INDArray row = at(flow, k, 0, k); // [1, k, B]
            p.reduce("reduce_sum", out, row, 1);
            for (int i = 0; i < k; i++) {
                INDArray cell = at(flow, i, k, k + 1); // [1, 1, B]
                p.apply("divide", cell, cell, out.reshape(1, 1, rows));
                INDArray part = at(scratch, 0, 0, k);
                p.apply("multiply", part, row, cell);
                INDArray target = at(flow, i, 0, k);
                p.apply("add", target, target, part);
            }
        }
        recordSubstitution(p, flow, scratch);
    }

    private void recordSubstitution(Nd4jProgram p, INDArray flow, INDArray scratch) {
        INDArray value = Nd4jProgram.zeros(1, l, rows);
        at(value, 0, 0, 1).assign(1);
        for (int k = 1; k < l; k++) {
            INDArray target = at(value, 0, k, k + 1); // [1, 1, B]
            p.apply("multiply", target, at(value, 0, 0, 1), at(flow, 0, k, k + 1));
            for (int i = 1; i < k; i++) {
                INDArray part = at(scratch, 0, i, i + 1);
                p.apply("multiply", part, at(value, 0, i, i + 1), at(flow, i, k, k + 1));
                p.apply("add", target, target, part);
            }
        }
        p.apply("divide", price, value, supply);
    }

    /** Incomes, spending, residuals and the worst residual per row. */
    private void recordEvaluation() {
        Nd4jProgram p = evaluation;
        INDArray earned = p.make("multiply", shape(n, l), endowment, price);
        p.reduce("reduce_sum", income.reshape(n, rows), earned, 1);
        INDArray inverse = s == 2
                ? p.make("divide", shape(1, l), Nd4jProgram.constant(1), price)
                : p.make("Pow", shape(1, l), price, Nd4jProgram.constant(1 - s));
        INDArray want = p.make("multiply", shape(n, l), power, inverse);
        INDArray norm = p.reduce("reduce_sum", Nd4jProgram.zeros(n, rows), want, 1);
        INDArray perWant = p.make("divide", shape(n, 1), income, norm.reshape(n, 1, rows));
        p.apply("multiply", spend, want, perWant);
        p.reduce("reduce_sum", demand.reshape(l, rows), spend, 0);
        INDArray cost = p.make("multiply", shape(1, l), price, supply);
        INDArray gap = p.make("subtract", shape(1, l), demand, cost);
        INDArray sum = p.make("add", shape(1, l), demand, cost);
        p.apply("divide", step, gap, sum);
        p.apply("multiply", step, step, Nd4jProgram.constant(2));
        INDArray size = p.make("multiply", shape(1, l), step, Nd4jProgram.constant(-1));
        p.apply("maximum", size, size, step);
        p.reduce("reduce_max", worst.reshape(1, rows), size, 1);
    }

    /** One Newton step in the prices of all goods but the last, for rows that are active. */
    private void recordNewton() {
        Nd4jProgram p = newton;
        INDArray earned = p.make("multiply", shape(n, l), endowment, price);
        INDArray traded = p.make("multiply", shape(n, l), spend, Nd4jProgram.constant(s - 1));
        INDArray pull = p.make("add", shape(n, l), earned, traded);
        p.apply("divide", pull, pull, income);
        INDArray off = Nd4jProgram.zeros(l, l, rows);
        recordProducts(p, off, spend, pull);
        for (int j = 0; j < l - 1; j++) {
            INDArray row = at(off, j, 0, l);
            p.apply("divide", row, row, at(demand, 0, j, j + 1));
        }
        recordElimination(p, off);
        INDArray moved = at(step, 0, 0, l - 1);
        p.apply("minimum", moved, moved, Nd4jProgram.constant(STEP_MAX));
        p.apply("maximum", moved, moved, Nd4jProgram.constant(-STEP_MAX));
        INDArray half = p.make("multiply", shape(1, l - 1), moved, active.reshape(1, 1, rows));
        p.apply("multiply", half, half, Nd4jProgram.constant(0.5));
        INDArray up = p.make("add", shape(1, l - 1), half, Nd4jProgram.constant(1));
        INDArray down = p.make("subtract", shape(1, l - 1), Nd4jProgram.constant(1), half);
        INDArray factor = p.make("divide", shape(1, l - 1), up, down);
        INDArray prices = at(price, 0, 0, l - 1);
        p.apply("multiply", prices, prices, factor);
    }

    private void recordElimination(Nd4jProgram p, INDArray off) {
        INDArray diagonal = Nd4jProgram.zeros(1, rows);
        INDArray scratch = Nd4jProgram.zeros(1, l, rows);
        INDArray single = at(scratch, 0, 0, 1);
        for (int k = 0; k < l - 1; k++) {
            INDArray row = at(off, k, k + 1, l); // [1, l - k - 1, B]
            INDArray right = at(step, 0, k, k + 1);
            p.reduce("reduce_sum", diagonal, row, 1);
            p.apply("divide", row, row, diagonal.reshape(1, 1, rows));
            p.apply("divide", right, right, diagonal.reshape(1, 1, rows));
            for (int i = k + 1; i < l - 1; i++) {
                INDArray head = at(off, i, k, k + 1);
                INDArray part = at(scratch, 0, k + 1, l);
                INDArray target = at(off, i, k + 1, l);
                p.apply("multiply", part, row, head);
                p.apply("add", target, target, part); // the diagonal changes too, but is never read
                p.apply("multiply", single, right, head);
                INDArray below = at(step, 0, i, i + 1);
                p.apply("add", below, below, single);
            }
        }
        for (int k = l - 3; k >= 0; k--) {
            INDArray target = at(step, 0, k, k + 1);
            for (int j = k + 1; j < l - 1; j++) {
                p.apply("multiply", single, at(off, k, j, j + 1), at(step, 0, j, j + 1));
                p.apply("add", target, target, single);
            }
        }
    }
}
