package walras.env.stackelberg.bayesian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import walras.env.Backend;
import walras.env.DType;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.Metric;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Tensors;
import walras.env.stackelberg.engine.OuterEconomy;

/**
 * The game between participants: the leader commits for every message, followers see all that and their type, and answer.
 *
 * @param game raw payoffs
 * @param games games of an episode
 * @param unit what payoffs are divided by
 * @param named the unit of what comes out
 * @param solution the oracle
 */
record SeatedBayesianEconomy(
        BayesianGame game, boolean mixed, int games, double unit, String named, Supplier<Solution> solution)
        implements Economy {
    static final String FOLLOWERS = "followers";
    static final String REGRET = "follower_regret";

    @Override
    public EconomySpec spec() {
        double[] paid = game.leaderPayoffs();
        Group leader = Group.ofPlanner(
                        OuterEconomy.LEADER,
                        List.of(BayesianSeat.seen(game.messages())),
                        List.of(BayesianSeat.action(mixed, game.rows())),
                        "Commits first, for each message in turn; paid the sum over followers.")
                .withRewards(
                        Math.min(0, game.followers() * least(paid) / unit),
                        Math.max(0, game.followers() * most(paid) / unit));
        double[] earned = Arrays.stream(game.games())
                .flatMapToDouble(each -> DoubleStream.of(each.follower()))
                .toArray();
        TensorSpec type = new TensorSpec("type", new Space.Discrete(game.types()), "", "One's type in this game.");
        TensorSpec shown = new TensorSpec(
                "commitment",
                Space.Box.of(DType.F64, 0, 1, game.messages(), game.rows()),
                "",
                "The leader's weight of each action for each message; zeros where it has not committed yet.");
        Group followers = Group.of(
                        FOLLOWERS,
                        game.followers(),
                        List.of(type, shown),
                        List.of(
                                new TensorSpec(
                                        "message", new Space.Discrete(game.messages()), "", "The message to send."),
                                new TensorSpec(
                                        "answer", new Space.Discrete(game.answers()), "", "The answer to play.")),
                        "See the commitment and their own type, and pick a message and an answer together.")
                .withRewards(Math.min(0, least(earned) / unit), Math.max(0, most(earned) / unit));
        List<PolicySpec> policies = new ArrayList<>(BayesianLeaders.specs(0));
        policies.add(
                PolicySpec.of("best-response", FOLLOWERS, "Answers best, for the leader where it is indifferent."));
        return EconomySpec.of(leader, followers)
                .withMetrics(Metric.ofAgents(
                        REGRET, FOLLOWERS, named, "Best expected payoff against the commitment, less the follower's."))
                .withPolicies(policies.toArray(PolicySpec[]::new));
    }

    private static double least(double[] payoffs) {
        return Arrays.stream(payoffs).min().orElse(0);
    }

    private static double most(double[] payoffs) {
        return Arrays.stream(payoffs).max().orElse(0);
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        return new SeatedBayesianDynamics(this, tensors);
    }

    @Override
    public Policy policy(PolicyContext context) {
        return context.group().name().equals(FOLLOWERS)
                ? new BestReplies(context, game)
                : BayesianLeaders.policy(context, game, mixed);
    }

    @Override
    public Solution solve() {
        return solution.get();
    }
}
