package walras.env.stackelberg.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.Problem;
import walras.env.stackelberg.response.BestResponse;
import walras.env.stackelberg.response.Exp3;
import walras.env.stackelberg.response.FictitiousPlay;
import walras.env.stackelberg.response.Hedge;
import walras.env.stackelberg.response.LearningRule;
import walras.env.stackelberg.response.QBandit;
import walras.env.stackelberg.response.RegretMatching;
import walras.env.stackelberg.response.Sweep;
import walras.env.stackelberg.response.TieRule;
import walras.env.stackelberg.response.Ucb;

/** The options that every environment of the wrapper has, and how they become rules and minds. */
public final class EpisodeOptions {
    private static final String Q_LEARNING = "q-learning";

    private EpisodeOptions() {}

    /**
     * What an environment has by default.
     *
     * @param responseSteps sub-games of the response phase; 0 where settings have their own
     * @param rewardSteps sub-games of a sampled reward phase
     * @param exact whether the reward phase is exact
     * @param extraction what followers play in it
     * @param learners what Q-learning learns, where it is on offer
     */
    public record Defaults(int responseSteps, int rewardSteps, boolean exact, String extraction, QLearners learners) {}

    /** Q-learning on offer. */
    public enum QLearners {
        NONE,
        /** One follower chooses at each information set, and the next one counts. */
        SETS,
        /** Types choose actions that nothing follows. */
        ACTIONS
    }

    /** The declared options. */
    public static List<OptionSpec> specs(Defaults defaults) {
        List<OptionSpec> all = new ArrayList<>(followers(defaults));
        all.addAll(phases(defaults));
        return all;
    }

    private static List<OptionSpec> followers(Defaults defaults) {
        List<String> kinds =
                new ArrayList<>(List.of("hedge", "regret-matching", "fictitious-play", "best-response", "exp3", "ucb"));
        if (defaults.learners() != QLearners.NONE) {
            kinds.add(Q_LEARNING);
        }
        List<OptionSpec> specs = new ArrayList<>(List.of(
                OptionSpec.choice("followers", "hedge", kinds, "How the followers learn in the response phase."),
                OptionSpec.choice(
                        "sweep",
                        "exact",
                        List.of("exact", "sampled"),
                        "An update tries all joint actions, in expectation against mixed strategies, or each follower's"
                                + " actions against one sampled profile; exp3, ucb and q-learning play one action."),
                OptionSpec.number(
                        "learning_rate",
                        .1,
                        1e-6,
                        10,
                        "",
                        "Step of hedge ((1 + rate)^payoff), exp3 and q-learning; the public codes use .1 and .01."),
                OptionSpec.number("exploration", .1, 0, 1, "", "Share of uniform play of exp3."),
                OptionSpec.number(
                        "confidence", 1e-6, 1e-12, 1, "", "Failure probability of a confidence bound of ucb."),
                OptionSpec.choice(
                        "tie_rule",
                        "for-leader",
                        List.of("for-leader", "against-leader", "first", "last"),
                        "What best-response and fictitious-play do when indifferent.")));
        if (defaults.learners() == QLearners.SETS) {
            specs.add(OptionSpec.number("discount", .95, 0, 1, "", "Weight of the next state for q-learning."));
        }
        if (defaults.learners() != QLearners.NONE) {
            specs.add(OptionSpec.number(
                    "exploration_decay", .01, 0, 1, "1/move", "Rate at which q-learning stops exploring."));
        }
        return specs;
    }

    private static List<OptionSpec> phases(Defaults defaults) {
        return List.of(
                OptionSpec.integer(
                        "response_steps",
                        defaults.responseSteps(),
                        Math.min(1, defaults.responseSteps()),
                        10_000_000,
                        "sub-games",
                        "Length of the response phase, rounded down to whole updates"
                                + (defaults.responseSteps() == 0 ? "; 0 takes the setting's published length." : ".")),
                OptionSpec.integer(
                        "reward_steps",
                        defaults.rewardSteps(),
                        1,
                        1_000_000,
                        "sub-games",
                        "Length of a sampled reward phase; each pays its share of the mean."),
                OptionSpec.choice(
                        "reward_phase",
                        defaults.exact() ? "exact" : "sampled",
                        List.of("sampled", "exact"),
                        "Sampled, or every type profile and joint action of positive weight once, paid by its weight."),
                OptionSpec.choice(
                        "extraction",
                        defaults.extraction(),
                        List.of("last-mixed", "argmax", "average", "certified"),
                        "What followers play in the reward phase; certified takes the first of last-mixed, argmax and"
                                + " average with a gap of at most .05, learning on out of sight if it must."),
                OptionSpec.flag(
                        "hold_commitment",
                        true,
                        "The first answer at an observation stands for the whole episode; else every answer counts."),
                OptionSpec.choice(
                        "response_transitions",
                        "visible",
                        List.of("visible", "hidden"),
                        "Whether the privileged tensor learn marks response transitions as the learner's."),
                OptionSpec.flag("response_rewards", false, "Ablation: the response phase pays too."),
                OptionSpec.flag("phase_visible", false, "Ablation: the leader sees the phase, and may cheat."),
                OptionSpec.integer(
                        "cycles",
                        1,
                        1,
                        1000,
                        "cycles",
                        "Response and reward phases per episode; followers are carried over from one to the next, and"
                                + " reset with the episode."));
    }

    /** The mind that the options ask for in a base game. */
    public static FollowerMind mind(Options options, BaseGame game, int choices) {
        if (options.text("followers").equals(Q_LEARNING) && options.has("discount")) {
            return new FollowerMind.Tabular(
                    new QLearning(
                            options.number("learning_rate"),
                            options.number("discount"),
                            options.number("exploration_decay")),
                    choices);
        }
        LearningRule rule = rule(options, tolerance(game));
        Sweep sweep = rule.bandit()
                ? Sweep.BANDIT
                : Sweep.valueOf(options.text("sweep").toUpperCase(Locale.ROOT));
        return new FollowerMind.Sweeping(rule, sweep);
    }

    /** The closest that payoffs of any follower are and equal. */
    private static double tolerance(BaseGame game) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < game.shape().followers(); i++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int p = 0; p < game.shape().profiles(); p++) {
                low = Math.min(low, game.lowest(p, i));
                high = Math.max(high, game.highest(p, i));
            }
            least = Math.min(least, TieRule.tolerance(low, high));
        }
        return least;
    }

    private static LearningRule rule(Options options, double tolerance) {
        double rate = options.number("learning_rate");
        TieRule ties = TieRule.valueOf(
                options.text("tie_rule").toUpperCase(Locale.ROOT).replace('-', '_'));
        return switch (options.text("followers")) {
            case "hedge" -> new Hedge(rate);
            case "regret-matching" -> new RegretMatching();
            case "fictitious-play" -> new FictitiousPlay(ties, tolerance);
            case "best-response" -> new BestResponse(ties, tolerance);
            case "exp3" -> new Exp3(rate, options.number("exploration"));
            case "ucb" -> new Ucb(options.number("confidence"));
            case Q_LEARNING -> new QBandit(rate, options.number("exploration_decay"));
            default -> throw Problem.option("followers", "a known learning rule", options.text("followers"));
        };
    }

    /** The rules of an episode over a base game. */
    public static EpisodeRules rules(Options options, BaseGame game, FollowerMind mind) {
        return rules(options, game, mind, options.integer("response_steps"));
    }

    /** The same with another length of the response phase, in sub-games. */
    public static EpisodeRules rules(Options options, BaseGame game, FollowerMind mind, int steps) {
        int queries = mind instanceof FollowerMind.Sweeping sweeping
                ? sweeping.sweep().queries(game.shape())
                : 1;
        FrozenPlay frozen = FrozenPlay.valueOf(
                options.text("extraction").toUpperCase(Locale.ROOT).replace('-', '_'));
        boolean hold = options.flag("hold_commitment");
        boolean visible = options.flag("phase_visible");
        if (frozen == FrozenPlay.CERTIFIED && (!hold || visible || mind instanceof FollowerMind.Tabular)) {
            throw Problem.option(
                    "extraction",
                    "anything but certified without hold_commitment, with phase_visible or with q-learning",
                    options.text("extraction"));
        }
        return new EpisodeRules(
                updates(steps, game, mind, queries),
                options.integer("reward_steps"),
                options.text("reward_phase").equals("exact"),
                frozen,
                hold,
                visible,
                options.flag("response_rewards"),
                options.text("response_transitions").equals("visible"),
                options.integer("cycles"));
    }

    private static int updates(int steps, BaseGame game, FollowerMind mind, int queries) {
        if (!game.responds()) {
            return 0;
        }
        int updates = steps / queries;
        if (updates == 0) {
            throw Problem.option(
                    "response_steps", "at least the " + queries + " sub-games of one update", steps, queries);
        }
        boolean once = mind instanceof FollowerMind.Sweeping sweeping
                && sweeping.rule() instanceof BestResponse
                && game.shape().followers() == 1
                && game.shape().types() == 1;
        return once ? 1 : updates;
    }
}
