package walras.env.stackelberg.engine;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import walras.env.Backend;
import walras.env.BestReplies;
import walras.env.DType;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.GroupTensors;
import walras.env.Guide;
import walras.env.Metric;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;
import walras.env.Profile;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Tensors;
import walras.env.stackelberg.response.FollowerPopulation;
import walras.env.stackelberg.response.FollowerState;

/** A base game in the wrapper, with everything that participants see; immutable. */
public final class OuterEconomy implements Economy, BestReplies {
    /** Name of the leader's group. */
    public static final String LEADER = "leader";

    static final List<String> CERTIFICATES = List.of("leader_value", "bcce_gap", "pure_gap", "distance");

    private final Parts parts;
    private final FollowerPopulation population;
    private final Group leader;

    /**
     * What an economy is made of.
     *
     * @param game the base game
     * @param rules of the episode
     * @param mind how followers learn
     * @param observations what the leader sees of the base game
     * @param action what the leader answers
     * @param seat binds the leader's tensors
     * @param sentence who the leader is
     * @param rewardLow least reward of a step
     * @param rewardHigh greatest reward of a step
     * @param unit of rewards, and of every metric that is one
     * @param equilibrium exact best value of a commitment, in units of reward
     * @param solution the oracle
     * @param policies built-in leaders of this environment alone
     * @param policy makes one of them
     * @param answers how many answers per information set the searching leaders choose from
     * @param grid binds those answers to the leader's tensors
     */
    public record Parts(
            BaseGame game,
            EpisodeRules rules,
            FollowerMind mind,
            List<TensorSpec> observations,
            TensorSpec action,
            Function<GroupTensors, LeaderSeat> seat,
            String sentence,
            double rewardLow,
            double rewardHigh,
            String unit,
            DoubleSupplier equilibrium,
            Supplier<Solution> solution,
            List<PolicySpec> policies,
            Function<PolicyContext, Policy> policy,
            int answers,
            Function<GroupTensors, AnswerGrid> grid) {}

    public OuterEconomy(Parts parts) {
        this.parts = parts;
        population = parts.mind().population(parts.game());
        List<TensorSpec> seen = new ArrayList<>(parts.observations());
        if (parts.rules().phaseVisible()) {
            seen.add(new TensorSpec(
                    "phase", new Space.Discrete(2), "", "Ablation: 0 in the response phase, 1 in the reward phase."));
        }
        double scale = parts.rules().exact() ? 1 : 1.0 / parts.rules().rewardGames();
        leader = Group.ofPlanner(LEADER, seen, List.of(parts.action()), parts.sentence())
                .withRewards(Math.min(0, parts.rewardLow() * scale), Math.max(0, parts.rewardHigh() * scale));
    }

    /** The metrics, in the unit of the leader's reward. */
    static List<Metric> metrics(String unit) {
        return List.of(
                Metric.ofRow("phase", "", "0 for a step of the response phase, 1 for one of the reward phase."),
                Metric.ofRow(
                        "leader_value",
                        unit,
                        "Exact expected payoff per sub-game of the episode's commitment against the frozen followers; NaN in the"
                                + " response phase."),
                Metric.ofRow(
                        "bcce_gap",
                        unit,
                        "Largest gain of a follower's type from a fixed deviation off the frozen play (an upper bound where the"
                                + " leader was never asked); NaN in the response phase."),
                Metric.ofRow(
                        "pure_gap",
                        unit,
                        "The same off the profile of favourite actions: 0 at a pure Bayes-Nash equilibrium; NaN in the"
                                + " response phase."),
                Metric.ofRow(
                        "external_regret",
                        unit,
                        "Largest average regret so far of a follower's type for a fixed action; 0 for followers that see only"
                                + " what they play."),
                Metric.ofRow(
                        "distance",
                        unit,
                        "Exact equilibrium value less leader_value; NaN in the response phase. Below 0 only by a mixed or"
                                + " mistaken follower, or a leak."));
    }

    BaseGame game() {
        return parts.game();
    }

    EpisodeRules rules() {
        return parts.rules();
    }

    FollowerPopulation population() {
        return population;
    }

    LeaderSeat seat(GroupTensors group) {
        return parts.seat().apply(group);
    }

    AnswerGrid grid(GroupTensors group) {
        return parts.grid().apply(group);
    }

    double equilibriumValue() {
        return parts.equilibrium().getAsDouble();
    }

    /** Observations that a leader can tell apart. */
    private int informationSets() {
        return game().informationSets() * (rules().phaseVisible() ? 2 : 1);
    }

    OuterState state(int rows, boolean regrets, boolean average) {
        return new OuterState(
                game(), rows, rules().phaseVisible(), new FollowerState(game().shape(), rows, regrets, average));
    }

    Followers followers(OuterState state, int rows, Backend backend) {
        return parts.mind().followers(parts.game(), population, state, rows, backend);
    }

    /** What all environments of the wrapper share. */
    public static Guide guide() {
        return Guide.read(OuterEconomy.class, "outer.md");
    }

    @Override
    public EconomySpec spec() {
        List<PolicySpec> policies = new ArrayList<>(parts.policies());
        policies.addAll(CommitmentLeaders.specs(informationSets(), parts.answers()));
        return EconomySpec.of(leader)
                .withMetrics(metrics(parts.unit()).toArray(Metric[]::new))
                .withPrivileged(privileged())
                .withPolicies(policies.toArray(PolicySpec[]::new));
    }

    private TensorSpec[] privileged() {
        int n = game().shape().followers();
        List<Integer> types = java.util.Collections.nCopies(n, game().shape().types());
        List<Integer> actions = java.util.Collections.nCopies(n, game().shape().actions());
        Integer[] memory = parts.mind().memoryShape(parts.game()).toArray(Integer[]::new);
        return new TensorSpec[] {
            new TensorSpec("phase", new Space.Discrete(2), "", "0 in the response phase, 1 in the reward phase."),
            new TensorSpec("learn", new Space.Discrete(2), "", "1 if the coming transition is for the learner."),
            new TensorSpec(
                    "progress",
                    Space.Box.of(DType.F32, 0, 1, 3),
                    "",
                    "Shares done of the updates, of the sweep and of the reward phase."),
            new TensorSpec(
                    "weights",
                    Space.Box.of(DType.F32, -1, 1, memory),
                    "",
                    "What the followers remember, each slice divided by its largest magnitude."),
            new TensorSpec("types", new Space.MultiDiscrete(types), "", "Types of the present sub-game."),
            new TensorSpec("joint_action", new Space.MultiDiscrete(actions), "", "Actions of the present sub-game."),
            new TensorSpec("reference", new Space.MultiDiscrete(actions), "", "Reference profile of a sampled sweep."),
            new TensorSpec("exploration", Space.Box.of(DType.F32, 0, 1), "", "Chance of a random action.")
        };
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        return new OuterDynamics(this, tensors, backend);
    }

    /** ND4J where its kernels know the followers; certified play learns out of sight, which only the fused kernel does. */
    @Override
    public Set<Backend> backends() {
        boolean nd4j = parts.mind().hasNd4j() && rules().updates() > 0 && rules().frozen() != FrozenPlay.CERTIFIED;
        return nd4j ? EnumSet.of(Backend.FUSED, Backend.ND4J) : EnumSet.of(Backend.FUSED);
    }

    @Override
    public Policy policy(PolicyContext context) {
        if (!CommitmentLeaders.knows(context.spec().name())) {
            return parts.policy().apply(context);
        }
        AnswerGrid grid = parts.grid().apply(context.groupTensors());
        return CommitmentLeaders.policy(
                context,
                rules().phaseVisible()
                        ? new PhaseGrid(
                                grid,
                                context.groupTensors().observation("phase").i32())
                        : grid);
    }

    @Override
    public List<Optional<ReplyValue>> bestReplies(Profile profile) {
        boolean listed = parts.action().space().choices().length == 1;
        List<String> fixed = parts.policies().stream().map(PolicySpec::name).toList();
        return List.of(new CommitmentReplies(this, parts.mind(), listed ? parts.answers() : 0, fixed)
                .of(profile.players().get(0)));
    }

    @Override
    public Solution solve() {
        return parts.solution().get();
    }
}
