package walras.env.stackelberg.engine;

import java.util.Arrays;
import walras.env.stackelberg.response.InducedGame;
import walras.env.stackelberg.response.ResponseShape;

/** The leader's answers of an episode, and the game that they leave to the followers. */
final class Commitment {
    private final BaseGame game;
    private final OuterState state;
    private final int sets; // information sets, twice as many where the phase is visible
    private final boolean phaseVisible;

    Commitment(BaseGame game, OuterState state, boolean phaseVisible) {
        this.game = game;
        this.state = state;
        this.phaseVisible = phaseVisible;
        sets = game.informationSets() * (phaseVisible ? 2 : 1);
    }

    void forget(int row) {
        Arrays.fill(state.known, row * sets, (row + 1) * sets, (byte) 0);
        int size = sets * game.answerSize();
        Arrays.fill(state.answers, row * size, (row + 1) * size, 0);
    }

    /** Index of the row's answers `[K, w]` of a phase. */
    int at(int row, int phase) {
        int half = phaseVisible ? phase * game.informationSets() : 0;
        return (row * sets + half) * game.answerSize();
    }

    private int mark(int row, int phase, int set) {
        return row * sets + (phaseVisible ? phase * game.informationSets() : 0) + set;
    }

    boolean known(int row, int phase, int set) {
        return state.known[mark(row, phase, set)] != 0;
    }

    void learnt(int row, int phase, int set) {
        state.known[mark(row, phase, set)] = 1;
    }

    /**
     * Writes bounds on the payoffs of every profile and joint action as a one-row game; they are equal wherever all answers on the way
     * are known.
     *
     * @param phase whose answers
     * @return the first unknown (profile, joint action) as one number, or -1 when all answers are known
     */
    int induce(int row, int phase, InducedGame lower, InducedGame upper, double[] outcome) {
        ResponseShape shape = game.shape();
        int unknown = -1;
        for (int p = 0; p < shape.profiles(); p++) {
            for (int j = 0; j < shape.joints(); j++) {
                boolean complete = walk(row, phase, p, j, outcome);
                for (int i = 0; i < shape.followers(); i++) {
                    lower.payoff()[lower.payoffAt(0, i, p) + j] = complete ? outcome[i] : game.lowest(p, i);
                    upper.payoff()[upper.payoffAt(0, i, p) + j] = complete ? outcome[i] : game.highest(p, i);
                }
                double leader = complete ? outcome[shape.followers()] : 0;
                lower.leader()[lower.leaderAt(0, p) + j] = leader;
                upper.leader()[upper.leaderAt(0, p) + j] = leader;
                unknown = complete || unknown >= 0 ? unknown : p * shape.joints() + j;
            }
        }
        return unknown;
    }

    private boolean walk(int row, int phase, int profile, int joint, double[] outcome) {
        Arrays.fill(outcome, 0);
        int set = game.first(profile, joint);
        for (int move = 0; set != BaseGame.OVER; move++) {
            if (!known(row, phase, set)) {
                return false;
            }
            set = game.move(set, move, profile, joint, state.answers, at(row, phase), outcome, 0);
        }
        return true;
    }
}
