package walras.env.auction;

import java.util.List;
import org.jspecify.annotations.Nullable;
import walras.env.DType;
import walras.env.GroupTensors;
import walras.env.OptionSpec;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Tensors;

/**
 * Garments rotated and shifted, to be put straight in two steps. World state: {@code (garment * 8 + variant) * 7 + progress}, with progress 0 before the first step and 1 + primitive after it. The built-in
 * tabular bidders see variant and progress.
 */
final class MentalRotationTask implements Task {
    static final String IMAGE = "image";
    static final int PROGRESS = MentalRotationWarp.PRIMITIVES + 1;
    static final int VISIBLE = MentalRotationWarp.VARIANTS * PROGRESS;
    static final int STEPS = 2;

    private final MentalRotationData data = MentalRotationData.shipped();
    private final double discount;
    private final int horizon;
    private double @Nullable [][] values; // [q, v]

    MentalRotationTask(double discount, int horizon) {
        this.discount = discount;
        this.horizon = horizon;
    }

    MentalRotationData data() {
        return data;
    }

    @Override
    public int primitives() {
        return MentalRotationWarp.PRIMITIVES;
    }

    @Override
    public double discount() {
        return discount;
    }

    @Override
    public int horizon() {
        return horizon;
    }

    @Override
    public int worldStates() {
        return data.count() * VISIBLE;
    }

    @Override
    public int visibleStates() {
        return VISIBLE;
    }

    @Override
    public List<TensorSpec> observations() {
        Space space = Space.Box.of(DType.U8, 0, 255, 1, MentalRotationWarp.SIZE, MentalRotationWarp.SIZE);
        return List.of(new TensorSpec(IMAGE, space, "", "The canvas as it is, [channel][line][column]."));
    }

    @Override
    public List<OptionSpec> resetOptions() {
        return List.of(
                OptionSpec.integer("garment", 0, 0, data.count() - 1, "", "The garment on the row's canvas."),
                OptionSpec.integer(
                        "variant",
                        0,
                        0,
                        MentalRotationWarp.VARIANTS - 1,
                        "",
                        "How it is distorted: 4 x rotation (left, right) + translation (up, down, left, right)."));
    }

    @Override
    public boolean valued() {
        return true;
    }

    /** What the last primitive finds. */
    double reward(int garment, int variant, int first, int second) {
        return data.succeeds(garment, variant, first, second) ? 1 : 0;
    }

    @Override
    public double[] q() { // [worldStates, N]
        return solved()[0];
    }

    @Override
    public double[] v() { // [worldStates]
        return solved()[1];
    }

    private synchronized double[][] solved() { // [q, v]
        double[][] done = values;
        if (done == null) {
            int n = primitives();
            done = new double[][] {new double[worldStates() * n], new double[worldStates()]};
            for (int puzzle = 0; puzzle < data.count() * MentalRotationWarp.VARIANTS; puzzle++) {
                solve(puzzle, done[0], done[1]);
            }
            values = done;
        }
        return done;
    }

    private void solve(int puzzle, double[] q, double[] v) { // q [worldStates, N], v [worldStates]
        int n = primitives();
        int start = puzzle * PROGRESS;
        for (int first = 0; first < n; first++) {
            int state = start + 1 + first;
            for (int second = 0; second < n && horizon > 1; second++) {
                int variant = puzzle % MentalRotationWarp.VARIANTS;
                q[state * n + second] = reward(puzzle / MentalRotationWarp.VARIANTS, variant, first, second);
                v[state] = Math.max(v[state], q[state * n + second]);
            }
            q[start * n + first] = discount * v[state];
            v[start] = Math.max(v[start], q[start * n + first]);
        }
    }

    @Override
    public int[] policy() { // [worldStates]
        return GlobalMdpOracle.greedy(q(), worldStates());
    }

    @Override
    public Solution.Builder solution() {
        int n = primitives();
        double residual = MentalRotationCertificate.residual(this, q(), v());
        double[] q = meanOverGarments(q(), n); // [VISIBLE, N]
        double[] v = meanOverGarments(v(), 1); // [VISIBLE]: who sees the garment gets more than the best mean
        double[] policy = new double[VISIBLE];
        for (int state = 0; state < VISIBLE; state++) {
            policy[state] = GlobalMdpOracle.best(q, state, n);
        }
        return Solution.builder()
                .table("q_star", List.of("state", "primitive"), List.of(VISIBLE, n), q)
                .table("v_star", List.of("state"), List.of(VISIBLE), v)
                .table("policy_star", List.of("state"), List.of(VISIBLE), policy)
                .scalar("uniform_return", mean(false))
                .scalar("optimal_return", meanBest())
                .scalar("intended_return", mean(true))
                .scalar("classifier_accuracy", data.accuracy())
                .certify("bellman_residual", residual)
                .verified(residual <= 1e-12);
    }

    private double[] meanOverGarments(double[] values, int width) { // [worldStates, width] -> [VISIBLE, width]
        double[] mean = new double[VISIBLE * width];
        for (int k = 0; k < values.length; k++) {
            mean[k % mean.length] += values[k] / data.count();
        }
        return mean;
    }

    /** Mean undiscounted return of the plans that undo the distortion, or of all plans. */
    private double mean(boolean intended) {
        double sum = 0;
        int plans = 0;
        int n = primitives();
        for (int k = 0; k < data.count() * MentalRotationWarp.VARIANTS * n * n; k++) {
            int variant = k / (n * n) % MentalRotationWarp.VARIANTS;
            int[] remedy = MentalRotationWarp.remedy(variant); // [2]
            if (!intended || (k / n % n == remedy[0] && k % n == remedy[1])) {
                sum += reward(k / (n * n * MentalRotationWarp.VARIANTS), variant, k / n % n, k % n);
                plans++;
            }
        }
        return horizon > 1 ? sum / plans : 0;
    }

    private double meanBest() {
        double sum = 0;
        for (int puzzle = 0; puzzle < data.count() * MentalRotationWarp.VARIANTS; puzzle++) {
            double best = 0;
            for (int first = 1; first < PROGRESS; first++) {
                best = Math.max(best, v()[puzzle * PROGRESS + first]);
            }
            sum += best;
        }
        return sum / (data.count() * MentalRotationWarp.VARIANTS);
    }

    @Override
    public TaskRows open(Tensors tensors, GroupTensors group, AuctionRules rules, AuctionRows rows) {
        return new MentalRotationRows(tensors, group, this, rows);
    }
}
