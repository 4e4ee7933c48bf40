package walras.env.exchange.equilibrium;

import java.util.Arrays;
import walras.env.Rows;
import walras.env.nd4j.Nd4jProgram;

/**
 * The processes of {@link FusedProcessKernel} as whole-batch ND4J operations, on whatever device ND4J's backend drives.
 * A row that has settled rests, so every row ends after the same number of steps as there; the two differ by rounding.
 */
public final class Nd4jProcessKernel extends Nd4jBatchKernel {
    private final ProcessRules rules;
    private final double tolerance;
    private final int size;
    private final Nd4jProcess process;
    private final RowEconomy economy;
    private final Certificate certificate;
    private final Nd4jLanes cells;
    private final Nd4jLanes goods;
    private final double[] part; // [B, N, L] of the rows in work
    private final double[] residual; // [B]
    private final double[] active; // [B] 1 while the row moves
    private final double[] early; // [B] least residual of the first half of the steps
    private final double[] late; // [B] least residual of the second
    private final int[] steps; // [B]
    private final Status[] ended; // [B]

    /**
     * A kernel for batches of up to {@code rows} rows.
     *
     * @throws IllegalArgumentException if the process does not take such agents
     */
    public Nd4jProcessKernel(Preferences preferences, ProcessRules rules, double tolerance, int rows) {
        super(preferences, rows);
        rules.check(preferences);
        this.rules = rules;
        this.tolerance = tolerance;
        size = preferences.agents() * preferences.goods();
        process = Nd4jProcess.of(preferences, rules, rows);
        economy = new RowEconomy(preferences);
        certificate = new Certificate(preferences);
        cells = new Nd4jLanes(size, rows);
        goods = new Nd4jLanes(preferences.goods(), rows);
        part = new double[rows * size];
        residual = new double[rows];
        active = new double[rows];
        early = new double[rows];
        late = new double[rows];
        steps = new int[rows];
        ended = new Status[rows];
    }

    @Override
    void solvePart(
            Rows which,
            int from,
            int to,
            double[] weights /* [B, N, L] */,
            double[] endowments /* [B, N, L] */,
            Equilibria out) {
        load(which, from, to, weights, endowments);
        run();
        store(which, from, to, weights, endowments, out);
    }

    /** Uploads the rows; what is no economy, and lanes of other rows, are markets of equal agents that rest. */
    private void load(
            Rows which, int from, int to, double[] weights /* [B, N, L] */, double[] endowments /* [B, N, L] */) {
        for (int lane = 0; lane < rows; lane++) {
            boolean in = from + lane < to && which.contains(from + lane);
            ended[lane] = in ? economy.load(weights, endowments, (from + lane) * size) : Status.INVALID_INPUT;
            active[lane] = ended[lane] == Status.CONVERGED ? 1 : 0;
        }
        copyActive(from, weights);
        for (int k = 0; k < part.length; k++) {
            part[k] = process.weightOf(k / preferences.goods() % preferences.agents(), part[k]);
        }
        cells.upload(process.weight.all(), part, 0, rows);
        copyActive(from, endowments);
        cells.upload(process.endowment.all(), part, 0, rows);
    }

    private void copyActive(int from, double[] values /* [B, N, L] */) {
        for (int lane = 0; lane < rows; lane++) {
            if (active[lane] > 0) {
                System.arraycopy(values, (from + lane) * size, part, lane * size, size);
            } else {
                Arrays.fill(part, lane * size, (lane + 1) * size, 1);
            }
        }
    }

    private void run() {
        Arrays.fill(steps, 0);
        Arrays.fill(early, Double.POSITIVE_INFINITY);
        Arrays.fill(late, Double.POSITIVE_INFINITY);
        Nd4jProgram.upload(process.active, active);
        process.begin.run();
        boolean moving = true;
        for (int k = 0; k < rules.limit() && moving; k++) {
            process.step.run();
            Nd4jProgram.download(process.residual, residual);
            moving = judge(k);
            Nd4jProgram.upload(process.active, active);
        }
        for (int lane = 0; lane < rows; lane++) {
            if (active[lane] > 0) {
                ended[lane] = PriceProcess.stopped(early[lane], late[lane]);
            }
        }
    }

    /** Counts a step and lets rows rest that have settled, as {@link PriceProcess#run} does; whether any moves on. */
    private boolean judge(int step) {
        boolean moving = false;
        for (int lane = 0; lane < rows; lane++) {
            if (active[lane] > 0) {
                steps[lane]++;
                active[lane] = residual[lane] <= tolerance ? 0 : 1;
                moving |= active[lane] > 0;
                double[] half = step < rules.limit() / 2 ? early : late; // [B]
                half[lane] = Math.min(half[lane], residual[lane]);
            }
        }
        return moving;
    }

    private void store(
            Rows which,
            int from,
            int to,
            double[] weights /* [B, N, L] */,
            double[] endowments /* [B, N, L] */,
            Equilibria out) {
        goods.download(process.price.all());
        cells.download(process.allocation.all());
        for (int row = which.next(from); row < to; row = which.next(row + 1)) {
            int lane = row - from;
            if (steps[lane] == 0) {
                out.writeNothing(row, ended[lane]);
                continue;
            }
            goods.store(lane, out.prices(), row);
            cells.store(lane, out.allocation(), row);
            out.iterations()[row] = steps[lane];
            boolean proved = certificate.judge(row, weights, endowments, out, tolerance);
            out.status()[row] = (ended[lane].certified() && !proved ? Status.NOT_CERTIFIED : ended[lane]).code();
        }
    }
}
