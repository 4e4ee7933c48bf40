package walras.env.stackelberg.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import walras.env.Interruption;
import walras.env.NumberArray;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.Problem;
import walras.env.Solution;

/**
 * How far two given strategies are from an equilibrium: what each player would gain by a best reply while the other's stays. In a game of
 * several rounds a strategy looks at the last joint action, payoffs are totals, and a best reply may depend on the round too.
 *
 * @param states 1, or 1 + rows * columns
 * @param row {@code [states, R]}
 * @param column {@code [states, C]}
 */
@SuppressWarnings("ArrayRecordComponent")
record StrategyProfile(MatrixGame game, int rounds, int states, double[] row, double[] column) {
    private static final String ROW = "row_strategy";
    private static final String COLUMN = "column_strategy";
    private static final double ROUNDING = 1e-9;

    static List<OptionSpec> specs() {
        String sentence = "'s strategy to evaluate, chances [action]; [state][action] where rounds is above 1.";
        return List.of(
                OptionSpec.array(ROW, 1, 2, 0, 1, "", "The row player" + sentence),
                OptionSpec.array(COLUMN, 1, 2, 0, 1, "", "The column player" + sentence));
    }

    /** The profile that options give, if any. */
    static Optional<StrategyProfile> of(Options options, MatrixGame game, int rounds) {
        Optional<NumberArray> row = options.array(ROW);
        Optional<NumberArray> column = options.array(COLUMN);
        if (row.isEmpty() && column.isEmpty()) {
            return Optional.empty();
        }
        int states = rounds == 1 ? 1 : 1 + game.rows() * game.columns();
        return Optional.of(new StrategyProfile(
                game,
                rounds,
                states,
                strategy(ROW, row, states, game.rows()),
                strategy(COLUMN, column, states, game.columns())));
    }

    private static double[] strategy(String name, Optional<NumberArray> given, int states, int actions) {
        List<Integer> shape = states == 1 ? List.of(actions) : List.of(states, actions);
        if (given.isEmpty() || !given.get().shape().equals(shape)) {
            throw Problem.option(
                    name,
                    "chances of shape " + shape + ", beside the other player's",
                    given.map(numbers -> numbers.shape().toString()).orElse("nothing"));
        }
        double[] strategy = given.get().values();
        for (int s = 0; s < states; s++) {
            double sum = 0;
            for (int a = 0; a < actions; a++) {
                sum += strategy[s * actions + a];
            }
            if (Math.abs(sum - 1) > ROUNDING) {
                throw Problem.option(name, "chances that sum to 1 in state " + s, sum);
            }
        }
        return strategy;
    }

    /** The oracle's answer with the profile's tables. */
    Solution addTo(Solution solution) {
        double[] gain = {gain(0), gain(1)}; // [player]
        List<Solution.Table> tables = new ArrayList<>(solution.tables());
        tables.addAll(Solution.builder()
                .table("best_reply_gain", List.of("player"), List.of(2), gain)
                .scalar("nash_conv", gain[0] + gain[1])
                .scalar("exploitability", (gain[0] + gain[1]) / 2)
                .build()
                .tables());
        return new Solution(tables, solution.certificate());
    }

    /** What a player's best reply earns more than its own strategy, by backward induction. */
    double gain(int player) {
        double[] own = new double[states]; // [state], totals of the rounds that remain
        double[] best = new double[states];
        for (int round = 0; round < rounds; round++) {
            Interruption.check("optimum");
            double[] ownBefore = new double[states];
            double[] bestBefore = new double[states];
            for (int s = 0; s < states; s++) {
                bestBefore[s] = Double.NEGATIVE_INFINITY;
                for (int a = 0; a < actions(player); a++) {
                    ownBefore[s] += chance(player, s, a) * worth(player, s, a, own);
                    bestBefore[s] = Math.max(bestBefore[s], worth(player, s, a, best));
                }
            }
            own = ownBefore;
            best = bestBefore;
        }
        return best[0] - own[0];
    }

    private int actions(int player) {
        return player == 0 ? game.rows() : game.columns();
    }

    private double chance(int player, int state, int action) {
        return player == 0 ? row[state * game.rows() + action] : column[state * game.columns() + action];
    }

    /** What an action earns a player against the other's strategy, with what follows {@code [state]}. */
    private double worth(int player, int state, int action, double[] after) {
        double sum = 0;
        for (int other = 0; other < actions(1 - player); other++) {
            int r = player == 0 ? action : other;
            int c = player == 0 ? other : action;
            double next = states == 1 ? 0 : after[1 + r * game.columns() + c];
            double payoff = player == 0 ? game.leader(r, c) : game.follower(r, c);
            sum += chance(1 - player, state, other) * (payoff + next);
        }
        return sum;
    }
}
