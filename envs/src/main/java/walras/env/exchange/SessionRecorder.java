package walras.env.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import walras.env.GroupTensors;
import walras.env.Tensor;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.Dataset;
import walras.env.exchange.learning.OfflineData;
import walras.env.exchange.markov.MarkovModel;

/**
 * Reads the episodes of one batch of {@code exchange/markov-v0} off its tensors, step by step. An episode that was entered in its middle,
 * as after a snapshot was restored, is left out.
 */
final class SessionRecorder implements Dataset.Watch {
    private static final int STATE = 0;
    private static final int BUNDLE = 4;
    private static final int BROKEN = -1;

    private final Batch batch;
    private final MarkovModel model;
    private final Consumer<OfflineData> episodes;
    private final GroupTensors planner;
    private final GroupTensors consumers;
    private final boolean[] plays; // [B] whether the step is one of a whole episode, not only the start of a new one
    private final int[] noted; // [B] steps of the present episode that have been noted, or BROKEN
    private final int[] state; // [B, H]
    private final int[] action; // [B, H]
    private final int[] next; // [B, H]
    private final double[] bundle; // [B, H, N, L]
    private final double[] heard; // [B, H, N]

    /**
     * A recorder of a batch.
     *
     * @param episodes is given every episode as it ends
     */
    SessionRecorder(Batch batch, MarkovModel model, Consumer<OfflineData> episodes) {
        this.batch = batch;
        this.model = model;
        this.episodes = episodes;
        planner = batch.tensors().group(MarkovEconomy.PLANNER);
        consumers = batch.tensors().group(ConsumerSpaces.GROUP);
        int cells = batch.rows() * model.horizon();
        plays = new boolean[batch.rows()];
        noted = new int[batch.rows()];
        state = new int[cells];
        action = new int[cells];
        next = new int[cells];
        heard = new double[cells * model.agents()];
        bundle = new double[heard.length * model.goods()];
    }

    @Override
    public void before() {
        int[] steps = planner.observation("step").i32(); // [B, 1]
        int[] states = planner.observation("state").i32(); // [B, 1]
        for (int row = 0; row < batch.rows(); row++) {
            int step = steps[row];
            if (step == 0) {
                noted[row] = 0;
            } else if (step != noted[row]) {
                noted[row] = BROKEN;
            }
            plays[row] = !batch.pending(row) && noted[row] == step && step < model.horizon();
            if (plays[row]) {
                state[row * model.horizon() + step] = states[row];
            }
        }
    }

    @Override
    public void after() {
        for (int row = 0; row < batch.rows(); row++) {
            if (plays[row]) {
                boolean ended = batch.tensors().terminated().u8()[row] == 1;
                note(row, ended && batch.mode() == AutoresetMode.SAME_STEP);
                if (ended) {
                    episodes.accept(episode(row));
                }
            }
        }
    }

    private void note(int row, boolean inFinals) {
        int cell = row * model.horizon() + noted[row]++;
        int n = model.agents();
        List<Tensor> seenByPlanner = inFinals ? batch.finals().group(0) : planner.observations();
        List<Tensor> seenByConsumers = inFinals ? batch.finals().group(1) : consumers.observations();
        action[cell] = planner.action("action").i32()[row];
        next[cell] = seenByPlanner.get(STATE).i32()[row];
        int size = n * model.goods();
        System.arraycopy(seenByConsumers.get(BUNDLE).f64(), row * size, bundle, cell * size, size);
        System.arraycopy(consumers.reward().f64(), row * n, heard, cell * n, n);
    }

    private OfflineData episode(int row) {
        int h = model.horizon();
        int n = h * model.agents();
        int size = n * model.goods();
        return new OfflineData(
                1,
                Arrays.copyOfRange(state, row * h, (row + 1) * h),
                Arrays.copyOfRange(action, row * h, (row + 1) * h),
                Arrays.copyOfRange(next, row * h, (row + 1) * h),
                Arrays.copyOfRange(bundle, row * size, (row + 1) * size),
                Arrays.copyOfRange(heard, row * n, (row + 1) * n));
    }
}
