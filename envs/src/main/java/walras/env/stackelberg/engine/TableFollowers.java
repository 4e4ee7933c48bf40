package walras.env.stackelberg.engine;

import java.util.Arrays;
import walras.env.StateVisitor;
import walras.env.stackelberg.response.Draws;
import walras.env.stackelberg.response.Extraction;
import walras.env.stackelberg.response.FollowerPopulation;

/**
 * One Q-learning follower whose action number is a table: one choice per information set, set 0 the most significant digit. It chooses
 * at every move, so in the response phase the digit of the present set is all that counts of its action.
 */
class TableFollowers implements Followers {
    private static final long EXPLORE = 1L << 41;

    final QLearning rule;
    final OuterState state;
    final int sets; // S
    final int choices; // C
    final double[] value; // [B, S, C]
    private final int[] moves; // [B] moves made in response phases

    TableFollowers(QLearning rule, OuterState state, int rows, int sets, int choices) {
        this.rule = rule;
        this.state = state;
        this.sets = sets;
        this.choices = choices;
        value = new double[rows * sets * choices];
        moves = new int[rows];
    }

    @Override
    public int queries() {
        return 1;
    }

    @Override
    public void reset(int row) {
        Arrays.fill(value, row * sets * choices, (row + 1) * sets * choices, 0);
        moves[row] = 0;
        state.followers.forgetPlay(row);
    }

    @Override
    public void plan(int from, int to, byte[] which /* [B] */, FollowerPopulation.Scratch scratch) {
        for (int row = from; row < to; row++) {
            if (which[row] != 0) {
                state.profile[row] = 0;
                state.reference[row] = 0;
            }
        }
    }

    @Override
    public int joint(int row, int query) {
        return greedyTable(row);
    }

    @Override
    public void revise(int from, int to, byte[] which /* [B] */) {
        for (int row = from; row < to; row++) {
            if (which[row] != 0) {
                int choice = explored(row);
                choose(row, choice < 0 ? greedy(row, state.set[row]) : choice);
            }
        }
    }

    /** A random choice, or -1 where the follower does not explore. */
    final int explored(int row) {
        long key = state.key(row);
        long counter = EXPLORE + 2L * moves[row];
        return Draws.uniform(key, counter) < exploration(row) ? (int) (Draws.uniform(key, counter + 1) * choices) : -1;
    }

    /** Makes {@code choice} the digit of the present set in the row's joint action. */
    final void choose(int row, int choice) {
        state.joint[row] += (choice - chosen(row)) * weight(row);
    }

    /** The digit of the present set. */
    private int chosen(int row) {
        return state.joint[row] / weight(row) % choices;
    }

    private int weight(int row) {
        return (int) Math.pow(choices, sets - 1 - state.set[row]);
    }

    /** Where the value of the row's present choice at its present set lies. */
    final int cell(int row) {
        return slice(row, state.set[row]) + chosen(row);
    }

    /** Where the values at a set lie. */
    final int slice(int row, int set) {
        return (row * sets + set) * choices;
    }

    @Override
    public void played(int from, int to, byte[] which /* [B] */) {
        for (int row = from; row < to; row++) {
            if (which[row] != 0) {
                int at = cell(row);
                int next = state.next[row];
                double future = next == BaseGame.OVER ? 0 : value[slice(row, next) + greedy(row, next)];
                value[at] += rule.alpha() * (state.gain[row] + rule.discount() * future - value[at]);
                count(row);
            }
        }
    }

    /** Counts the moves of rows that have learnt from one. */
    final void count(int row) {
        moves[row]++;
    }

    @Override
    public void update(int from, int to, byte[] which /* [B] */, FollowerPopulation.Scratch scratch) {
        for (int row = from; row < to; row++) {
            if (which[row] != 0) {
                state.followers.updates()[row]++;
            }
        }
    }

    private int greedy(int row, int set) {
        int at = slice(row, set);
        int best = 0;
        for (int a = 1; a < choices; a++) {
            best = value[at + a] > value[at + best] ? a : best;
        }
        return best;
    }

    private int greedyTable(int row) {
        int table = 0;
        for (int s = 0; s < sets; s++) {
            table = table * choices + greedy(row, s);
        }
        return table;
    }

    @Override
    public void freeze(int row, Extraction extraction, double[] strategy, int at, FollowerPopulation.Scratch scratch) {
        Arrays.fill(strategy, at, at + (int) Math.pow(choices, sets), 0);
        strategy[at + greedyTable(row)] = 1;
    }

    @Override
    public double[] memory() {
        return value;
    }

    @Override
    public int slice() {
        return choices;
    }

    @Override
    public void state(StateVisitor visitor) {
        visitor.doubles("stackelberg.hidden.value", value);
        visitor.ints("stackelberg.hidden.moves", moves);
    }

    @Override
    public double exploration(int row) {
        return state.phase[row] == OuterState.RESPONSE ? rule.exploration(moves[row]) : 0;
    }
}
