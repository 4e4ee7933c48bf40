package walras.env.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import walras.env.GroupTensors;
import walras.env.Profile;
import walras.env.Space;
import walras.env.Tensor;

/** Actions of one agent that are the same in every step: all numbers of its action tensors, one after another. */
final class ConstantActions {
    /** The most that are tried, all rounds together. */
    static final int MOST = 160;

    private static final int CHOICES_MOST = 64; // of one discrete number, all of which are tried
    private static final int SPREAD = 33; // actions of a round
    private static final double NARROWING = .25; // of the reach, from round to round
    private static final double REAL_MOST = 1e6; // a bound beyond is none to search up to

    private final Profile.Player player;
    private final List<Space> spaces; // of the action tensors
    private final double[] low; // [numbers]
    private final double[] high; // [numbers]
    private final boolean[] whole; // [numbers]
    private final boolean bounded;

    ConstantActions(Profile.Player player) {
        this.player = player;
        spaces = player.group().actions().stream().map(spec -> spec.space()).toList();
        int size = spaces.stream().mapToInt(Space::size).sum();
        low = new double[size];
        high = new double[size];
        whole = new boolean[size];
        boolean ends = true;
        int at = 0;
        for (Space space : spaces) {
            int[] choices = space.choices(); // [size], or [0] for reals
            for (int e = 0; e < space.size(); e++, at++) {
                whole[at] = choices.length > 0;
                low[at] = space instanceof Space.Box box ? box.low(e) : 0;
                high[at] = space instanceof Space.Box box ? box.high(e) : choices[e] - 1;
                ends &= Math.max(Math.abs(low[at]), Math.abs(high[at])) <= REAL_MOST;
            }
        }
        bounded = ends;
    }

    /**
     * Actions to try in a round: in round 0 spread over the space, later nearer and nearer to the best so far. None where the
     * space has no bounds, and none in later rounds where all of a discrete space have been tried.
     *
     * @param best {@code [numbers]}
     */
    List<double[]> around(double @Nullable [] best, int round) {
        boolean listed = low.length == 1 && whole[0] && high[0] < CHOICES_MOST;
        if (!bounded || (listed && round > 0)) {
            return List.of();
        }
        List<double[]> all = new ArrayList<>();
        int count = listed ? (int) high[0] + 1 : SPREAD;
        SplittableRandom random = new SplittableRandom(round);
        for (int k = 0; k < count; k++) {
            double[] action = new double[low.length];
            for (int e = 0; e < action.length; e++) {
                // One number is spread evenly; several take the same values first, then each its own.
                double share = action.length == 1 || k < SPREAD / 3
                        ? k / (double) Math.max(1, (action.length == 1 ? count : SPREAD / 3) - 1)
                        : random.nextDouble();
                action[e] = number(e, share, best, Math.pow(NARROWING, round));
            }
            all.add(action);
        }
        return all;
    }

    private double number(int e, double share, double @Nullable [] best, double reach) {
        double middle = best == null ? (low[e] + high[e]) / 2 : best[e];
        double value = middle + (share - .5) * reach * (high[e] - low[e]);
        double within = Math.min(high[e], Math.max(low[e], value));
        return whole[e] ? Math.rint(within) : within;
    }

    /** Writes the action for all rows of a batch; where a mask forbids it, the first choice that is allowed. */
    void write(Batch batch, double[] action) { // [numbers]
        GroupTensors tensors = batch.tensors().group(player.group().name());
        int n = player.group().agents();
        int first = 0;
        for (int t = 0; t < spaces.size(); t++) {
            Tensor tensor = tensors.actions().get(t);
            int size = spaces.get(t).size();
            for (int row = 0; row < batch.rows(); row++) {
                for (int e = 0; e < size; e++) {
                    double value = player.group().masked()
                            ? allowed(tensors, row, spaces.get(t).choices(), e, (int) action[first + e])
                            : action[first + e];
                    tensor.set((row * n + player.agent()) * size + e, value);
                }
            }
            first += size;
        }
    }

    private int allowed(GroupTensors tensors, int row, int[] choices, int element, int wanted) { // choices [size]
        byte[] mask = tensors.mask().u8(); // [B, n, choices]
        int at = (row * player.group().agents() + player.agent())
                * player.group().maskLength();
        for (int e = 0; e < element; e++) {
            at += choices[e];
        }
        int choice = wanted;
        for (int c = choices[element] - 1; c >= 0 && mask[at + wanted] == 0; c--) {
            choice = mask[at + c] != 0 ? c : choice;
        }
        return choice;
    }
}
