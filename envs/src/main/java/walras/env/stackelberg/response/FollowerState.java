package walras.env.stackelberg.response;

import java.util.Arrays;

/** What the followers of every row remember. All arrays are batch first; rows never share memory. */
public final class FollowerState {
    final double[] table; // [B, n, T, A]
    final double[] auxiliary; // [B, n, T, A]
    final double[] regret; // [B, n, T, A] cumulative; unknown to bandit rules and then 0; empty when not asked for
    final double[] play; // [B, P, J] sum over updates of the joint mixed strategy, empty when not asked for
    final int[] visits; // [B, n, T] updates made with this type
    final int[] updates; // [B]
    final int size;
    final int playSize;
    final int visitSize;
    private final int regretSize;

    /**
     * @param rows B
     * @param regrets whether to add up external regret
     * @param average whether to add up the joint play of every update, which {@link Extraction#AVERAGE} needs
     */
    public FollowerState(ResponseShape shape, int rows, boolean regrets, boolean average) {
        size = shape.tableSize();
        visitSize = shape.followers() * shape.types();
        playSize = average ? shape.profiles() * shape.joints() : 0;
        table = new double[rows * size];
        auxiliary = new double[rows * size];
        regretSize = regrets ? size : 0;
        regret = new double[rows * regretSize];
        play = new double[rows * playSize];
        visits = new int[rows * visitSize];
        updates = new int[rows];
    }

    /** Makes one row's followers forget everything. */
    public void reset(int row, LearningRule rule) {
        Arrays.fill(table, row * size, (row + 1) * size, rule.initial());
        Arrays.fill(auxiliary, row * size, (row + 1) * size, 0);
        forgetPlay(row);
    }

    /** Clears what certificates and averages count, and keeps what was learned. */
    public void forgetPlay(int row) {
        Arrays.fill(regret, row * regretSize, (row + 1) * regretSize, 0);
        Arrays.fill(play, row * playSize, (row + 1) * playSize, 0);
        Arrays.fill(visits, row * visitSize, (row + 1) * visitSize, 0);
        updates[row] = 0;
    }

    boolean tracksRegret() {
        return regretSize > 0;
    }

    /** The rule's memory {@code [B, n, T, A]}; the live array. */
    public double[] table() {
        return table;
    }

    /** The rule's second memory {@code [B, n, T, A]}; the live array. */
    public double[] auxiliary() {
        return auxiliary;
    }

    /** Cumulative external regret {@code [B, n, T, A]}; the live array. */
    public double[] regret() {
        return regret;
    }

    /** Summed joint play {@code [B, P, J]}; the live array. */
    public double[] play() {
        return play;
    }

    /** Updates made with each type {@code [B, n, T]}; the live array. */
    public int[] visits() {
        return visits;
    }

    /** Updates made {@code [B]}; the live array. */
    public int[] updates() {
        return updates;
    }

    /** Largest average external regret of a row, over followers, types seen and actions; at least 0, and 0 when not tracked. */
    public double externalRegret(int row) {
        int actions = size / visitSize;
        double worst = 0;
        if (!tracksRegret()) {
            return worst;
        }
        for (int k = row * visitSize; k < (row + 1) * visitSize; k++) {
            for (int a = 0; a < actions && visits[k] > 0; a++) {
                worst = Math.max(worst, regret[k * actions + a] / visits[k]);
            }
        }
        return worst;
    }
}
