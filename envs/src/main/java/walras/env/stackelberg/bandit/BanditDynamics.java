package walras.env.stackelberg.bandit;

import org.jspecify.annotations.Nullable;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensor;
import walras.env.Tensors;

/** Rounds of the game: with an inner follower one step each, with a seated one two. */
final class BanditDynamics implements Dynamics {
    private static final int LEADER_REWARD = 0;
    private static final int FOLLOWER_REWARD = 1;

    private final BanditSettings settings;
    private final BanditGame game;
    private final Manipulation manipulation;
    private final int honest; // the equilibrium's commitment
    private final RowRandom random;
    private final @Nullable FollowerLearner inner;
    private final GroupTensors leader;
    private final @Nullable GroupTensors follower;
    private final Tensor[] metrics; // [metric], in the order of the spec

    private final int[] commitment; // [B], the present or last round's
    private final byte[] replying; // [B], 1 while a seated follower is to act
    private final double[] lastLeader; // [B], rewards of the last round
    private final double[] lastFollower; // [B]

    BanditDynamics(Tensors tensors, BanditSettings settings) {
        this.settings = settings;
        this.game = settings.game();
        this.manipulation = Manipulation.of(game);
        this.honest = game.equilibriumLeaderAction();
        this.random = tensors.random();
        int rows = tensors.rows();
        BanditDuel.Follower kind = settings.follower();
        this.inner =
                kind == null ? null : new FollowerLearner(kind, rows, game, settings.horizon(), settings.constants());
        this.leader = tensors.group(BanditEconomy.LEADER);
        this.follower = kind == null ? tensors.group(BanditEconomy.FOLLOWER) : null;
        this.metrics = tensors.metrics().toArray(Tensor[]::new);
        this.commitment = new int[rows];
        this.replying = new byte[rows];
        this.lastLeader = new double[rows];
        this.lastFollower = new double[rows];
    }

    @Override
    public void initial(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                commitment[row] = 0;
                replying[row] = 0;
                lastLeader[row] = 0;
                lastFollower[row] = 0;
                if (inner != null) {
                    inner.reset(row);
                }
            }
        }
    }

    @Override
    public void advance(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                advanceRow(row);
            }
        }
    }

    private void advanceRow(int row) {
        if (replying[row] == 0) {
            commitment[row] = leader.actions().get(0).i32()[row];
        }
        if (inner != null) {
            int reply = inner.reply(row, commitment[row]);
            settle(row, reply);
            inner.learn(row, commitment[row], reply, lastLeader[row], lastFollower[row]);
        } else if (follower != null && replying[row] == 1) {
            settle(row, follower.actions().get(0).i32()[row]);
            follower.reward().f64()[row] = lastFollower[row];
            replying[row] = 0;
        } else if (follower != null) {
            leader.reward().f64()[row] = 0;
            follower.reward().f64()[row] = 0;
            clearMetrics(row);
            replying[row] = 1;
        }
    }

    private void settle(int row, int reply) {
        int action = commitment[row];
        double leaderMean = game.leaderMean(action, reply);
        double followerMean = game.followerMean(action, reply);
        lastLeader[row] = reward(row, LEADER_REWARD, leaderMean);
        lastFollower[row] = reward(row, FOLLOWER_REWARD, followerMean);
        leader.reward().f64()[row] = lastLeader[row];
        int best = game.bestReply(action);
        int target = manipulation.leaderAction();
        metrics[0].f64()[row] = leaderMean;
        metrics[1].f64()[row] = followerMean;
        metrics[2].f64()[row] = game.commitmentValue(honest) - leaderMean;
        metrics[3].f64()[row] = game.followerMean(action, best) - followerMean;
        metrics[4].f64()[row] = action == honest && reply == best ? 1 : 0;
        metrics[5].f64()[row] = action == target && reply == manipulation.reply(target) ? 1 : 0;
    }

    private double reward(int row, int purpose, double mean) {
        return settings.noisy() ? random.uniform(row, purpose, 0) < mean ? 1 : 0 : mean;
    }

    private void clearMetrics(int row) {
        for (Tensor metric : metrics) {
            metric.f64()[row] = Double.NaN;
        }
    }

    @Override
    public void observe(Rows rows) {
        int[] action = leader.observations().get(0).i32(); // [B, 1]
        double[] reward = leader.observations().get(1).f64(); // [B, 1]
        for (int row = rows.from(); row < rows.to(); row++) {
            action[row] = commitment[row];
            reward[row] = lastLeader[row];
            leader.active().u8()[row] = (byte) (1 - replying[row]);
            if (follower != null) {
                observeFollower(follower, row);
            }
        }
    }

    private void observeFollower(GroupTensors seat, int row) {
        seat.observations().get(0).i32()[row] = commitment[row];
        seat.observations().get(1).f64()[row] = lastFollower[row];
        if (settings.side()) {
            seat.observations().get(2).f64()[row] = lastLeader[row];
        }
        seat.active().u8()[row] = replying[row];
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.ints("bandit.commitment", commitment);
        visitor.bytes("bandit.replying", replying);
        visitor.doubles("bandit.last_leader", lastLeader);
        visitor.doubles("bandit.hidden.last_follower", lastFollower);
        if (inner != null) {
            inner.state(visitor, "bandit.hidden.inner");
        }
    }

    @Override
    public int minRowsPerThread() {
        return settings.follower() == BanditDuel.Follower.FMUCB ? 64 : 4096; // FMUCB plans anew in every round
    }
}
