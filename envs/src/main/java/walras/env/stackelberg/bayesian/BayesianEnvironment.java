package walras.env.stackelberg.bayesian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Guide;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.TableSize;
import walras.env.stackelberg.engine.EpisodeOptions;
import walras.env.stackelberg.engine.EpisodeOptions.QLearners;
import walras.env.stackelberg.engine.FollowerMind;
import walras.env.stackelberg.engine.OuterEconomy;
import walras.env.stackelberg.matrix.MatrixGames;

/** {@code stackelberg/bayesian-v0}. */
public final class BayesianEnvironment implements Environment {
    private static final long CELL_BYTES =
            8; // of a type profile and a joint action: payoffs of all players, and what is played

    @Override
    public String id() {
        return "stackelberg/bayesian-v0";
    }

    @Override
    public String summary() {
        return "Commit to an action, or a mixture, against followers of private types who learn their replies; the game is data.";
    }

    @Override
    public String description() {
        return """
                A base game as data: `prior`, `leader_payoff` and `follower_payoff` by type, the leader's action and the \
                follower's answer; or by follower first, where there are several, who do not see one another: one action faces \
                them all and the leader's payoffs add up. The leader commits to an action (`commitment` pure) or to weights of \
                actions (`mixed`; normalised to sum 1, all zeros mean uniform). With `messages` M it commits to one for each \
                message, and a type picks a message and an answer together; the leader sees the `message`, and is asked for each \
                follower in turn. Types learn separately.

                In the response phase types try what they can do and learn; every reward is 0. In the reward phase they play what \
                they learned and the leader earns its payoff. Payoffs are divided by the game's largest absolute entry \
                (`reward_unit` maximum; followers always learn from divided payoffs); the oracle's tables are in raw units.

                With `follower_seat` followers are participants (group `followers`): a game takes a step of the leader for each message, \
                then one in which followers, who see the commitment `[message, action]` and their type, send a message and answer, and \
                everybody is paid; `reward_steps` games make an episode.

                Optimum: for an assignment of a message m_t and an answer j_t to every type, the linear program: maximise \
                sum_t p_t x[m_t] L_t[., j_t] subject to x[m_t] F_t[., j_t] >= x[m] F_t[., j] for all m, j; the best assignment is \
                the strong equilibrium (`mixed_*`). Assignments are searched by branch and bound over types, in exact arithmetic: a \
                type that is not yet assigned pays at most what it would pay alone. `weak_leader_value` is the supremum over what \
                types strictly prefer, the leader getting its worst of answers that a type cannot tell apart; \
                `revealed_leader_value` the optimum of a leader who sees the type. `leader_value` is the best single action's, \
                `menu_leader_value` (under `commitment` pure) the best action's for each message. Ties are judged as in \
                stackelberg/matrix-v0.

                Certificate, from the answer and the game: `follower_gain`, the most that a type gains by another message and answer, \
                as a share of its payoff range; `bound_gap`, what the search left open, 0 where it covered everything; `verified` is \
                1 where all residuals are at most 1e-9 and every bound of the search is proved by its multipliers.""";
    }

    @Override
    public Guide guide() {
        return OuterEconomy.guide().and(MatrixGames.guide()).and(Guide.read(BayesianEnvironment.class, "bayesian.md"));
    }

    @Override
    public List<String> sources() {
        return List.of(
                "Conitzer and Sandholm, Computing the Optimal Strategy to Commit to, EC 2006",
                "Paruchuri, Pearce, Marecki, Tambe, Ordonez and Kraus, Playing Games for Security: An Efficient Exact Algorithm"
                        + " for Solving Bayesian Stackelberg Games, AAMAS 2008",
                "Brero et al., Stackelberg POMDP: A Reinforcement Learning Approach for Economic Design, arXiv 2210.03852");
    }

    @Override
    public OptionsSchema options() {
        List<OptionSpec> specs = new ArrayList<>(BayesianOptions.specs());
        specs.addAll(EpisodeOptions.specs(new EpisodeOptions.Defaults(1000, 1, true, "argmax", QLearners.ACTIONS)));
        return new OptionsSchema(specs);
    }

    @Override
    public TableSize tables(Options options) {
        BayesianGame game = BayesianOptions.game(options);
        double cells = Math.pow((double) game.types() * game.messages() * game.answers(), game.followers());
        long kept = (long) Math.min(cells, BayesianBaseGame.MOST_CELLS);
        return TableSize.ofArrays(options).perRow(kept * CELL_BYTES * (game.followers() + 2), 0);
    }

    @Override
    public Economy economy(Options options) {
        BayesianGame game = BayesianOptions.game(options);
        boolean mixed = options.text("commitment").equals("mixed");
        boolean raw = options.text("reward_unit").equals("raw");
        double unit = raw ? 1 : game.scale();
        BayesianOracle oracle = new BayesianOracle(game, mixed);
        String named = raw ? "payoff" : "share of the largest payoff";
        if (options.flag("follower_seat")) {
            return new SeatedBayesianEconomy(game, mixed, options.integer("reward_steps"), unit, named, oracle::solve);
        }
        BayesianBaseGame base = new BayesianBaseGame(game.over(unit, game.scale()), mixed, game.scale() / unit);
        FollowerMind mind = EpisodeOptions.mind(options, base, 1);
        int rows = game.rows();
        double[] payoffs = game.leaderPayoffs();
        return new OuterEconomy(new OuterEconomy.Parts(
                base,
                EpisodeOptions.rules(options, base, mind),
                mind,
                List.of(BayesianSeat.seen(game.messages())),
                BayesianSeat.action(mixed, rows),
                group -> new BayesianSeat(group, mixed, rows),
                "Commits first and maximises its payoff in the reward phase.",
                game.followers() * Arrays.stream(payoffs).min().orElse(0) / unit,
                game.followers() * Arrays.stream(payoffs).max().orElse(0) / unit,
                named,
                () -> oracle.value() / unit,
                oracle::solve,
                BayesianLeaders.specs(favoured(options) ? 0 : BayesianLeaders.MARGIN),
                context -> BayesianLeaders.policy(context, game, mixed),
                BayesianSeat.choices(mixed, rows).length,
                group -> BayesianSeat.grid(group, mixed, rows, game.messages())));
    }

    /** Whether followers answer exactly and break ties for the leader, so that the exact equilibrium stands. */
    private static boolean favoured(Options options) {
        return List.of("best-response", "fictitious-play").contains(options.text("followers"))
                && options.text("tie_rule").equals("for-leader");
    }
}
