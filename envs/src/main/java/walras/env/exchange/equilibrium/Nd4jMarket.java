package walras.env.exchange.equilibrium;

import org.nd4j.linalg.api.ndarray.INDArray;
import walras.env.nd4j.Nd4jColumns;
import walras.env.nd4j.Nd4jProgram;

/**
 * The device's vectors of so many economies, one for each cell, agent or good, and three recorded programs over them:
 * Cobb-Douglas prices, evaluation, and one Newton step. The mathematics is that of {@link BlockCobbDouglas} and
 * {@link BlockNewton}. Steps and residuals are halves here: a row of the Jacobian is left in units of its good's
 * demand, which elimination does not mind, and saves it divisions.
 */
final class Nd4jMarket extends Nd4jVectors {
    private static final double STEP_MAX = 1.5;

    final Nd4jColumns weight; // [N * L][B] as given
    final Nd4jColumns endowment; // [N * L][B]
    final Nd4jColumns price; // [L][B]
    final Nd4jColumns spend; // [N * L][B]
    final Nd4jColumns worst; // [1][B] half the largest residual
    final Nd4jColumns active; // [1][B] 1 where a Newton step moves prices, else 0
    final Nd4jProgram start = new Nd4jProgram();
    final Nd4jProgram evaluation = new Nd4jProgram();
    final Nd4jProgram newton = new Nd4jProgram();

    private final double s;
    private final Nd4jColumns power; // [N * L][B] normalised weight^s
    private final Nd4jColumns supply; // [L][B]
    private final Nd4jColumns earned; // [N * L][B] money for each endowment
    private final Nd4jColumns income; // [N][B]
    private final Nd4jColumns want; // [N * L][B] spending up to a factor
    private final Nd4jColumns perWant; // [N][B] one over the sum of what an agent wants
    private final Nd4jColumns demand; // [L][B] money
    private final Nd4jColumns step; // [L][B] half of residuals, then of the step
    private final INDArray scratch; // [B]

    Nd4jMarket(Preferences preferences, int rows) {
        super(preferences.agents(), preferences.goods(), rows);
        s = preferences.elasticity(0);
        weight = cells();
        power = cells();
        endowment = cells();
        supply = goods();
        price = goods();
        earned = cells();
        income = agents();
        want = cells();
        perWant = agents();
        spend = cells();
        demand = goods();
        step = goods();
        worst = new Nd4jColumns(1, rows);
        active = new Nd4jColumns(1, rows);
        scratch = Nd4jProgram.zeros(rows);
        weight.all().assign(1); // lanes that no row has come to yet are economies, too
        endowment.all().assign(1);
        recordStart();
        recordEvaluation();
        recordNewton();
    }

    /** Records {@code out = sum_i left[i, j] right[i, k]}. */
    private void recordProduct(Nd4jProgram p, INDArray out, Nd4jColumns left, int j, Nd4jColumns right, int k) { // [B]
        p.apply("multiply", out, cell(left, 0, j), cell(right, 0, k));
        for (int i = 1; i < n; i++) {
            recordPlusProduct(p, out, cell(left, i, j), cell(right, i, k));
        }
    }

    private void recordPlusProduct(Nd4jProgram p, INDArray out, INDArray left, INDArray right) { // [B] each
        p.apply("multiply", scratch, left, right);
        p.apply("add", out, out, scratch);
    }

    /**
     * Cobb-Douglas prices: goods are eliminated from the last to the second, then their values are substituted back.
     * What flows from a good is left in units of the good, so that values are prices.
     */
    private void recordStart() {
        Nd4jProgram p = start;
        recordOverAgents(p, supply, endowment);
        recordOverGoods(p, "add", perWant, weight);
        p.divideInto(perWant.all(), perWant.all(), 1);
        recordByAgent(p, "multiply", power, weight, perWant);
        Nd4jColumns flow = new Nd4jColumns(l * l, rows);
        for (int k = 0; k < l; k++) {
            for (int j = 0; j < l; j++) {
                if (j != k) {
                    recordProduct(p, cell(flow, k, j), power, j, endowment, k);
                }
            }
        }
        recordBackwards(p, flow);
        INDArray all = power.all();
        if (s == 2) {
            p.apply("multiply", all, all, all);
        } else if (s != 1) {
            p.apply("Pow", all, all, Nd4jProgram.constant(s));
        }
    }

    private void recordBackwards(Nd4jProgram p, Nd4jColumns flow) { // [L * L][B]
        INDArray out = Nd4jProgram.zeros(rows);
        for (int k = l - 1; k > 0; k--) {
            recordSum(p, out, flow, k, 0, k);
            for (int i = 0; i < k; i++) {
                INDArray share = p.apply("divide", cell(flow, i, k), cell(flow, i, k), out);
                for (int j = 0; j < k; j++) {
                    if (j != i) {
                        recordPlusProduct(p, cell(flow, i, j), share, cell(flow, k, j));
                    }
                }
            }
        }
        p.plus(price.column(0), p.times(price.column(0), supply.column(0), 0), 1);
        for (int k = 1; k < l; k++) {
            p.plus(price.column(k), cell(flow, 0, k), 0);
            for (int i = 1; i < k; i++) {
                recordPlusProduct(p, price.column(k), price.column(i), cell(flow, i, k));
            }
        }
    }

    /** Records the sum of {@code [from, to)} of a row of {@code [L * L][B]}, itself left out. */
    private void recordSum(Nd4jProgram p, INDArray out, Nd4jColumns square, int row, int from, int to) { // out [B]
        p.plus(out, cell(square, row, from), 0);
        for (int j = from + 1; j < to; j++) {
            p.apply("add", out, out, cell(square, row, j));
        }
    }

    /** Incomes, spending, residuals and the worst residual per row. */
    private void recordEvaluation() {
        Nd4jProgram p = evaluation;
        INDArray prices = price.all();
        recordByGood(p, "multiply", earned, endowment, prices);
        recordOverGoods(p, "add", income, earned);
        INDArray inverse = Nd4jProgram.zeros((long) l * rows);
        if (s == 2) {
            p.divideInto(inverse, prices, 1);
        } else {
            p.apply("Pow", inverse, prices, Nd4jProgram.constant(1 - s));
        }
        recordByGood(p, "multiply", want, power, inverse);
        recordOverGoods(p, "add", perWant, want);
        INDArray each = p.divideInto(perWant.all(), perWant.all(), 1);
        Nd4jColumns money = agents();
        p.apply("multiply", money.all(), income.all(), each);
        recordByAgent(p, "multiply", spend, want, money);
        recordOverAgents(p, demand, spend);
        recordResiduals(p);
    }

    private void recordResiduals(Nd4jProgram p) {
        INDArray half = step.all();
        INDArray cost = p.apply("multiply", Nd4jProgram.zeros(half.length()), price.all(), supply.all());
        INDArray sum = Nd4jProgram.zeros(half.length());
        p.apply("subtract", half, demand.all(), cost);
        p.apply("add", sum, demand.all(), cost);
        p.apply("divide", half, half, sum);
        Nd4jColumns size = goods();
        p.abs(size.all(), half);
        recordFold(p, "maximum", worst.all(), size.each());
    }

    /** One Newton step in the prices of all goods but the last, for rows that are active. */
    private void recordNewton() {
        Nd4jProgram p = newton;
        Nd4jColumns pull = cells();
        Nd4jColumns share = cells();
        p.plusTimes(pull.all(), s - 1, spend.all(), earned.all());
        for (int k = 0; k < n * l; k++) {
            if (k % l < l - 1) {
                p.apply("multiply", share.column(k), want.column(k), perWant.column(k / l));
            }
        }
        Nd4jColumns off = new Nd4jColumns(l * l, rows);
        for (int j = 0; j < l - 1; j++) {
            for (int k = 0; k < l; k++) {
                if (k != j) {
                    recordProduct(p, cell(off, j, k), share, j, pull, k);
                }
            }
        }
        INDArray moved = step.columns(0, l - 1);
        p.apply("multiply", moved, moved, demand.columns(0, l - 1));
        recordElimination(p, off);
        p.atLeast(moved, p.atMost(moved, moved, STEP_MAX / 2), -STEP_MAX / 2);
        for (int j = 0; j < l - 1; j++) {
            p.apply("multiply", step.column(j), step.column(j), active.column(0));
        }
        INDArray up = p.plus(Nd4jProgram.zeros(moved.length()), moved, 1);
        p.apply("divide", up, up, p.minusFrom(moved, moved, 1));
        INDArray prices = price.columns(0, l - 1);
        p.apply("multiply", prices, prices, up);
    }

    private void recordElimination(Nd4jProgram p, Nd4jColumns off) { // [L * L][B]
        INDArray diagonal = Nd4jProgram.zeros(rows);
        for (int k = 0; k < l - 1; k++) {
            recordSum(p, diagonal, off, k, k + 1, l);
            INDArray right = p.apply("divide", step.column(k), step.column(k), diagonal);
            for (int j = k + 1; j < l && k < l - 2; j++) {
                p.apply("divide", cell(off, k, j), cell(off, k, j), diagonal);
            }
            for (int i = k + 1; i < l - 1; i++) {
                INDArray head = cell(off, i, k);
                for (int j = k + 1; j < l; j++) {
                    if (j != i) {
                        recordPlusProduct(p, cell(off, i, j), head, cell(off, k, j));
                    }
                }
                recordPlusProduct(p, step.column(i), head, right);
            }
        }
        for (int k = l - 3; k >= 0; k--) {
            for (int j = k + 1; j < l - 1; j++) {
                recordPlusProduct(p, step.column(k), cell(off, k, j), step.column(j));
            }
        }
    }
}
