package walras.env.stackelberg.design;

import java.util.ArrayList;
import java.util.List;
import walras.env.DType;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.GroupTensors;
import walras.env.Guide;
import walras.env.NumberArray;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Policy;
import walras.env.PolicySpec;
import walras.env.Problem;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.stackelberg.engine.AnswerGrid;
import walras.env.stackelberg.engine.EpisodeOptions;
import walras.env.stackelberg.engine.FollowerMind;
import walras.env.stackelberg.engine.LeaderSeat;
import walras.env.stackelberg.engine.OuterEconomy;

/** {@code stackelberg/matrix-design-v0}. */
public final class DesignEnvironment implements Environment {
    /** Of e, in one update of a follower's weights. */
    private static final double EXPONENT_MOST = 300;

    private static final double[] BASE = {3, 3, 6, 4, 4, 6, 2, 2}; // [2, 2, 2]
    private static final double HUGE = 1e6;
    private static final int ACTIONS_MAX = 8;
    private static final String ROW = "row_payoff";
    private static final String COLUMN = "column_payoff";

    @Override
    public String id() {
        return "stackelberg/matrix-design-v0";
    }

    @Override
    public String summary() {
        return "Promise bonuses at joint actions so that two learning followers choose what is best for both.";
    }

    @Override
    public String description() {
        return """
                Two followers play a matrix game, by default (3,3) (6,4); (4,6) (2,2). The leader sees the joint action and \
                answers with a bonus for each, from 0 to `bonus_max`, in the payoffs' unit. Followers get (base + bonus) / 6, \
                6 being the largest absolute base payoff; the leader earns the sum of base payoffs / 6 of the reward phase: bonuses \
                are not subtracted. Promising the row player at least 1 at (0,0) and the column player at least 4 at (1,1) \
                makes (0,1), worth 10/6, dominant, and is never paid. The oracle's leader_value is what dominance makes sure \
                of; followers may learn to play what is worth more. The published budgets are 30 sub-games (7 exact \
                updates) and 132 (33 exact updates).""";
    }

    @Override
    public Guide guide() {
        return OuterEconomy.guide().and(Guide.read(DesignEnvironment.class, "design.md"));
    }

    @Override
    public List<String> sources() {
        return List.of(
                "Brero et al., Stackelberg POMDP: A Reinforcement Learning Approach for Economic Design, arXiv 2210.03852",
                "Monderer and Tennenholtz, k-Implementation, EC 2003");
    }

    @Override
    public OptionsSchema options() {
        List<OptionSpec> specs = new ArrayList<>(List.of(
                OptionSpec.array(ROW, 2, 2, -HUGE, HUGE, "payoff", "The row player's base payoffs, square."),
                OptionSpec.array(COLUMN, 2, 2, -HUGE, HUGE, "payoff", "The column player's base payoffs."),
                OptionSpec.number("bonus_max", 10, 0, HUGE, "payoff", "Largest bonus.")));
        specs.addAll(EpisodeOptions.specs(
                new EpisodeOptions.Defaults(132, 1, false, "argmax", EpisodeOptions.QLearners.NONE)));
        return new OptionsSchema(specs);
    }

    private static DesignGame game(Options options) {
        double bonusMax = options.number("bonus_max");
        if (!options.has(ROW) && !options.has(COLUMN)) {
            return new DesignGame(2, BASE, bonusMax);
        }
        NumberArray row = square(options, ROW);
        NumberArray column = square(options, COLUMN);
        if (!row.shape().equals(column.shape())) {
            throw Problem.option(COLUMN, "the shape of " + ROW + ", " + row.shape(), "shape " + column.shape());
        }
        int m = row.shape().get(0);
        double[] base = new double[2 * m * m];
        for (int j = 0; j < m * m; j++) {
            base[2 * j] = row.values()[j];
            base[2 * j + 1] = column.values()[j];
        }
        return new DesignGame(m, base, bonusMax);
    }

    /** Followers weigh actions by (1 + learning_rate) to the power of payoffs in shares of the largest base payoff. */
    private static void requireFinite(DesignGame game, Options options) {
        double most = game.scale() * (EXPONENT_MOST / StrictMath.log1p(options.number("learning_rate")) - 1);
        if (game.bonusMax() > most) {
            throw Problem.option("bonus_max", "at most " + most + " beside these base payoffs", game.bonusMax(), most);
        }
    }

    private static NumberArray square(Options options, String name) {
        String expected = "a square matrix, at most " + ACTIONS_MAX + " x " + ACTIONS_MAX;
        NumberArray given = options.array(name)
                .orElseThrow(() -> Problem.option(name, expected + ", beside the other player's", "nothing"));
        int m = given.shape().get(0);
        if (m > ACTIONS_MAX || m != given.shape().get(1)) {
            throw Problem.option(name, expected, "shape " + given.shape());
        }
        return given;
    }

    @Override
    public Economy economy(Options options) {
        DesignGame game = game(options);
        requireFinite(game, options);
        DesignOracle oracle = new DesignOracle(game);
        FollowerMind mind = EpisodeOptions.mind(options, game, 1);
        double[] welfare = java.util.stream.IntStream.range(0, game.informationSets())
                .mapToDouble(game::welfare)
                .sorted()
                .toArray();
        return new OuterEconomy(new OuterEconomy.Parts(
                game,
                EpisodeOptions.rules(options, game, mind),
                mind,
                List.of(new TensorSpec(
                        "joint_action",
                        new Space.MultiDiscrete(List.of(game.actions(), game.actions())),
                        "",
                        "What the row and the column player chose.")),
                new TensorSpec(
                        "bonus",
                        Space.Box.of(DType.F64, 0, game.bonusMax(), 2),
                        "payoff",
                        "Bonus of the row and the column player at the joint action."),
                group -> seat(group, game.actions()),
                "The designer, who maximises the followers' base payoffs.",
                welfare[0],
                welfare[welfare.length - 1],
                "share of the largest absolute base payoff",
                () -> oracle.solve().borneOut().table("leader_value").scalar(),
                oracle::solve,
                List.of(PolicySpec.of(
                        "equilibrium",
                        OuterEconomy.LEADER,
                        "Promises the largest bonus wherever a player alone plays its part of the oracle's target.")),
                context -> equilibrium(context.groupTensors(), game, oracle),
                4,
                group -> grid(group, game)));
    }

    /** Nothing or the largest bonus, for either player. */
    private static AnswerGrid grid(GroupTensors group, DesignGame game) {
        int[] joint = group.observation("joint_action").i32(); // [B, 1, 2]
        double[] bonus = group.action("bonus").f64(); // [B, 1, 2]
        return new AnswerGrid() {
            @Override
            public int sets() {
                return game.informationSets();
            }

            @Override
            public int choices() {
                return 4;
            }

            @Override
            public int set(int row) {
                return joint[2 * row] * game.actions() + joint[2 * row + 1];
            }

            @Override
            public void play(int row, int choice) {
                bonus[2 * row] = choice / 2 == 1 ? game.bonusMax() : 0;
                bonus[2 * row + 1] = choice % 2 == 1 ? game.bonusMax() : 0;
            }
        };
    }

    private static LeaderSeat seat(GroupTensors group, int actions) {
        int[] joint = group.observation("joint_action").i32(); // [B, 1, 2]
        double[] bonus = group.action("bonus").f64(); // [B, 1, 2]
        return new LeaderSeat() {
            @Override
            public void answer(int row, int set, double[] answers, int at) {
                System.arraycopy(bonus, 2 * row, answers, at + 2 * set, 2);
            }

            @Override
            public void observe(int row, int set, double[] answers, int at) {
                joint[2 * row] = set / actions;
                joint[2 * row + 1] = set % actions;
            }
        };
    }

    private static Policy equilibrium(GroupTensors group, DesignGame game, DesignOracle oracle) {
        int[] joint = group.observation("joint_action").i32(); // [B, 1, 2]
        double[] bonus = group.action("bonus").f64(); // [B, 1, 2]
        Solution answer = oracle.solve().borneOut();
        int targetRow = Math.max(0, (int) answer.table("target_row").scalar());
        int targetColumn = Math.max(0, (int) answer.table("target_column").scalar());
        return rows -> {
            for (int row = rows.from(); row < rows.to(); row++) {
                if (rows.contains(row)) {
                    boolean rowPlays = joint[2 * row] == targetRow;
                    boolean columnPlays = joint[2 * row + 1] == targetColumn;
                    bonus[2 * row] = rowPlays && !columnPlays ? game.bonusMax() : 0;
                    bonus[2 * row + 1] = columnPlays && !rowPlays ? game.bonusMax() : 0;
                }
            }
        };
    }
}
