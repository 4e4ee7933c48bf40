package walras.env.exchange;

import java.util.Arrays;
import java.util.List;
import walras.env.GroupTensors;
import walras.env.Tensor;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.exchange.learning.OfflineData;
import walras.env.exchange.markov.MarkovModel;

/**
 * Turns a played batch of {@code exchange/markov-v0}, live or re-simulated from a session's log, into a dataset: call {@link #before} and
 * {@link #after} around every step. Whole episodes only, in the order in which they end.
 */
public final class SessionRecorder {
    private static final int STATE = 0;
    private static final int BUNDLE = 4;

    private final Batch batch;
    private final MarkovModel model;
    private final GroupTensors planner;
    private final GroupTensors consumers;
    private final boolean[] resets; // [B] the step only starts a new episode
    private final int[] step; // [B]
    private final int[] state; // [B, H]
    private final int[] action; // [B, H]
    private final int[] next; // [B, H]
    private final double[] bundle; // [B, H, N, L]
    private final double[] heard; // [B, H, N]
    private OfflineData data;

    /**
     * A recorder of a batch that has been reset.
     *
     * @throws IllegalArgumentException if the batch plays another environment
     */
    public SessionRecorder(Batch batch) {
        if (!(batch.economy() instanceof MarkovEconomy economy)) {
            throw new IllegalArgumentException("only exchange/markov-v0 can be recorded as a dataset");
        }
        this.batch = batch;
        model = economy.model();
        planner = batch.tensors().group(MarkovEconomy.PLANNER);
        consumers = batch.tensors().group(ConsumerSpaces.GROUP);
        int cells = batch.rows() * model.horizon();
        resets = new boolean[batch.rows()];
        step = new int[batch.rows()];
        state = new int[cells];
        action = new int[cells];
        next = new int[cells];
        heard = new double[cells * model.agents()];
        bundle = new double[heard.length * model.goods()];
        data = new OfflineData(0, new int[0], new int[0], new int[0], new double[0], new double[0]);
    }

    /** The economy that is being played. */
    public MarkovModel model() {
        return model;
    }

    /** Notes where rows are; to be called before the batch steps. */
    public void before() {
        for (int row = 0; row < batch.rows(); row++) {
            resets[row] = batch.pending(row);
            step[row] = planner.observation("step").i32()[row];
            if (!resets[row] && step[row] < model.horizon()) {
                state[row * model.horizon() + step[row]] =
                        planner.observation("state").i32()[row];
            }
        }
    }

    /** Notes what happened; to be called after the batch has stepped. */
    public void after() {
        for (int row = 0; row < batch.rows(); row++) {
            if (!resets[row] && step[row] < model.horizon()) {
                boolean ended = batch.tensors().terminated().u8()[row] == 1;
                note(row, ended && batch.mode() == AutoresetMode.SAME_STEP);
                if (ended) {
                    append(row);
                }
            }
        }
    }

    private void note(int row, boolean inFinals) {
        int cell = row * model.horizon() + step[row];
        int n = model.agents();
        List<Tensor> seenByPlanner = inFinals ? batch.finals().group(0) : planner.observations();
        List<Tensor> seenByConsumers = inFinals ? batch.finals().group(1) : consumers.observations();
        action[cell] = planner.action("action").i32()[row];
        next[cell] = seenByPlanner.get(STATE).i32()[row];
        int size = n * model.goods();
        System.arraycopy(seenByConsumers.get(BUNDLE).f64(), row * size, bundle, cell * size, size);
        System.arraycopy(consumers.reward().f64(), row * n, heard, cell * n, n);
    }

    private void append(int row) {
        int h = model.horizon();
        int n = h * model.agents();
        int size = n * model.goods();
        data = new OfflineData(
                data.episodes() + 1,
                joined(data.state(), state, row * h, h),
                joined(data.action(), action, row * h, h),
                joined(data.next(), next, row * h, h),
                joined(data.bundle(), bundle, row * size, size),
                joined(data.heard(), heard, row * n, n));
    }

    private static int[] joined(int[] all /* [k] */, int[] more /* [..] */, int from, int count) { // [k + count]
        int[] joined = Arrays.copyOf(all, all.length + count);
        System.arraycopy(more, from, joined, all.length, count);
        return joined;
    }

    private static double[] joined(
            double[] all /* [k] */, double[] more /* [..] */, int from, int count) { // [k + count]
        double[] joined = Arrays.copyOf(all, all.length + count);
        System.arraycopy(more, from, joined, all.length, count);
        return joined;
    }

    /** All episodes that have ended. */
    public OfflineData data() {
        return data;
    }
}
