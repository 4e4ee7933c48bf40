package walras.env.exchange.equilibrium;

import java.util.Arrays;
import walras.env.Rows;
import walras.env.nd4j.Nd4jProgram;

/**
 * The fused kernel's mathematics as whole-batch ND4J operations, on whatever device ND4J's backend drives: arrays are
 * {@code [N, L, B]}, every row takes as many Newton steps as the slowest, and steps of rows that have converged are multiplied by
 * zero. Certificates are made on the host; a row that fails its own is solved again by {@link RowSolver},
 * as in the fused kernel. For agents of one smooth family, and at least two goods.
 */
public final class Nd4jEquilibriumKernel extends Nd4jBatchKernel {
    private static final int STEPS_MAX = 16;
    private static final double LAST_STEP = 1e-7;

    private final double tolerance;
    private final int n;
    private final int l;
    private final double s;
    private final Nd4jMarket market;
    private final Nd4jLanes cells;
    private final double[] hostCells; // [N, L, B]
    private final double[] hostPrices; // [L, B]
    private final double[] hostWorst; // [B]
    private final double[] hostActive; // [B]
    private final int[] iterations; // [B]
    private final Certificate certificate;
    private final RowSolver rowSolver;

    /**
     * A kernel for batches of up to {@code rows} rows.
     *
     * @throws IllegalArgumentException if agents are not of one smooth family
     */
    public Nd4jEquilibriumKernel(Preferences preferences, double tolerance, int rows) {
        super(preferences, rows);
        if (!preferences.isOneSmoothFamily()) {
            throw new IllegalArgumentException("the ND4J kernel needs one smooth family and two goods or more");
        }
        this.tolerance = tolerance;
        n = preferences.agents();
        l = preferences.goods();
        s = preferences.elasticity(0);
        market = new Nd4jMarket(preferences, rows);
        cells = new Nd4jLanes(n * l, rows);
        hostCells = cells.host();
        hostPrices = new double[l * rows];
        hostWorst = new double[rows];
        hostActive = new double[rows];
        iterations = new int[rows];
        certificate = new Certificate(preferences);
        rowSolver = new RowSolver(preferences, tolerance);
    }

    @Override
    void solvePart(
            Rows which,
            int from,
            int to,
            double[] weights /* [B, N, L] */,
            double[] endowments /* [B, N, L] */,
            Equilibria out) {
        uploadWeights(from, to, weights);
        cells.upload(market.endowment, endowments, from, to);
        market.start.run();
        Arrays.fill(iterations, 0);
        for (int lane = 0; lane < rows; lane++) {
            hostActive[lane] = from + lane < to && which.contains(from + lane) ? 1 : 0;
        }
        market.evaluation.run();
        for (int k = 0; k < STEPS_MAX && s != 1 && anyActive(); k++) {
            market.newton.run();
            market.evaluation.run();
        }
        store(which, from, to, weights, endowments, out);
    }

    /** Uploads normalised weights and their powers; rows past the end repeat the last. */
    private void uploadWeights(int from, int to, double[] weights /* [B, N, L] */) {
        for (int row = 0; row < rows; row++) {
            int source = Math.min(from + row, to - 1) * n * l;
            for (int i = 0; i < n; i++) {
                double total = 0;
                for (int j = 0; j < l; j++) {
                    total += weights[source + i * l + j];
                }
                for (int j = 0; j < l; j++) {
                    hostCells[(i * l + j) * rows + row] = weights[source + i * l + j] / total;
                }
            }
        }
        Nd4jProgram.upload(market.weight, hostCells);
        for (int k = 0; k < hostCells.length; k++) {
            hostCells[k] = s == 2 ? hostCells[k] * hostCells[k] : Math.pow(hostCells[k], s);
        }
        Nd4jProgram.upload(market.power, hostCells);
    }

    /** As in the fused kernel: a row within reach of one quadratic step takes it and rests. */
    private boolean anyActive() {
        Nd4jProgram.download(market.worst, hostWorst);
        boolean any = false;
        for (int row = 0; row < rows; row++) {
            double next = hostActive[row] < 1 ? 0 : hostWorst[row] <= LAST_STEP ? 0.5 : 1;
            hostActive[row] = next;
            hostWorst[row] = next > 0 ? 1 : 0;
            iterations[row] += next > 0 ? 1 : 0;
            any |= next > 0;
        }
        Nd4jProgram.upload(market.active, hostWorst);
        return any;
    }

    private void store(
            Rows which,
            int from,
            int to,
            double[] weights /* [B, N, L] */,
            double[] endowments /* [B, N, L] */,
            Equilibria out) {
        Nd4jProgram.download(market.price, hostPrices);
        Nd4jProgram.download(market.spend, hostCells);
        for (int row = which.next(from); row < to; row = which.next(row + 1)) {
            int lane = row - from;
            double total = 0;
            for (int j = 0; j < l; j++) {
                total += hostPrices[j * rows + lane];
            }
            for (int j = 0; j < l; j++) {
                out.prices()[row * l + j] = hostPrices[j * rows + lane] / total;
            }
            for (int k = 0; k < n * l; k++) {
                out.allocation()[row * n * l + k] = hostCells[k * rows + lane] / hostPrices[k % l * rows + lane];
            }
            out.iterations()[row] = iterations[lane];
            if (!certify(row, weights, endowments, out)) {
                rowSolver.solve(weights, endowments, row, out);
            }
        }
    }

    private boolean certify(
            int row, double[] weights /* [B, N, L] */, double[] endowments /* [B, N, L] */, Equilibria out) {
        int at = row * n * l;
        boolean plain = true;
        for (int k = at; k < at + n * l; k++) {
            plain &= weights[k] > 0;
        }
        out.status()[row] = Status.CONVERGED.code();
        return certificate.judge(row, weights, endowments, out, tolerance) && plain && s >= 0.5;
    }
}
