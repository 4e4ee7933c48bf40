package walras.env.stackelberg.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import walras.env.OptionSpec;
import walras.env.OptionsSchema;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;

/**
 * Leaders that learn among finitely many commitments, one per episode, from the episode's return alone. Each row learns by itself, for
 * {@code train_episodes} episodes; after that it plays what it found best.
 */
final class CommitmentLeaders {
    static final String ENUMERATION = "enumeration";
    static final String WEIGHTS = "multiplicative-weights";
    static final String SEARCH = "local-search";
    static final String ACTOR_CRITIC = "actor-critic";
    private static final int MOST_COMMITMENTS = 4096;

    private CommitmentLeaders() {}

    /** Commitments of a grid, or -1 when there are too many to list. */
    static int count(int sets, int choices) {
        double all = Math.pow(choices, sets);
        return all <= MOST_COMMITMENTS ? (int) all : -1;
    }

    static List<PolicySpec> specs(int sets, int choices) {
        List<PolicySpec> specs = new ArrayList<>();
        int commitments = count(sets, choices);
        if (commitments > 0) {
            specs.add(new PolicySpec(
                            ENUMERATION,
                            List.of(OuterEconomy.LEADER),
                            OptionsSchema.of(episodes(commitments)),
                            "Tries all " + commitments
                                    + " commitments in turn, then plays the one of highest mean return.")
                    .learning());
            specs.add(new PolicySpec(
                            WEIGHTS,
                            List.of(OuterEconomy.LEADER),
                            OptionsSchema.of(
                                    episodes(20L * commitments),
                                    OptionSpec.number("rate", .1, 1e-6, 10, "", "Step of the weights."),
                                    OptionSpec.number(
                                            "exploration", .1, 0, 1, "", "Share of uniform play while it learns.")),
                            "Multiplicative weights over all commitments from the played one's return (EXP3), then the heaviest.")
                    .learning());
        }
        specs.add(new PolicySpec(
                        SEARCH,
                        List.of(OuterEconomy.LEADER),
                        OptionsSchema.of(
                                episodes(40L * sets * choices),
                                OptionSpec.number(
                                        "restart",
                                        .02,
                                        0,
                                        1,
                                        "",
                                        "Chance of a wholly new commitment instead of a changed answer.")),
                        "Hill climbing, one answer at a time; what looks best is played again before it is believed.")
                .learning());
        specs.add(new PolicySpec(
                        ACTOR_CRITIC,
                        List.of(OuterEconomy.LEADER),
                        OptionsSchema.of(
                                episodes(2000),
                                OptionSpec.choice(
                                        "critic",
                                        "full",
                                        List.of("full", "flag", "none"),
                                        "The critic sees the information set, with the phase (flag) and the followers (full)."),
                                OptionSpec.number("actor_rate", .5, 0, 100, "", "Step of the actor's logits."),
                                OptionSpec.number("critic_rate", .1, 0, 1, "", "Step of the critic."),
                                OptionSpec.number("entropy", .01, 0, 10, "", "Weight of the entropy bonus.")),
                        "Policy gradient with a central critic, then the favourite answers.")
                .learning());
        return specs;
    }

    private static OptionSpec episodes(long value) {
        return OptionSpec.integer(
                "train_episodes", value, 0, 1_000_000_000, "episodes", "Episodes of learning before it only plays.");
    }

    static boolean knows(String policy) {
        return policy.equals(ENUMERATION)
                || policy.equals(WEIGHTS)
                || policy.equals(SEARCH)
                || policy.equals(ACTOR_CRITIC);
    }

    static Policy policy(PolicyContext context, AnswerGrid grid) {
        int rows = context.tensors().rows();
        long episodes = context.options().longInteger("train_episodes");
        if (context.spec().name().equals(ACTOR_CRITIC)) {
            return actorCritic(context, grid);
        }
        int commitments = count(grid.sets(), grid.choices());
        CommitmentSearch search =
                switch (context.spec().name()) {
                    case ENUMERATION -> new Enumeration(rows, commitments, grid);
                    case WEIGHTS ->
                        new WeightedCommitments(
                                rows,
                                commitments,
                                grid,
                                context.options().number("rate"),
                                context.options().number("exploration"));
                    default -> new LocalSearch(rows, grid, context.options().number("restart"));
                };
        return new SearchingLeader(context, grid, search, episodes);
    }

    private static Policy actorCritic(PolicyContext context, AnswerGrid grid) {
        ActorCriticLeader.Sight sight =
                ActorCriticLeader.Sight.valueOf(context.options().text("critic").toUpperCase(Locale.ROOT));
        return new ActorCriticLeader(
                context,
                grid,
                new CriticFeatures(sight, grid.sets(), context.tensors()),
                new ActorCriticRates(
                        context.options().number("actor_rate"),
                        context.options().number("critic_rate"),
                        context.options().number("entropy"),
                        context.options().longInteger("train_episodes")));
    }
}
