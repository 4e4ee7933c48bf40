package walras.env.stackelberg.bandit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import walras.env.Backend;
import walras.env.BestReplies;
import walras.env.DType;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.Metric;
import walras.env.OptionSpec;
import walras.env.OptionsSchema;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;
import walras.env.Profile;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Tensors;
import walras.env.stackelberg.engine.RoundSeat;

/** What participants see of the game, its policies and its oracle; immutable. */
final class BanditEconomy implements Economy, BestReplies {
    static final String LEADER = "leader";
    static final String FOLLOWER = "follower";
    static final String EQUILIBRIUM = "equilibrium";
    static final String CONSTANT = "constant";
    private static final String PAID = "reward units";
    private static final Space UNIT = Space.Box.of(DType.F64, 0, 1);

    private final BanditSettings settings;

    BanditEconomy(BanditSettings settings) {
        this.settings = settings;
    }

    @Override
    public EconomySpec spec() {
        Group[] groups = settings.seated() ? new Group[] {leader(), follower()} : new Group[] {leader()};
        return EconomySpec.of(groups)
                .withMetrics(
                        Metric.ofRow("leader_mean", PAID, "Expected reward of the leader for the pair played."),
                        Metric.ofRow("follower_mean", PAID, "Expected reward of the follower for the pair played."),
                        Metric.ofRow("leader_regret", PAID, "Equilibrium value less the expected reward."),
                        Metric.ofRow("follower_regret", PAID, "Best reply's mean less the reply's."),
                        Metric.ofRow("equilibrium_play", "", "1 where the pair is the equilibrium's."),
                        Metric.ofRow("manipulation_play", "", "1 where the pair is the best manipulation's."))
                .withPolicies(policies())
                .withTimeLimit(settings.horizon() * (settings.seated() ? 2 : 1));
    }

    private Group leader() {
        TensorSpec action = new TensorSpec(
                "action", new Space.Discrete(settings.game().leaderActions()), "", "The commitment of this round.");
        TensorSpec last = new TensorSpec(
                "last_action",
                new Space.Discrete(settings.game().leaderActions()),
                "",
                "The round before's; 0 at first.");
        TensorSpec reward = new TensorSpec("last_reward", UNIT, PAID, "What it paid; 0 at first.");
        return Group.ofPlanner(LEADER, List.of(last, reward), List.of(action), "Commits to an action in every round.")
                .withRewards(0, 1);
    }

    private Group follower() {
        List<TensorSpec> seen = new ArrayList<>(List.of(
                new TensorSpec(
                        "leader_action",
                        new Space.Discrete(settings.game().leaderActions()),
                        "",
                        "The commitment to answer."),
                new TensorSpec("last_reward", UNIT, PAID, "What the last round paid; 0 at first.")));
        if (settings.side()) {
            seen.add(new TensorSpec("leader_reward", UNIT, PAID, "What the last round paid the leader; 0 at first."));
        }
        TensorSpec action =
                new TensorSpec("action", new Space.Discrete(settings.game().followerActions()), "", "The reply.");
        return Group.of(FOLLOWER, 1, seen, List.of(action), "Sees the commitment and replies.")
                .withRewards(0, 1);
    }

    private PolicySpec[] policies() {
        List<PolicySpec> all = new ArrayList<>();
        OptionSpec delta = OptionSpec.number("delta", .1, 1e-9, 1, "", "Failure probability of the bounds.");
        all.add(PolicySpec.of(EQUILIBRIUM, LEADER, "Commits to the Stackelberg equilibrium's action."));
        all.add(new PolicySpec(
                CONSTANT,
                List.of(LEADER),
                OptionsSchema.of(
                        OptionSpec.integer("action", 0, 0, settings.game().leaderActions() - 1L, "", "The action.")),
                "Commits to one given action."));
        all.add(new PolicySpec(
                        BanditDuel.Leader.UCBE.id(),
                        List.of(LEADER),
                        OptionsSchema.of(
                                OptionSpec.number("exploration", 200, 0, 1e12, "", "S0: index mean + sqrt(S0 / n).")),
                        "Explores enough for the follower to learn first.")
                .learning());
        all.add(new PolicySpec(
                        BanditDuel.Leader.EXP3.id(),
                        List.of(LEADER),
                        OptionsSchema.of(
                                OptionSpec.number("alpha", .01, 0, 1, "", "Share of uniform play."),
                                OptionSpec.number("eta", .001, 0, 1, "", "Step size.")),
                        "Exponential weights on importance-weighted rewards.")
                .learning());
        all.add(new PolicySpec(
                        BanditDuel.Leader.UCB.id(),
                        List.of(LEADER),
                        OptionsSchema.of(delta),
                        "Upper confidence bounds, as if rewards did not depend on who learns.")
                .learning());
        if (settings.seated()) {
            Arrays.stream(BanditDuel.Follower.values())
                    .filter(kind -> settings.side() || !kind.sideInformation())
                    .forEach(kind -> all.add(new PolicySpec(
                                    kind == BanditDuel.Follower.UCB ? "follower-ucb" : kind.id(),
                                    List.of(FOLLOWER),
                                    OptionsSchema.of(delta),
                                    "Replies as the inner follower `" + kind.id() + "` does.")
                            .learning()));
        }
        return all.toArray(PolicySpec[]::new);
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        solve().borneOut(); // what metrics measure against
        return new BanditDynamics(tensors, settings);
    }

    @Override
    public Policy policy(PolicyContext context) {
        return context.group().name().equals(LEADER)
                ? RoundSeat.leader(context.groupTensors(), new LeaderPolicy(context, settings, committed(context)))
                : RoundSeat.follower(context.groupTensors(), new FollowerPolicy(context, settings));
    }

    /** The action of leaders that do not learn. */
    private int committed(PolicyContext context) {
        return context.spec().name().equals(CONSTANT)
                ? context.options().integer("action")
                : (int) solve().borneOut().table("equilibrium_leader_action").scalar();
    }

    @Override
    public List<Optional<ReplyValue>> bestReplies(Profile profile) {
        return new BanditReplies(settings).of(profile, settings.follower());
    }

    @Override
    public Solution solve() {
        BanditGame game = settings.game();
        Manipulation manipulation = Manipulation.of(game);
        int leader = game.equilibriumLeaderAction();
        int follower = game.bestReply(leader);
        int target = manipulation.leaderAction();
        int reply = manipulation.reply(target);
        double[] rule = new double[game.leaderActions()]; // [leader_action]
        double[] commitment = new double[game.leaderActions()]; // [leader_action]
        Arrays.setAll(rule, manipulation::reply);
        Arrays.setAll(commitment, game::commitmentValue);
        Solution answer = Solution.builder()
                .scalar("equilibrium_leader_action", leader)
                .scalar("equilibrium_follower_action", follower)
                .scalar("manipulation_leader_action", target)
                .scalar("manipulation_follower_action", reply)
                .scalar("leader_value", game.leaderMean(leader, follower))
                .scalar("follower_value", game.followerMean(leader, follower))
                .scalar("manipulation_leader_value", game.leaderMean(target, reply))
                .scalar("manipulation_follower_value", game.followerMean(target, reply))
                .table("manipulation_rule", List.of("leader_action"), List.of(rule.length), rule)
                .table("commitment_value", List.of("leader_action"), List.of(rule.length), commitment)
                .certify("follower_gap", finite(game.followerGap()))
                .certify("leader_gap", finite(game.leaderGap()))
                .build();
        BanditCertificate certificate = BanditCertificate.of(game, answer);
        return answer.extended()
                .certify("follower_gain", certificate.follower())
                .certify("leader_gain", certificate.leader())
                .certify("value_residual", certificate.value())
                .certify("rule_gain", certificate.rule())
                .certify("manipulation_gain", certificate.manipulation())
                .certify("order_violation", certificate.order())
                .verified(certificate.verified())
                .build();
    }

    /** A gap to nothing, in a game with one action, counts as the widest that rewards in [0, 1] allow. */
    private static double finite(double gap) {
        return Math.min(1, gap);
    }
}
