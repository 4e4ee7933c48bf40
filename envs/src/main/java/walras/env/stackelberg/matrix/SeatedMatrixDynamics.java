package walras.env.stackelberg.matrix;

import java.util.Arrays;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;
import walras.env.stackelberg.engine.OuterEconomy;

/** Odd steps are the leader's, even steps the follower's; the follower's step pays both. */
final class SeatedMatrixDynamics implements Dynamics {
    private final SeatedMatrixEconomy economy;
    private final MatrixGame game;
    private final int rows; // R, rows of the matrix
    private final int[] leaderState; // [B, 1]
    private final int[] followerState; // [B, 1]
    private final double[] shown; // [B, 1, R]
    private final byte[] leaderActive; // [B, 1]
    private final byte[] followerActive; // [B, 1]
    private final int[] row; // [B, 1], empty for mixed commitments
    private final double[] weights; // [B, 1, R], empty for pure commitments
    private final int[] column; // [B, 1]
    private final double[] leaderReward; // [B, 1]
    private final double[] followerReward; // [B, 1]
    private final double[] regret; // [B]
    private final byte[] terminated; // [B]

    private final ThreadLocal<ExpectedPayoffs> expected;

    private final double[] mixture; // [B, R] the leader's move, zeros before it
    private final byte[] moved; // [B]
    private final int[] last; // [B]
    private final int[] played; // [B] finished games

    SeatedMatrixDynamics(SeatedMatrixEconomy economy, Tensors tensors) {
        this.economy = economy;
        game = economy.game();
        rows = game.rows();
        GroupTensors leader = tensors.group(OuterEconomy.LEADER);
        GroupTensors follower = tensors.group(SeatedMatrixEconomy.FOLLOWER);
        leaderState = leader.observation("state").i32();
        followerState = follower.observation("state").i32();
        shown = follower.observation("commitment").f64();
        leaderActive = leader.active().u8();
        followerActive = follower.active().u8();
        row = economy.mixed() ? new int[0] : leader.action("row").i32();
        weights = economy.mixed() ? leader.action("commitment").f64() : new double[0];
        column = follower.action("column").i32();
        leaderReward = leader.reward().f64();
        followerReward = follower.reward().f64();
        regret = tensors.metric("follower_regret").f64();
        terminated = tensors.terminated().u8();
        int batch = tensors.rows();
        expected = ThreadLocal.withInitial(() -> new ExpectedPayoffs(game));
        mixture = new double[batch * rows];
        moved = new byte[batch];
        last = new int[batch];
        played = new int[batch];
    }

    @Override
    public void initial(Rows batch) {
        for (int b = batch.from(); b < batch.to(); b++) {
            if (batch.contains(b)) {
                Arrays.fill(mixture, b * rows, (b + 1) * rows, 0);
                moved[b] = 0;
                last[b] = 0;
                played[b] = 0;
            }
        }
    }

    @Override
    public void advance(Rows batch) {
        ExpectedPayoffs payoffs = expected.get();
        for (int b = batch.from(); b < batch.to(); b++) {
            if (batch.contains(b)) {
                leaderReward[b] = 0;
                followerReward[b] = 0;
                regret[b] = 0;
                if (moved[b] == 0) {
                    commit(b);
                    moved[b] = 1;
                } else {
                    payoffs.take(mixture, b * rows);
                    answer(b, payoffs.leader, payoffs.follower);
                }
            }
        }
    }

    private void commit(int b) {
        if (!economy.mixed()) {
            mixture[b * rows + row[b]] = 1;
            return;
        }
        double total = 0;
        for (int r = 0; r < rows; r++) {
            total += weights[b * rows + r];
        }
        for (int r = 0; r < rows; r++) {
            mixture[b * rows + r] = total > 0 ? weights[b * rows + r] / total : 1.0 / rows;
        }
    }

    private void answer(int b, double[] leader, double[] follower) { // [C] each
        leaderReward[b] = leader[column[b]] / economy.unit();
        followerReward[b] = follower[column[b]] / economy.unit();
        double best = follower[0];
        for (int c = 1; c < follower.length; c++) {
            best = Math.max(best, follower[c]);
        }
        regret[b] = best / economy.unit() - followerReward[b];
        int likeliest = 0;
        for (int r = 1; r < rows; r++) {
            likeliest = mixture[b * rows + r] > mixture[b * rows + likeliest] ? r : likeliest;
        }
        last[b] = 1 + likeliest * game.columns() + column[b];
        Arrays.fill(mixture, b * rows, (b + 1) * rows, 0);
        moved[b] = 0;
        played[b]++;
        terminated[b] = (byte) (played[b] == economy.games() ? 1 : 0);
    }

    @Override
    public void observe(Rows batch) {
        for (int b = batch.from(); b < batch.to(); b++) {
            if (batch.contains(b)) {
                leaderState[b] = last[b];
                followerState[b] = last[b];
                leaderActive[b] = (byte) (1 - moved[b]);
                followerActive[b] = moved[b];
                System.arraycopy(mixture, b * rows, shown, b * rows, rows);
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.doubles("matrix.mixture", mixture);
        visitor.bytes("matrix.moved", moved);
        visitor.ints("matrix.last", last);
        visitor.ints("matrix.played", played);
    }
}
