package walras.env.exchange.equilibrium;

import java.util.Arrays;
import walras.env.Rows;
import walras.env.nd4j.Nd4jColumns;

/**
 * Newton on the device for up to so many economies at a time: every row takes as many steps as the slowest, and steps
 * of rows that have converged are multiplied by zero. The host reads economies, and makes certificates, in
 * {@link Block blocks}, as the fused kernel does.
 */
final class Nd4jNewton {
    private static final int STEPS_MAX = 16;
    private static final double LAST_STEP = 1e-7;

    private final int rows;
    private final int cells;
    private final double s;
    private final double tolerance;
    private final Nd4jMarket market;
    private final double[] worst; // [B]
    private final double[] progress; // [B] 1 while the row moves, 0.5 in its last step, then 0
    private final int[] iterations; // [B]
    private final Block block;
    private final BlockCertificate certificate;
    private final RowSolver rowSolver;

    Nd4jNewton(Preferences preferences, double tolerance, int rows) {
        this.rows = rows;
        this.tolerance = tolerance;
        cells = preferences.agents() * preferences.goods();
        s = preferences.elasticity(0);
        market = new Nd4jMarket(preferences, rows);
        worst = new double[rows];
        progress = new double[rows];
        iterations = new int[rows];
        block = new Block(preferences.agents(), preferences.goods());
        certificate = new BlockCertificate(block);
        rowSolver = new RowSolver(preferences, tolerance);
    }

    /** Solves those of {@code [from, to)} that are in; there is room for all. */
    void solve(
            Rows which,
            int from,
            int to,
            double[] weights /* [B, N, L] */,
            double[] endowments /* [B, N, L] */,
            Equilibria out) {
        load(which, from, to, weights, endowments);
        market.start.run();
        Arrays.fill(iterations, 0);
        market.evaluation.run();
        for (int k = 0; k < STEPS_MAX && s != 1 && anyActive(to - from); k++) {
            market.newton.run();
            market.evaluation.run();
        }
        store(which, from, to, weights, endowments, out);
    }

    /** Lanes past the end keep the economies of an earlier call, and rest. */
    private void load(
            Rows which, int from, int to, double[] weights /* [B, N, L] */, double[] endowments /* [B, N, L] */) {
        Arrays.fill(progress, 0);
        market.weight.open();
        market.endowment.open();
        for (int first = from; first < to; first += Block.LANES) {
            int count = Math.min(Block.LANES, to - first);
            block.load(weights, endowments, first, count);
            for (int k = 0; k < cells; k++) {
                market.weight.put(k, first - from, block.weight[k], count);
                market.endowment.put(k, first - from, block.endowment[k], count);
            }
            for (int lane = 0; lane < count; lane++) {
                progress[first - from + lane] = which.contains(first + lane) && block.plain[lane] ? 1 : 0;
            }
        }
        market.weight.close();
        market.endowment.close();
    }

    /** As in the fused kernel: a row within reach of one quadratic step takes it and rests. */
    private boolean anyActive(int length) {
        market.worst.read();
        market.worst.lanes(0, worst);
        boolean any = false;
        Nd4jColumns active = market.active;
        double[] moves = active.staging(); // [B]
        for (int lane = 0; lane < length; lane++) {
            double next = progress[lane] < 1 ? 0 : 2 * worst[lane] <= LAST_STEP ? 0.5 : 1;
            progress[lane] = next;
            moves[lane] = next > 0 ? 1 : 0;
            iterations[lane] += next > 0 ? 1 : 0;
            any |= next > 0;
        }
        active.open();
        active.put(0, rows);
        active.close();
        return any;
    }

    private void store(
            Rows which,
            int from,
            int to,
            double[] weights /* [B, N, L] */,
            double[] endowments /* [B, N, L] */,
            Equilibria out) {
        market.price.read();
        market.spend.read();
        for (int first = from; first < to; first += Block.LANES) {
            int count = Math.min(Block.LANES, to - first);
            block.load(weights, endowments, first, count);
            for (int j = 0; j < block.goods; j++) {
                market.price.get(j, first - from, block.price[j], count);
            }
            for (int k = 0; k < cells; k++) {
                market.spend.get(k, first - from, block.spend[k], count);
            }
            block.conclude();
            certificate.judge(s);
            for (int lane = 0; lane < count; lane++) {
                if (which.contains(first + lane)) {
                    store(lane, first + lane, iterations[first - from + lane], weights, endowments, out);
                }
            }
        }
    }

    /** A row that fails its certificate is solved again, as in the fused kernel. */
    private void store(
            int lane,
            int row,
            int steps,
            double[] weights /* [B, N, L] */,
            double[] endowments /* [B, N, L] */,
            Equilibria out) {
        if (s >= 0.5 && certificate.isCertified(lane, tolerance)) {
            block.store(lane, row, steps, Status.CONVERGED, out);
            certificate.store(lane, row, out);
        } else {
            rowSolver.solve(weights, endowments, row, out);
        }
    }
}
