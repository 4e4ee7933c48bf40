package walras.env.stackelberg.engine;

import walras.env.Tensors;

/** What leader, critic and metrics are shown. */
final class OuterView {
    private final BaseGame game;
    private final EpisodeRules rules;
    private final OuterState state;
    private final Followers followers;
    private final Commitment commitment;
    private final LeaderSeat seat;
    private final int[] shownPhase; // [B, 1], empty unless the phase is visible
    private final int[] phase; // [B]
    private final int[] learn; // [B]
    private final float[] progress; // [B, 3]
    private final float[] weights; // [B, memory]
    private final int[] types; // [B, n]
    private final int[] joint; // [B, n]
    private final int[] reference; // [B, n]
    private final float[] exploration; // [B]
    private final double[][] metrics; // [metrics][B] in the order of OuterEconomy.metrics
    private final boolean regretWanted;
    private final double equilibrium;

    OuterView(
            OuterEconomy economy,
            OuterState state,
            Followers followers,
            Commitment commitment,
            LeaderSeat seat,
            Tensors tensors) {
        game = economy.game();
        rules = economy.rules();
        this.state = state;
        this.followers = followers;
        this.commitment = commitment;
        this.seat = seat;
        shownPhase = rules.phaseVisible()
                ? tensors.group(OuterEconomy.LEADER).observation("phase").i32()
                : new int[0];
        phase = tensors.privileged("phase").i32();
        learn = tensors.privileged("learn").i32();
        progress = tensors.privileged("progress").f32();
        weights = tensors.privileged("weights").f32();
        types = tensors.privileged("types").i32();
        joint = tensors.privileged("joint_action").i32();
        reference = tensors.privileged("reference").i32();
        exploration = tensors.privileged("exploration").f32();
        metrics = OuterEconomy.metrics("").stream()
                .map(metric -> tensors.metric(metric.name()).f64())
                .toArray(double[][]::new);
        regretWanted = tensors.wants("external_regret");
        equilibrium = tensors.wants("distance") ? economy.equilibriumValue() : 0;
    }

    void measure(int row) {
        metrics[0][row] = state.shownPhase[row];
        boolean paid = state.shownPhase[row] == OuterState.REWARD;
        double unit = game.followerUnit(); // the followers' own, in which they learn
        metrics[1][row] = paid ? state.certificate[row * 3] : Double.NaN;
        metrics[2][row] = paid ? unit * state.certificate[row * 3 + 1] : Double.NaN;
        metrics[3][row] = paid ? unit * state.certificate[row * 3 + 2] : Double.NaN;
        metrics[4][row] = regretWanted ? unit * state.followers.externalRegret(row) : 0;
        metrics[5][row] = paid ? equilibrium - state.certificate[row * 3] : Double.NaN;
    }

    void observe(int row) {
        seat.observe(row, state.set[row], state.answers, commitment.at(row, state.phase[row]));
        if (shownPhase.length > 0) {
            shownPhase[row] = state.phase[row];
        }
        observePrivileged(row);
    }

    private void observePrivileged(int row) {
        phase[row] = state.phase[row];
        learn[row] = state.phase[row] == OuterState.REWARD || rules.responseLearned() ? 1 : 0;
        progress[row * 3] = share(state.followers.updates()[row], rules.updates());
        progress[row * 3 + 1] = share(state.query[row], followers.queries());
        progress[row * 3 + 2] = state.phase[row] == OuterState.REWARD ? share(state.rewardGame[row], rewardGames()) : 0;
        exploration[row] = (float) followers.exploration(row);
        int n = game.shape().followers();
        for (int i = 0; i < n; i++) {
            types[row * n + i] = game.shape().type(state.profile[row], i);
            joint[row * n + i] = game.shape().action(state.joint[row], i);
            reference[row * n + i] = game.shape().action(state.reference[row], i);
        }
        normalise(row);
    }

    private int rewardGames() {
        return rules.exact() ? game.shape().profiles() * game.shape().joints() : rules.rewardGames();
    }

    private static float share(int done, int all) {
        return all == 0 ? 1 : Math.min(1, (float) done / all);
    }

    /** Divides every slice of the followers' memory by its largest magnitude. */
    private void normalise(int row) {
        double[] memory = followers.memory();
        int slice = followers.slice();
        int length = weights.length / phase.length;
        for (int at = row * length; at < (row + 1) * length; at += slice) {
            double largest = 0;
            for (int a = 0; a < slice; a++) {
                largest = Math.max(largest, Math.abs(memory[at + a]));
            }
            for (int a = 0; a < slice; a++) {
                weights[at + a] = largest > 0 ? (float) (memory[at + a] / largest) : 0;
            }
        }
    }
}
