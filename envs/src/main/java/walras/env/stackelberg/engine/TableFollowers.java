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
final class TableFollowers implements Followers {
    private static final long EXPLORE = 1L << 41;

    private final QLearning rule;
    private final OuterState state;
    private final int sets; // S
    private final int choices; // C
    private final double[] value; // [B, S, C]
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
    public void plan(int row, long key, FollowerPopulation.Scratch scratch) {
        state.profile[row] = 0;
        state.reference[row] = 0;
    }

    @Override
    public int joint(int row, int query) {
        return greedyTable(row);
    }

    @Override
    public int revise(int row, int set, int joint, long key) {
        long counter = EXPLORE + 2L * moves[row];
        int choice = Draws.uniform(key, counter) < exploration(row)
                ? (int) (Draws.uniform(key, counter + 1) * choices)
                : greedy(row, set);
        int weight = (int) Math.pow(choices, sets - 1 - set);
        return joint + (choice - joint / weight % choices) * weight;
    }

    @Override
    public void played(int row, int set, int joint, int next, double payoff) {
        int weight = (int) Math.pow(choices, sets - 1 - set);
        int at = (row * sets + set) * choices + joint / weight % choices;
        double future = next == BaseGame.OVER ? 0 : value[(row * sets + next) * choices + greedy(row, next)];
        value[at] += rule.alpha() * (payoff + rule.discount() * future - value[at]);
        moves[row]++;
    }

    @Override
    public void update(int row, FollowerPopulation.Scratch scratch) {
        state.followers.updates()[row]++;
    }

    private int greedy(int row, int set) {
        int at = (row * sets + set) * choices;
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
