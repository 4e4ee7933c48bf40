package walras.env.stackelberg.bandit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Guide;
import walras.env.NumberArray;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.OptionsSchema;
import walras.env.Problem;
import walras.env.TableSize;

/** Who the environment is and what options it takes. */
final class BanditEnvironment implements Environment {
    private static final String SEAT = "seat";
    private static final long ARM_BYTES = 64; // of a pair of actions: counts, sums, scores
    private static final OptionsSchema OPTIONS = OptionsSchema.of(
            OptionSpec.choice(
                    "game",
                    "table-1",
                    List.of("table-1", "table-2", "random"),
                    "Mean rewards: a manipulable game, a trap for UCB, or uniform draws."),
            OptionSpec.array(
                    "leader_payoff",
                    2,
                    2,
                    0,
                    1,
                    "reward units",
                    "Own mean rewards of the leader, [leader action][follower action]; overrides the game."),
            OptionSpec.array(
                    "follower_payoff",
                    2,
                    2,
                    0,
                    1,
                    "reward units",
                    "Own mean rewards of the follower, of the same shape."),
            OptionSpec.integer("leader_actions", 5, 1, 64, "actions", "Actions of the leader in a random game."),
            OptionSpec.integer("follower_actions", 5, 1, 64, "actions", "Actions of the follower in a random game."),
            OptionSpec.integer("game_seed", 0, 0, Integer.MAX_VALUE, "", "Which random game."),
            OptionSpec.choice(
                    "follower",
                    "ucb",
                    followers(),
                    "Who replies: a learner inside the environment, or a participant on the seat `follower`."),
            OptionSpec.choice(
                    "information",
                    "side",
                    List.of("limited", "side"),
                    "Whether the follower sees its own rewards only or the leader's too."),
            OptionSpec.choice(
                    "noise", "bernoulli", List.of("bernoulli", "none"), "Rewards are drawn, or are the means."),
            OptionSpec.integer("horizon", 10_000, 1, 1_000_000, "rounds", "Rounds of an episode."),
            OptionSpec.number("delta", .1, 1e-9, 1, "", "Failure probability of the inner follower's bounds."));

    private static List<String> followers() {
        List<String> ids = new ArrayList<>(Arrays.stream(BanditDuel.Follower.values())
                .map(BanditDuel.Follower::id)
                .toList());
        ids.add(SEAT);
        return ids;
    }

    @Override
    public String id() {
        return "stackelberg/bandit-v0";
    }

    @Override
    public String summary() {
        return "Two bandits, one of whom commits first: decentralised learning of Stackelberg equilibria, and"
                + " manipulation.";
    }

    @Override
    public String description() {
        return """
                In every round the leader plays one of A actions, the follower sees it and plays one of B; both are paid
                a reward in [0, 1] whose mean depends on the pair. The leader sees its own action and reward, never the
                reply. The follower sees the action, its own reward and, with `information` side, the leader's.

                The follower lives inside (`follower` ucb, best-response, fbm, fmucb) and a step is a round; or it sits
                on the seat `follower`, and a round takes two steps, the leader's and then the follower's (`active`
                says whose). Rewards come with the last step of a round. Episodes are truncated after `horizon` rounds.

                The oracle gives the Stackelberg equilibrium (pure, the follower replying best) and the best
                manipulation: the reply rule that makes the leader's best commitment the one that the follower likes
                best.""";
    }

    @Override
    public Guide guide() {
        return Guide.read(BanditEnvironment.class, "bandit.md");
    }

    @Override
    public List<String> sources() {
        return List.of(
                "Yu and Chen, Decentralized Online Learning in General-Sum Stackelberg Games, UAI 2024",
                "Auer, Cesa-Bianchi, Freund and Schapire, The nonstochastic multiarmed bandit problem, 2002");
    }

    @Override
    public OptionsSchema options() {
        return OPTIONS;
    }

    @Override
    public TableSize tables(Options options) {
        long arms = (long) options.integer("leader_actions") * options.integer("follower_actions");
        return TableSize.ofArrays(options).plus(arms * ARM_BYTES, 0).perRow(arms * ARM_BYTES, arms * ARM_BYTES);
    }

    @Override
    public Economy economy(Options options) {
        String follower = options.text("follower");
        BanditDuel.@Nullable Follower inside = Arrays.stream(BanditDuel.Follower.values())
                .filter(kind -> kind.id().equals(follower))
                .findFirst()
                .orElse(null);
        boolean side = options.text("information").equals("side");
        if (inside != null && inside.sideInformation() && !side) {
            throw Problem.option("follower", "ucb, best-response or seat with information limited", follower);
        }
        BanditDuel.Constants defaults = BanditDuel.Constants.DEFAULT;
        return new BanditEconomy(new BanditSettings(
                game(options),
                inside,
                options.text("noise").equals("bernoulli"),
                side,
                options.integer("horizon"),
                new BanditDuel.Constants(
                        defaults.alpha(), defaults.eta(), defaults.exploration(), options.number("delta"))));
    }

    private static BanditGame game(Options options) {
        Optional<NumberArray> leader = options.array("leader_payoff");
        Optional<NumberArray> follower = options.array("follower_payoff");
        if (leader.isPresent() || follower.isPresent()) {
            NumberArray first = leader.orElseThrow(() -> missing("leader_payoff", follower));
            NumberArray second = follower.orElseThrow(() -> missing("follower_payoff", leader));
            if (!first.shape().equals(second.shape())) {
                throw Problem.option("follower_payoff", "the leader's shape " + first.shape(), second.shape());
            }
            return new BanditGame(first.shape().get(0), first.shape().get(1), first.values(), second.values());
        }
        return switch (options.text("game")) {
            case "table-1" -> BanditGame.manipulable();
            case "table-2" -> BanditGame.trap();
            default ->
                BanditGame.random(
                        options.integer("leader_actions"),
                        options.integer("follower_actions"),
                        options.integer("game_seed"));
        };
    }

    private static Problem missing(String name, Optional<NumberArray> other) {
        return Problem.option(
                name, "an array of shape " + other.orElseThrow().shape() + ", beside the other player's", "none");
    }
}
