package walras.env.stackelberg.response;

import java.util.Arrays;

/**
 * Followers with a prior, a learning rule and a way to query: everything one update needs, row by row. Immutable and shared by
 * threads; a {@link Scratch} belongs to one thread.
 */
public final class FollowerPopulation {
    private final ResponseShape shape;
    private final double[] prior; // [P]
    private final LearningRule rule;
    private final Sweep sweep;
    private final int[] types; // [P, n] type of each follower in a profile
    private final int[] actions; // [J, n] action of each follower in a joint action
    private final int[] stride; // [n] what one step of a follower's action adds to a joint action

    /**
     * @param prior probability of each type profile `[P]`; correlation is welcome
     * @throws IllegalArgumentException when the prior is no distribution over P profiles, or the rule and the sweep do not fit
     */
    public FollowerPopulation(ResponseShape shape, double[] prior, LearningRule rule, Sweep sweep) {
        this.shape = shape;
        this.prior = checked(prior, shape.profiles());
        this.rule = rule;
        this.sweep = sweep;
        if (rule.bandit() != (sweep == Sweep.BANDIT)) {
            throw new IllegalArgumentException("sweep: expected BANDIT for a bandit rule and only for it, got " + sweep
                    + " with " + rule.getClass().getSimpleName());
        }
        int n = shape.followers();
        types = new int[shape.profiles() * n];
        for (int k = 0; k < types.length; k++) {
            types[k] = shape.type(k / n, k % n);
        }
        actions = new int[shape.joints() * n];
        for (int k = 0; k < actions.length; k++) {
            actions[k] = shape.action(k / n, k % n);
        }
        stride = new int[n];
        Arrays.setAll(stride, i -> ResponseShape.power(shape.actions(), n - 1 - i));
    }

    private static double[] checked(double[] prior, int profiles) {
        double total = Arrays.stream(prior).sum();
        if (prior.length != profiles
                || Math.abs(total - 1) > 1e-9
                || Arrays.stream(prior).anyMatch(p -> !(p >= 0))) {
            throw new IllegalArgumentException(
                    "prior: expected " + profiles + " non-negative numbers with sum 1, got " + Arrays.toString(prior));
        }
        return prior.clone();
    }

    public ResponseShape shape() {
        return shape;
    }

    /** Probability of a type profile. */
    public double probability(int profile) {
        return prior[profile];
    }

    /** Probability of each type profile {@code [P]}; a copy. */
    public double[] prior() {
        return prior.clone();
    }

    public LearningRule rule() {
        return rule;
    }

    public Sweep sweep() {
        return sweep;
    }

    /** Working memory of one thread. */
    public Scratch scratch() {
        return new Scratch(shape);
    }

    /** Buffers of one thread; nothing in them survives an update. */
    public static final class Scratch {
        final Feedback view;
        final double[] joint; // [J]
        final double[] slice; // [A]

        Scratch(ResponseShape shape) {
            view = new Feedback(shape);
            joint = new double[shape.joints()];
            slice = new double[shape.actions()];
        }
    }

    /** Draws the type profile of an update. */
    public int drawProfile(long key, long update) {
        return prior.length == 1 ? 0 : drawProfile(Draws.uniform(key, draw(update, 0)));
    }

    /** The type profile at a uniform number. */
    public int drawProfile(double uniform) {
        return Draws.index(prior, 0, prior.length, uniform);
    }

    /** Draws the reference profile of an update from the strategies in force. */
    public int drawReference(FollowerState state, int row, int profile, Scratch scratch, long key, long update) {
        if (sweep == Sweep.EXACT) {
            return 0;
        }
        strategies(state, row, profile, scratch);
        return drawReference(scratch, key, update);
    }

    private int drawReference(Scratch scratch, long key, long update) {
        int reference = 0;
        int m = shape.actions();
        for (int i = 0; i < shape.followers(); i++) {
            reference += stride[i] * Draws.index(scratch.view.mixed, i * m, m, referenceDraw(key, update, i));
        }
        return reference;
    }

    /** The uniform number that draws a follower's part of an update's reference profile. */
    double referenceDraw(long key, long update, int follower) {
        return Draws.uniform(key, draw(update, 1 + follower));
    }

    private long draw(long update, int purpose) {
        return update * (shape.followers() + 1) + purpose;
    }

    /** Writes the strategies in force for a profile into the scratch. */
    private void strategies(FollowerState state, int row, int profile, Scratch scratch) {
        int n = shape.followers();
        int m = shape.actions();
        for (int i = 0; i < n; i++) {
            int at = slice(row, i, types[profile * n + i]);
            rule.strategy(state.table, state.auxiliary, at, m, scratch.view.mixed, i * m);
        }
    }

    private int slice(int row, int follower, int type) {
        return ((row * shape.followers() + follower) * shape.types() + type) * shape.actions();
    }

    /**
     * One update of one row: the followers learn from the payoffs of one type profile.
     *
     * @param reference what {@link #drawReference} drew
     * @param game payoffs at the joint actions that {@link Sweep#joint} names; the others are not read
     */
    public void update(FollowerState state, int row, int profile, int reference, InducedGame game, Scratch scratch) {
        strategies(state, row, profile, scratch);
        learn(state, row, profile, reference, game, row, scratch);
    }

    /** Draws and makes the next update of a row whose payoffs are all known, at row {@code gameRow} of the game. */
    public void play(FollowerState state, int row, InducedGame game, int gameRow, Scratch scratch, long key) {
        int update = state.updates[row];
        int profile = drawProfile(key, update);
        strategies(state, row, profile, scratch);
        int reference = sweep == Sweep.EXACT ? 0 : drawReference(scratch, key, update);
        learn(state, row, profile, reference, game, gameRow, scratch);
    }

    private void learn(
            FollowerState state, int row, int profile, int reference, InducedGame game, int gameRow, Scratch scratch) {
        int n = shape.followers();
        int m = shape.actions();
        if (state.playSize > 0) {
            addPlay(state, row, scratch);
        }
        int leaderAt = game.leaderAt(gameRow, profile);
        Feedback view = scratch.view;
        for (int i = 0; i < n; i++) {
            int payoffAt = game.payoffAt(gameRow, i, profile);
            view.from = i * m;
            view.played = actions[reference * n + i];
            switch (sweep) {
                case EXACT -> {
                    expect(game.payoff(), payoffAt, i, view.mixed, view.utility);
                    expect(game.leader(), leaderAt, i, view.mixed, view.leader);
                }
                case SAMPLED, BANDIT -> {
                    answer(game.payoff(), payoffAt, i, reference, view.utility);
                    answer(game.leader(), leaderAt, i, reference, view.leader);
                }
            }
            int at = slice(row, i, types[profile * n + i]);
            if (sweep != Sweep.BANDIT && state.tracksRegret()) {
                addRegret(state, at, view);
            }
            rule.learn(state.table, state.auxiliary, at, m, view);
            state.visits[at / m]++;
        }
        state.updates[row]++;
    }

    /** Expected payoff of each own action against the others' mixed strategies. */
    private void expect(double[] payoff, int at, int follower, double[] mixed, double[] utility) {
        int n = shape.followers();
        int m = shape.actions();
        if (n == 1) {
            System.arraycopy(payoff, at, utility, 0, m);
            return;
        }
        Arrays.fill(utility, follower * m, (follower + 1) * m, 0);
        int joints = actions.length / n;
        for (int j = 0; j < joints; j++) {
            double weight = 1;
            for (int k = 0; k < n; k++) {
                weight *= k == follower ? 1 : mixed[k * m + actions[j * n + k]];
            }
            utility[follower * m + actions[j * n + follower]] += weight * payoff[at + j];
        }
    }

    /** Payoff of each own action against the reference profile. */
    private void answer(double[] payoff, int at, int follower, int reference, double[] utility) {
        int m = shape.actions();
        int first = reference - actions[reference * shape.followers() + follower] * stride[follower];
        for (int a = 0; a < m; a++) {
            utility[follower * m + a] = payoff[at + first + a * stride[follower]];
        }
    }

    private void addRegret(FollowerState state, int at, Feedback view) {
        int m = shape.actions();
        double own = 0;
        for (int a = 0; a < m; a++) {
            own += view.mixed[view.from + a] * view.utility[view.from + a];
        }
        for (int a = 0; a < m; a++) {
            state.regret[at + a] += view.utility[view.from + a] - own;
        }
    }

    private void addPlay(FollowerState state, int row, Scratch scratch) {
        int joints = shape.joints();
        for (int p = 0; p < prior.length; p++) {
            jointPlay(state, row, p, Extraction.LAST_MIXED, scratch);
            int at = (row * prior.length + p) * joints;
            for (int j = 0; j < joints; j++) {
                state.play[at + j] += scratch.joint[j];
            }
        }
    }

    /** Writes the joint strategy at a type profile into the scratch, `[J]`. */
    private void jointPlay(FollowerState state, int row, int profile, Extraction extraction, Scratch scratch) {
        int n = shape.followers();
        int m = shape.actions();
        double[] joint = scratch.joint;
        Arrays.fill(joint, 1);
        for (int i = 0; i < n; i++) {
            int at = slice(row, i, types[profile * n + i]);
            if (extraction == Extraction.ARGMAX) {
                int best = rule.favourite(state.table, state.auxiliary, at, m);
                Arrays.fill(scratch.slice, 0);
                scratch.slice[best] = 1;
            } else {
                rule.strategy(state.table, state.auxiliary, at, m, scratch.slice, 0);
            }
            for (int j = 0; j < joint.length; j++) {
                joint[j] *= scratch.slice[actions[j * n + i]];
            }
        }
    }

    /**
     * The followers' frozen joint strategy of one row.
     *
     * @param strategy receives the probability of each joint action at each type profile, `[P, J]` from {@code at}
     */
    public void extract(
            FollowerState state, int row, Extraction extraction, double[] strategy, int at, Scratch scratch) {
        int joints = shape.joints();
        for (int p = 0; p < prior.length; p++) {
            int to = at + p * joints;
            if (extraction == Extraction.AVERAGE && state.updates[row] > 0) {
                double scale = 1.0 / state.updates[row];
                for (int j = 0; j < joints; j++) {
                    strategy[to + j] = state.play[(row * prior.length + p) * joints + j] * scale;
                }
            } else {
                jointPlay(state, row, p, extraction, scratch);
                System.arraycopy(scratch.joint, 0, strategy, to, joints);
            }
        }
    }
}
