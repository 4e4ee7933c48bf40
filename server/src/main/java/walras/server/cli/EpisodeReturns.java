package walras.server.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import walras.env.GroupTensors;
import walras.env.Tensors;
import walras.server.report.Moments;

/**
 * Undiscounted returns of finished episodes: for every group, the sum over its agents and the episode's steps.
 *
 * <p>Every row plays a fixed number of episodes, chosen before the first step. Taking the first E episodes that end, of
 * whichever row, would favour short ones.
 */
final class EpisodeReturns {
    /** Is told nothing. */
    static final Listener NOBODY = (row, length, returns) -> {};

    /** Is told of every episode that counts, when it ends. */
    interface Listener {
        /** @param returns by group */
        void ended(int row, long length, double[] returns);
    }

    private final Listener listener;
    private final List<GroupTensors> groups;
    private final byte[] terminated; // [B]
    private final byte[] truncated; // [B]
    private final double[][] running; // [groups][B]
    private final long[] lengths; // [B]
    private final long[] left; // [B] episodes that still count
    private final Moments[] returns; // [groups]
    private final Moments length = new Moments();
    private long missing;

    /** @param episodes how many episodes count; {@code Long.MAX_VALUE} for all that end */
    EpisodeReturns(Tensors tensors, long episodes, Listener listener) {
        this.listener = listener;
        groups = tensors.groups();
        terminated = tensors.terminated().u8();
        truncated = tensors.truncated().u8();
        int rows = tensors.rows();
        running = new double[groups.size()][rows];
        lengths = new long[rows];
        left = new long[rows];
        returns = new Moments[groups.size()];
        Arrays.setAll(returns, group -> new Moments());
        missing = episodes;
        for (int row = 0; row < rows; row++) {
            left[row] = episodes == Long.MAX_VALUE ? episodes : episodes / rows + (row < episodes % rows ? 1 : 0);
        }
    }

    /** True while the row's present episode counts. */
    boolean counts(int row) {
        return left[row] > 0;
    }

    /** Episodes that count and have not finished. */
    long missing() {
        return missing;
    }

    /** Takes in the step just taken. */
    void step() {
        for (int g = 0; g < returns.length; g++) {
            double[] reward = groups.get(g).reward().f64(); // [B, n]
            int n = groups.get(g).reward().rowSize();
            for (int row = 0; row < left.length; row++) {
                for (int i = row * n; i < (row + 1) * n; i++) {
                    running[g][row] += reward[i];
                }
            }
        }
        for (int row = 0; row < left.length; row++) {
            lengths[row]++;
            if ((terminated[row] | truncated[row]) != 0) {
                finish(row);
            }
        }
    }

    private void finish(int row) {
        if (counts(row)) {
            double[] own = new double[returns.length];
            for (int g = 0; g < returns.length; g++) {
                own[g] = running[g][row];
                returns[g].add(own[g]);
            }
            listener.ended(row, lengths[row], own);
            length.add((double) lengths[row]);
            left[row]--;
            missing--;
        }
        for (double[] group : running) { // [B]
            group[row] = 0;
        }
        lengths[row] = 0;
    }

    /** Lengths of the finished episodes, steps. */
    Moments lengths() {
        return length;
    }

    /** Returns by group. */
    Map<String, Moments> byGroup() {
        Map<String, Moments> all = new LinkedHashMap<>();
        for (int g = 0; g < returns.length; g++) {
            all.put(groups.get(g).group().name(), returns[g]);
        }
        return all;
    }
}
