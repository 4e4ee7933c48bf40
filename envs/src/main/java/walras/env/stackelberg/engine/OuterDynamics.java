package walras.env.stackelberg.engine;

import java.util.Arrays;
import walras.env.Backend;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;
import walras.env.stackelberg.response.Draws;
import walras.env.stackelberg.response.FollowerPopulation;

/** Episodes of response and reward phases; see the package for the picture. */
final class OuterDynamics implements Dynamics {
    private static final int KEY = 0; // purpose of the episode's one draw
    private static final long REWARD_DRAWS = 1L << 42;

    private final BaseGame game;
    private final Backend backend;
    private final EpisodeRules rules;
    private final OuterState state;
    private final Commitment commitment;
    private final Followers followers;
    private final Certifier certifier;
    private final LeaderSeat seat;
    private final OuterView view;
    private final FollowerPopulation population;
    private final ThreadLocal<FollowerPopulation.Scratch> scratches;
    private final Tensors tensors;
    private final double[] reward; // [B, 1]
    private final byte[] terminated; // [B]
    private final int size; // outcome numbers of a row, n + 1
    // Scratch marks [B], zero between calls: what is to happen to a row before its next move.
    private final byte[] learns; // a move is to be learnt from
    private final byte[] updates; // the sweep is complete
    private final byte[] plans; // a new sweep begins
    private final byte[] chooses; // the follower is to choose at the present set

    OuterDynamics(OuterEconomy economy, Tensors tensors, Backend backend) {
        this.tensors = tensors;
        this.backend = backend;
        game = economy.game();
        rules = economy.rules();
        population = economy.population();
        scratches = ThreadLocal.withInitial(population::scratch);
        GroupTensors group = tensors.group(OuterEconomy.LEADER);
        reward = group.reward().f64();
        terminated = tensors.terminated().u8();
        seat = economy.seat(group);
        boolean average = rules.frozen() == FrozenPlay.AVERAGE || rules.frozen() == FrozenPlay.CERTIFIED;
        state = economy.state(tensors.rows(), tensors.wants("external_regret"), average);
        commitment = new Commitment(game, state, rules.phaseVisible());
        followers = economy.followers(state, tensors.rows(), backend);
        certifier = new Certifier(economy, state, commitment, followers, tensors);
        view = new OuterView(economy, state, followers, commitment, seat, tensors);
        size = game.shape().followers() + 1;
        learns = new byte[tensors.rows()];
        updates = new byte[tensors.rows()];
        plans = new byte[tensors.rows()];
        chooses = new byte[tensors.rows()];
    }

    @Override
    public void initial(Rows rows) {
        FollowerPopulation.Scratch scratch = scratches.get();
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                state.key[row] = tensors.random().bits(row, KEY, 0);
                state.cycle[row] = 0;
                Arrays.fill(state.certificate, row * 3, row * 3 + 3, 0);
                followers.reset(row);
                beginCycle(row, scratch);
            }
        }
        settle(rows, scratch);
    }

    private void beginCycle(int row, FollowerPopulation.Scratch scratch) {
        commitment.forget(row);
        state.followers.forgetPlay(row);
        state.phase[row] = OuterState.RESPONSE;
        state.shownPhase[row] = OuterState.RESPONSE;
        state.survey[row] = 0;
        state.query[row] = 0;
        state.rewardGame[row] = 0;
        if (rules.updates() == 0) {
            beginReward(row, scratch);
        } else {
            plans[row] = 1;
        }
    }

    /** Lets followers learn, plan and choose where that is due, until every row waits for the leader. */
    private void settle(Rows rows, FollowerPopulation.Scratch scratch) {
        int from = rows.from();
        int to = rows.to();
        followers.update(from, to, updates, scratch);
        for (int row = from; row < to; row++) {
            if (updates[row] != 0) {
                updates[row] = 0;
                state.query[row] = 0;
                if (state.followers.updates()[row] == rules.updates()) {
                    beginReward(row, scratch);
                } else {
                    plans[row] = 1;
                }
            }
        }
        followers.plan(from, to, plans, scratch);
        for (int row = from; row < to; row++) {
            if (plans[row] != 0) {
                plans[row] = 0;
                beginGame(row, followers.joint(row, 0));
            }
        }
        followers.revise(from, to, chooses);
        Arrays.fill(chooses, from, to, (byte) 0);
    }

    private void beginGame(int row, int joint) {
        state.joint[row] = joint;
        state.move[row] = 0;
        Arrays.fill(state.outcome, row * size, (row + 1) * size, 0);
        state.set[row] = game.first(state.profile[row], joint);
        chooses[row] = learning(row);
    }

    /** 1 where followers learn from what is played. */
    private byte learning(int row) {
        return (byte) (state.phase[row] == OuterState.RESPONSE && state.survey[row] == 0 ? 1 : 0);
    }

    @Override
    public void advance(Rows rows) {
        FollowerPopulation.Scratch scratch = scratches.get();
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                move(row);
            }
        }
        followers.played(rows.from(), rows.to(), learns);
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                learns[row] = 0;
                goOn(row, scratch);
            }
        }
        settle(rows, scratch);
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                view.measure(row);
            }
        }
    }

    /** The leader answers, and the game moves. */
    private void move(int row) {
        int set = state.set[row];
        int phase = state.phase[row];
        int at = commitment.at(row, phase);
        if (!rules.hold() || !commitment.known(row, phase, set)) {
            seat.answer(row, set, state.answers, at);
            commitment.learnt(row, phase, set);
        }
        int paid = row * size + size - 1;
        double followerBefore = state.outcome[row * size];
        double leaderBefore = state.outcome[paid];
        int profile = state.profile[row];
        int joint = state.joint[row];
        state.next[row] = game.move(set, state.move[row], profile, joint, state.answers, at, state.outcome, row * size);
        state.gain[row] = state.outcome[row * size] - followerBefore;
        learns[row] = learning(row);
        reward[row] = weight(row) * (state.outcome[paid] - leaderBefore);
        state.shownPhase[row] = state.phase[row];
    }

    private void goOn(int row, FollowerPopulation.Scratch scratch) {
        if (state.next[row] == BaseGame.OVER) {
            finishGame(row, scratch);
        } else {
            state.set[row] = state.next[row];
            state.move[row]++;
            chooses[row] = learning(row);
        }
    }

    /** What a sub-game's payoff counts for in the leader's reward. */
    private double weight(int row) {
        if (state.phase[row] == OuterState.RESPONSE) {
            return rules.responseRewards() && state.survey[row] == 0 ? 1.0 / rules.rewardGames() : 0;
        }
        return rules.exact() ? enumerated(row, state.rewardGame[row]) : 1.0 / rules.rewardGames();
    }

    private double enumerated(int row, int cursor) {
        int joints = game.shape().joints();
        return population.probability(cursor / joints)
                * state.strategy[row * game.shape().profiles() * joints + cursor];
    }

    private void finishGame(int row, FollowerPopulation.Scratch scratch) {
        if (state.phase[row] == OuterState.REWARD) {
            state.rewardGame[row]++;
            nextReward(row, scratch);
        } else if (state.survey[row] != 0) {
            beginReward(row, scratch);
        } else {
            keepPayoffs(row);
            state.query[row]++;
            if (state.query[row] == followers.queries()) {
                updates[row] = 1;
            } else {
                beginGame(row, followers.joint(row, state.query[row]));
            }
        }
    }

    private void keepPayoffs(int row) {
        int joint = state.joint[row];
        for (int i = 0; i < size - 1; i++) {
            state.sweep.payoff()[state.sweep.payoffAt(row, i, 0) + joint] = state.outcome[row * size + i];
        }
        state.sweep.leader()[state.sweep.leaderAt(row, 0) + joint] = state.outcome[row * size + size - 1];
    }

    private void beginReward(int row, FollowerPopulation.Scratch scratch) {
        if (rules.frozen() == FrozenPlay.CERTIFIED) {
            int unknown = certifier.unknown(row);
            if (unknown >= 0) {
                state.survey[row] = 1;
                state.profile[row] = unknown / game.shape().joints();
                beginGame(row, unknown % game.shape().joints());
                return;
            }
            state.survey[row] = 0;
            certifier.certify(row, state.key(row), scratch);
        } else {
            int at = row * game.shape().profiles() * game.shape().joints();
            followers.freeze(row, rules.frozen().extraction(), state.strategy, at, scratch);
        }
        state.phase[row] = OuterState.REWARD;
        certifier.measure(row, scratch);
        nextReward(row, scratch);
    }

    private void nextReward(int row, FollowerPopulation.Scratch scratch) {
        int joints = game.shape().joints();
        int cells = game.shape().profiles() * joints;
        int cursor = state.rewardGame[row];
        if (rules.exact()) {
            while (cursor < cells && enumerated(row, cursor) == 0) {
                cursor++;
            }
            state.rewardGame[row] = cursor;
        }
        if (cursor == (rules.exact() ? cells : rules.rewardGames())) {
            finishCycle(row, scratch);
        } else if (rules.exact()) {
            state.profile[row] = cursor / joints;
            beginGame(row, cursor % joints);
        } else {
            long draw = REWARD_DRAWS + 2L * cursor;
            state.profile[row] = population.drawProfile(Draws.uniform(state.key(row), draw));
            int at = row * cells + state.profile[row] * joints;
            beginGame(row, Draws.index(state.strategy, at, joints, Draws.uniform(state.key(row), draw + 1)));
        }
    }

    private void finishCycle(int row, FollowerPopulation.Scratch scratch) {
        certifier.measure(row, scratch);
        if (state.cycle[row] + 1 < rules.cycles()) {
            state.cycle[row]++;
            beginCycle(row, scratch);
        } else {
            terminated[row] = 1;
        }
    }

    @Override
    public void observe(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                view.observe(row);
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        state.visit(visitor);
        followers.state(visitor);
    }

    @Override
    public int minRowsPerThread() {
        return backend == Backend.ND4J ? Integer.MAX_VALUE : 512;
    }
}
