package walras.env.stackelberg.matrix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import walras.env.DType;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Guide;
import walras.env.NumberArray;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Problem;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.stackelberg.engine.EpisodeOptions;
import walras.env.stackelberg.engine.EpisodeRules;
import walras.env.stackelberg.engine.FollowerMind;
import walras.env.stackelberg.engine.OuterEconomy;

/** {@code stackelberg/matrix-v0}. */
public final class MatrixEnvironment implements Environment {
    private static final int MOST_TABLES = 4096;
    private static final double HUGE = 1e9;

    @Override
    public String id() {
        return "stackelberg/matrix-v0";
    }

    @Override
    public String summary() {
        return "Commit to a row, or a mixture of rows, of a matrix game against a follower that learns its reply.";
    }

    @Override
    public String description() {
        return """
                The leader is asked for a row (`commitment` pure) or for weights of rows (`mixed`; normalised to sum 1, all \
                zeros mean uniform) once per sub-game. In the response phase the follower tries its columns and learns; \
                every reward is 0. In the reward phase it plays what it learned and the leader earns its payoff, divided by \
                the number of reward sub-games. Payoffs are divided by the game's largest absolute entry (`reward_unit` \
                maximum; the follower always learns from divided payoffs); the oracle's tables are in raw units. With \
                `hold_commitment` the first answer of an episode stands until its end.

                Two payoffs of a player are equal if they differ by at most 2^-40 of that player's payoff range, or by the \
                rounding of its largest payoff; so a positive factor on one player's payoffs, or a constant, changes no tie \
                and no commitment. The certificate's residuals are shares of the payoff range of the player whose payoffs \
                they are of, recomputed from the answer and the game; `verified` is 1 where all are at most 1e-9. \
                `duality_gap` says how much more any commitment could earn, by the multipliers `mixed_dual`.

                With `rounds` above 1 the game is repeated in each sub-game and the leader sees the last joint action: state \
                0 at the start, then 1 + row * columns + column. The follower's action is then a table over the same states. \
                The episode terminates after the reward phase.

                With `follower_seat` the follower is a group of its own and nobody learns inside: the leader moves, the \
                follower sees the row or the weights and answers, both are paid, `reward_steps` times per episode.

                With `row_strategy` and `column_strategy` the oracle also says how far this profile is from an equilibrium: \
                `best_reply_gain` of each player, totals over `rounds`, `nash_conv` their sum and `exploitability` half of it. A \
                best reply may depend on the round.""";
    }

    @Override
    public Guide guide() {
        return OuterEconomy.guide().and(MatrixGames.guide()).and(Guide.read(MatrixEnvironment.class, "matrix.md"));
    }

    @Override
    public List<String> sources() {
        return List.of(
                "Brero et al., Stackelberg POMDP: A Reinforcement Learning Approach for Economic Design, arXiv 2210.03852",
                "Conitzer and Sandholm, Computing the Optimal Strategy to Commit to, EC 2006",
                "Zhang et al., Bi-level Actor-Critic for Multi-agent Coordination, AAAI 2020",
                "Gerstgrasser and Parkes, Oracles & Followers: Stackelberg Equilibria in Deep Multi-Agent RL, ICML 2023");
    }

    @Override
    public OptionsSchema options() {
        List<OptionSpec> specs = new ArrayList<>(
                List.of(
                        OptionSpec.choice(
                                "game", "escape", List.copyOf(MatrixGames.all().keySet()), "A named game."),
                        OptionSpec.array(
                                "leader_payoff",
                                2,
                                2,
                                -HUGE,
                                HUGE,
                                "payoff",
                                "The leader's payoffs [row][column]; overrules game."),
                        OptionSpec.array(
                                "follower_payoff",
                                2,
                                2,
                                -HUGE,
                                HUGE,
                                "payoff",
                                "The follower's payoffs [row][column]."),
                        OptionSpec.choice(
                                "commitment",
                                "pure",
                                List.of("pure", "mixed"),
                                "The leader commits to a row or to a mixture."),
                        OptionSpec.integer(
                                "rounds",
                                1,
                                1,
                                1000,
                                "rounds",
                                "Rounds of a sub-game; above 1 with memory of the last one."),
                        OptionSpec.number(
                                "payoff_offset", 0, -HUGE, HUGE, "payoff", "Added to every payoff of both players."),
                        OptionSpec.choice(
                                "reward_unit",
                                "maximum",
                                List.of("maximum", "raw"),
                                "Rewards as shares of the largest absolute payoff, or in the payoffs' own unit."),
                        OptionSpec.flag(
                                "follower_seat",
                                false,
                                "The follower is a participant who sees each move and answers; reward_steps games per episode.")));
        specs.addAll(StrategyProfile.specs());
        specs.addAll(EpisodeOptions.specs(
                new EpisodeOptions.Defaults(100, 1, false, "argmax", EpisodeOptions.QLearners.SETS)));
        return new OptionsSchema(specs);
    }

    private static MatrixGame game(Options options) {
        Optional<NumberArray> leader = options.array("leader_payoff");
        Optional<NumberArray> follower = options.array("follower_payoff");
        double offset = options.number("payoff_offset");
        if (leader.isEmpty() && follower.isEmpty()) {
            return Objects.requireNonNull(MatrixGames.all().get(options.text("game")))
                    .shifted(offset);
        }
        if (leader.isEmpty()
                || follower.isEmpty()
                || !leader.get().shape().equals(follower.get().shape())) {
            throw Problem.option(
                    leader.isEmpty() ? "leader_payoff" : "follower_payoff",
                    "two matrices of one shape, leader_payoff and follower_payoff",
                    shape(leader) + " and " + shape(follower));
        }
        List<Integer> shape = leader.get().shape();
        return new MatrixGame(
                        shape.get(0),
                        shape.get(1),
                        leader.get().values(),
                        follower.get().values())
                .shifted(offset);
    }

    private static String shape(Optional<NumberArray> payoff) {
        return payoff.map(numbers -> numbers.shape().toString()).orElse("nothing");
    }

    @Override
    public Economy economy(Options options) {
        MatrixGame game = game(options);
        boolean mixed = options.text("commitment").equals("mixed");
        int rounds = options.integer("rounds");
        requirePlayable(game, mixed, rounds);
        Optional<StrategyProfile> profile = StrategyProfile.of(options, game, rounds);
        Supplier<Solution> solution = () -> {
            Solution solved = MatrixSolution.of(game, rounds);
            return profile.map(given -> given.addTo(solved)).orElse(solved);
        };
        boolean raw = options.text("reward_unit").equals("raw");
        double unit = raw ? 1 : game.scale();
        String named = raw ? "payoff" : "share of the largest payoff";
        if (options.flag("follower_seat")) {
            if (rounds > 1) {
                throw Problem.option("rounds", "1 with follower_seat", rounds, 1);
            }
            return new SeatedMatrixEconomy(game, mixed, options.integer("reward_steps"), unit, named, solution);
        }
        MatrixBaseGame base = new MatrixBaseGame(scaled(game, unit), mixed, rounds, game.scale() / unit);
        FollowerMind mind = EpisodeOptions.mind(options, base, game.columns());
        EpisodeRules rules = EpisodeOptions.rules(options, base, mind);
        double low = Arrays.stream(game.leader()).min().orElse(0) / unit;
        double high = Arrays.stream(game.leader()).max().orElse(0) / unit;
        int rows = game.rows();
        return new OuterEconomy(new OuterEconomy.Parts(
                base,
                rules,
                mind,
                List.of(new TensorSpec(
                        "state",
                        new Space.Discrete(base.informationSets()),
                        "",
                        "0 at the start of a sub-game, else 1 + row * columns + column of the round before.")),
                mixed
                        ? new TensorSpec(
                                "commitment",
                                Space.Box.of(DType.F64, 0, 1, rows),
                                "",
                                "Weight of each row; normalised to sum 1.")
                        : new TensorSpec("row", new Space.Discrete(rows), "", "The row to play."),
                group -> new MatrixSeat(group, mixed, rows),
                "The row player, who commits first and maximises its payoff in the reward phase.",
                low,
                high,
                named,
                () -> CheckedCommitment.equilibrium(game, mixed, rounds).leaderValue() / unit,
                solution,
                MatrixLeaders.specs(favoured(options) ? 0 : MatrixLeaders.MARGIN),
                context -> MatrixLeaders.policy(context, game, mixed, rounds),
                mixed ? MixtureGrid.of(rows).size() : rows,
                group -> mixed ? MatrixGrid.mixed(group, rows) : MatrixGrid.pure(group, base.informationSets(), rows)));
    }

    /** Whether the follower answers exactly and breaks ties for the leader, so that the exact equilibrium stands. */
    private static boolean favoured(Options options) {
        return List.of("best-response", "fictitious-play").contains(options.text("followers"))
                && options.text("tie_rule").equals("for-leader");
    }

    private static void requirePlayable(MatrixGame game, boolean mixed, int rounds) {
        if (rounds > 1 && mixed) {
            throw Problem.option("commitment", "pure where rounds is above 1", "mixed", "pure");
        }
        if (rounds > 1 && Math.pow(game.columns(), 1 + game.rows() * game.columns()) > MOST_TABLES) {
            throw Problem.option(
                    "rounds",
                    "1 for a game with more than " + MOST_TABLES + " follower tables",
                    rounds + " with " + game.rows() + " x " + game.columns(),
                    1);
        }
    }

    /** The leader's payoffs over {@code unit}, the follower's over the largest entry. */
    private static MatrixGame scaled(MatrixGame game, double unit) {
        double scale = game.scale();
        return new MatrixGame(
                game.rows(),
                game.columns(),
                Arrays.stream(game.leader()).map(u -> u / unit).toArray(),
                Arrays.stream(game.follower()).map(u -> u / scale).toArray());
    }
}
