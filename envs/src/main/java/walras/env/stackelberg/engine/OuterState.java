package walras.env.stackelberg.engine;

import walras.env.StateVisitor;
import walras.env.stackelberg.response.Draws;
import walras.env.stackelberg.response.FollowerState;
import walras.env.stackelberg.response.InducedGame;

/** Where every row is in its episode. Arrays named hidden must not reach the leader's observation. */
final class OuterState {
    static final byte RESPONSE = 0;
    static final byte REWARD = 1;

    final int[] set; // [B] information set at which the leader is asked
    final double[] answers; // [B, K, w]
    final byte[] known; // [B, K] whether an answer was given
    final byte[] phase; // [B]
    final int[] cycle; // [B]
    final int[] move; // [B] answers given in the present sub-game
    final int[] query; // [B] sub-games played of the present sweep
    final int[] rewardGame; // [B] sub-games played of the reward phase, or the cursor of the enumeration
    final int[] profile; // [B]
    final int[] joint; // [B]
    final int[] reference; // [B]
    final byte[] survey; // [B] whether the sub-game only completes the commitment
    final long[] key; // [B] randomness of the episode
    final double[] outcome; // [B, n + 1] payoffs of the present sub-game
    final int[] next; // [B] scratch: where the present step's move leads
    final double[] gain; // [B] scratch: what it paid follower 0
    final double[] strategy; // [B, P, J] frozen play
    final double[] certificate; // [B, 3] leader's value, gap of the frozen play, gap of the argmax
    final InducedGame sweep; // payoffs of the present sweep [B, n, 1, J]
    final FollowerState followers;
    final byte[] shownPhase; // [B] phase of the step that was just taken

    OuterState(BaseGame game, int rows, boolean phaseVisible, FollowerState followers) {
        int sets = game.informationSets() * (phaseVisible ? 2 : 1);
        this.followers = followers;
        set = new int[rows];
        answers = new double[rows * sets * game.answerSize()];
        known = new byte[rows * sets];
        phase = new byte[rows];
        cycle = new int[rows];
        move = new int[rows];
        query = new int[rows];
        rewardGame = new int[rows];
        profile = new int[rows];
        joint = new int[rows];
        reference = new int[rows];
        survey = new byte[rows];
        key = new long[rows];
        outcome = new double[rows * (game.shape().followers() + 1)];
        next = new int[rows];
        gain = new double[rows];
        strategy = new double[rows * game.shape().profiles() * game.shape().joints()];
        certificate = new double[rows * 3];
        sweep = InducedGame.allocateCurrent(game.shape(), rows);
        shownPhase = new byte[rows];
    }

    /** Randomness of the row's present cycle. */
    long key(int row) {
        return Draws.bits(key[row], cycle[row]);
    }

    void visit(StateVisitor visitor) {
        visitor.ints("stackelberg.set", set);
        visitor.doubles("stackelberg.answers", answers);
        visitor.bytes("stackelberg.known", known);
        visitor.bytes("stackelberg.hidden.phase", phase);
        visitor.ints("stackelberg.hidden.cycle", cycle);
        visitor.ints("stackelberg.hidden.move", move);
        visitor.ints("stackelberg.hidden.query", query);
        visitor.ints("stackelberg.hidden.reward_game", rewardGame);
        visitor.ints("stackelberg.hidden.profile", profile);
        visitor.ints("stackelberg.hidden.joint", joint);
        visitor.ints("stackelberg.hidden.reference", reference);
        visitor.bytes("stackelberg.hidden.survey", survey);
        visitor.longs("stackelberg.hidden.key", key);
        visitor.doubles("stackelberg.hidden.outcome", outcome);
        visitor.doubles("stackelberg.hidden.strategy", strategy);
        visitor.doubles("stackelberg.hidden.certificate", certificate);
        visitor.doubles("stackelberg.hidden.sweep", sweep.payoff());
        visitor.doubles("stackelberg.hidden.sweep_leader", sweep.leader());
        visitor.bytes("stackelberg.hidden.shown_phase", shownPhase);
        visitor.doubles("stackelberg.hidden.table", followers.table());
        visitor.doubles("stackelberg.hidden.auxiliary", followers.auxiliary());
        visitor.doubles("stackelberg.hidden.regret", followers.regret());
        visitor.doubles("stackelberg.hidden.play", followers.play());
        visitor.ints("stackelberg.hidden.visits", followers.visits());
        visitor.ints("stackelberg.hidden.updates", followers.updates());
    }
}
