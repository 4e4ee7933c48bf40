package walras.env.stackelberg.bayesian;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;
import walras.env.stackelberg.engine.OuterEconomy;

/** A game takes a step of the leader for each message, then one of the followers, which pays everybody. */
final class SeatedBayesianDynamics implements Dynamics {
    private static final int TYPE = 0; // purpose of the draws of types

    private final SeatedBayesianEconomy economy;
    private final BayesianGame game;
    private final int n; // followers
    private final int width; // of a commitment for all messages, M * R
    private final RowRandom random;
    private final BayesianSeat seat;
    private final byte[] leaderActive; // [B, 1]
    private final byte[] followersActive; // [B, n]
    private final int[] seenType; // [B, n, 1]
    private final double[] shown; // [B, n, M, R]
    private final int[] message; // [B, n]
    private final int[] answer; // [B, n]
    private final double[] leaderReward; // [B, 1]
    private final double[] reward; // [B, n]
    private final double @Nullable [] regret; // [B, n]; null where not wanted
    private final byte[] terminated; // [B]
    private final double[] answers; // [B, M, w] scratch: what the seat wrote

    private final double[] mixture; // [B, M, R] what is committed, zeros before
    private final int[] moved; // [B] messages committed for
    private final int[] type; // [B, n]
    private final int[] played; // [B] finished games

    SeatedBayesianDynamics(SeatedBayesianEconomy economy, Tensors tensors) {
        this.economy = economy;
        game = economy.game();
        n = game.followers();
        width = game.messages() * game.rows();
        random = tensors.random();
        GroupTensors leader = tensors.group(OuterEconomy.LEADER);
        GroupTensors followers = tensors.group(SeatedBayesianEconomy.FOLLOWERS);
        seat = new BayesianSeat(leader, economy.mixed(), game.rows());
        leaderActive = leader.active().u8();
        followersActive = followers.active().u8();
        seenType = followers.observation("type").i32();
        shown = followers.observation("commitment").f64();
        message = followers.action("message").i32();
        answer = followers.action("answer").i32();
        leaderReward = leader.reward().f64();
        reward = followers.reward().f64();
        regret = tensors.wants(SeatedBayesianEconomy.REGRET)
                ? tensors.metric(SeatedBayesianEconomy.REGRET).f64()
                : null;
        terminated = tensors.terminated().u8();
        int batch = tensors.rows();
        answers = new double[batch * width];
        mixture = new double[batch * width];
        moved = new int[batch];
        type = new int[batch * n];
        played = new int[batch];
    }

    @Override
    public void initial(Rows batch) {
        for (int b = batch.next(batch.from()); b < batch.to(); b = batch.next(b + 1)) {
            played[b] = 0;
            begin(b);
        }
    }

    private void begin(int b) {
        Arrays.fill(mixture, b * width, (b + 1) * width, 0);
        moved[b] = 0;
        for (int i = 0; i < n; i++) {
            type[b * n + i] = random.choose(b, TYPE, i, game.prior(), i * game.types(), game.types());
        }
    }

    @Override
    public void advance(Rows batch) {
        for (int b = batch.next(batch.from()); b < batch.to(); b = batch.next(b + 1)) {
            leaderReward[b] = 0;
            Arrays.fill(reward, b * n, (b + 1) * n, 0);
            if (regret != null) {
                Arrays.fill(regret, b * n, (b + 1) * n, 0);
            }
            if (moved[b] < game.messages()) {
                commit(b);
            } else {
                pay(b);
                terminated[b] = (byte) (++played[b] == economy.games() ? 1 : 0);
                begin(b);
            }
        }
    }

    private void commit(int b) {
        int at = b * width;
        int set = moved[b]++;
        seat.answer(b, set, answers, at);
        int to = at + set * game.rows();
        if (economy.mixed()) {
            System.arraycopy(answers, to, mixture, to, game.rows());
        } else {
            mixture[to + (int) answers[at + set]] = 1;
        }
    }

    private void pay(int b) {
        for (int i = 0; i < n; i++) {
            int at = b * n + i;
            int kind = i * game.types() + type[at];
            int from = b * width + message[at] * game.rows();
            leaderReward[b] += game.leader(kind, mixture, from, answer[at]) / economy.unit();
            reward[at] = game.follower(kind, mixture, from, answer[at]) / economy.unit();
            if (regret != null) {
                regret[at] = Math.max(0, best(b, kind) / economy.unit() - reward[at]);
            }
        }
    }

    private double best(int b, int kind) {
        double best = Double.NEGATIVE_INFINITY;
        for (int m = 0; m < game.messages(); m++) {
            for (int j = 0; j < game.answers(); j++) {
                best = Math.max(best, game.follower(kind, mixture, b * width + m * game.rows(), j));
            }
        }
        return best;
    }

    @Override
    public void observe(Rows batch) {
        for (int b = batch.next(batch.from()); b < batch.to(); b = batch.next(b + 1)) {
            boolean leading = moved[b] < game.messages();
            seat.observe(b, leading ? moved[b] : 0, answers, b * width);
            leaderActive[b] = (byte) (leading ? 1 : 0);
            for (int at = b * n; at < (b + 1) * n; at++) {
                followersActive[at] = (byte) (leading ? 0 : 1);
                seenType[at] = type[at];
                System.arraycopy(mixture, b * width, shown, at * width, width);
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.doubles("bayesian.mixture", mixture);
        visitor.ints("bayesian.moved", moved);
        visitor.ints("bayesian.type", type);
        visitor.ints("bayesian.played", played);
    }
}
