package walras.env.stackelberg.matrix;

import walras.env.Interruption;
import walras.env.stackelberg.response.TieRule;

/**
 * The repeated game with memory of the last joint action, by enumeration. A leader's commitment is a table over {@code 1 + R C} states
 * (the start, then one per joint action); its follower answers with the best table over the same states, or, knowing the round, with
 * the best reply by backward induction. Values are totals over the rounds, raw units.
 */
public final class RepeatedMatrixOracle {
    private static final long LARGEST = 1L << 22;

    private final MatrixGame game;
    private final int rounds;
    private final int states;
    private final int leaderTables;
    private final int followerTables;
    private final double[] leaderTotal; // [leader table, follower table]
    private final double[] followerTotal; // [leader table, follower table]
    private final double followerTolerance; // of totals
    private final double leaderTolerance; // of totals

    /** @throws IllegalArgumentException when there are too many tables to enumerate */
    public RepeatedMatrixOracle(MatrixGame game, int rounds) {
        this.game = game;
        this.rounds = rounds;
        followerTolerance = rounds * TieRule.tolerance(game.follower());
        leaderTolerance = rounds * TieRule.tolerance(game.leader());
        states = 1 + game.rows() * game.columns();
        double pairs = Math.pow((double) game.rows() * game.columns(), states);
        if (pairs > LARGEST) {
            throw new IllegalArgumentException(
                    "repeated game: expected at most " + LARGEST + " pairs of tables to enumerate, got " + pairs);
        }
        leaderTables = (int) Math.pow(game.rows(), states);
        followerTables = (int) Math.pow(game.columns(), states);
        leaderTotal = new double[leaderTables * followerTables];
        followerTotal = new double[leaderTables * followerTables];
        for (int l = 0; l < leaderTables; l++) {
            Interruption.check("optimum");
            for (int f = 0; f < followerTables; f++) {
                play(l, f);
            }
        }
    }

    /**
     * A solution.
     *
     * @param leaderTable row at each state {@code [S]}
     * @param followerTable column at each state {@code [S]}
     * @param leaderValue leader's total
     * @param followerValue follower's total
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Solution(int[] leaderTable, int[] followerTable, double leaderValue, double followerValue) {}

    /** Action that table number {@code table} plays at a state; state 0 is the most significant digit. */
    static int action(int table, int state, int states, int actions) {
        for (int k = states - 1; k > state; k--) {
            table /= actions;
        }
        return table % actions;
    }

    private void play(int leaderTable, int followerTable) {
        int state = 0;
        double leader = 0;
        double follower = 0;
        for (int round = 0; round < rounds; round++) {
            int row = action(leaderTable, state, states, game.rows());
            int column = action(followerTable, state, states, game.columns());
            leader += game.leader(row, column);
            follower += game.follower(row, column);
            state = 1 + row * game.columns() + column;
        }
        leaderTotal[leaderTable * followerTables + followerTable] = leader;
        followerTotal[leaderTable * followerTables + followerTable] = follower;
    }

    private int reply(int leaderTable) {
        int at = leaderTable * followerTables;
        return TieRule.FOR_LEADER.best(followerTotal, at, leaderTotal, at, followerTables, followerTolerance);
    }

    /** The best table to commit to against a follower with a table. */
    public Solution stationary() {
        int best = 0;
        for (int l = 1; l < leaderTables; l++) {
            Interruption.check("optimum");
            if (total(l) > total(best) + leaderTolerance) {
                best = l;
            }
        }
        int answer = reply(best);
        return new Solution(
                table(best, game.rows()),
                table(answer, game.columns()),
                total(best),
                followerTotal[best * followerTables + answer]);
    }

    private double total(int leaderTable) {
        return leaderTotal[leaderTable * followerTables + reply(leaderTable)];
    }

    private int[] table(int number, int actions) {
        int[] table = new int[states];
        for (int s = 0; s < states; s++) {
            Interruption.check("optimum");
            table[s] = action(number, s, states, actions);
        }
        return table;
    }

    /** Teaching with one table and collecting with another, against a follower with a table. */
    public double stationaryLeakValue() {
        double best = Double.NEGATIVE_INFINITY;
        for (int taught = 0; taught < leaderTables; taught++) {
            Interruption.check("optimum");
            int answer = reply(taught);
            for (int l = 0; l < leaderTables; l++) {
                best = Math.max(best, leaderTotal[l * followerTables + answer]);
            }
        }
        return best;
    }

    /** The best table to commit to against a follower that knows the round. */
    public double finiteHorizonValue() {
        double best = Double.NEGATIVE_INFINITY;
        for (int l = 0; l < leaderTables; l++) {
            Interruption.check("optimum");
            best = Math.max(best, collect(l, plan(l)));
        }
        return best;
    }

    /** Teaching with one table and collecting with another, against a follower that knows the round. */
    public double finiteHorizonLeakValue() {
        double best = Double.NEGATIVE_INFINITY;
        for (int taught = 0; taught < leaderTables; taught++) {
            Interruption.check("optimum");
            int[] plan = plan(taught);
            for (int l = 0; l < leaderTables; l++) {
                best = Math.max(best, collect(l, plan));
            }
        }
        return best;
    }

    /** The follower's best column in every round and state {@code [H, S]}, by backward induction, ties for the leader. */
    int[] plan(int leaderTable) {
        int columns = game.columns();
        int[] plan = new int[rounds * states];
        double[] own = new double[states];
        double[] leader = new double[states];
        double[] ownOf = new double[columns];
        double[] leaderOf = new double[columns];
        for (int round = rounds - 1; round >= 0; round--) {
            Interruption.check("optimum");
            double[] nextOwn = own.clone();
            double[] nextLeader = leader.clone();
            for (int s = 0; s < states; s++) {
                int row = action(leaderTable, s, states, game.rows());
                for (int c = 0; c < columns; c++) {
                    int next = 1 + row * columns + c;
                    ownOf[c] = game.follower(row, c) + nextOwn[next];
                    leaderOf[c] = game.leader(row, c) + nextLeader[next];
                }
                int best = TieRule.FOR_LEADER.best(ownOf, 0, leaderOf, 0, columns, followerTolerance);
                plan[round * states + s] = best;
                own[s] = ownOf[best];
                leader[s] = leaderOf[best];
            }
        }
        return plan;
    }

    private double collect(int leaderTable, int[] plan) {
        int state = 0;
        double total = 0;
        for (int round = 0; round < rounds; round++) {
            int row = action(leaderTable, state, states, game.rows());
            int column = plan[round * states + state];
            total += game.leader(row, column);
            state = 1 + row * game.columns() + column;
        }
        return total;
    }
}
