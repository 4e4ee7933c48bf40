package walras.env.exchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import walras.env.Backend;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.Metric;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Problem;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Tensors;
import walras.env.exchange.markov.Deviation;
import walras.env.exchange.markov.JointOptimum;
import walras.env.exchange.markov.MarkovModel;
import walras.env.exchange.markov.Planning;

/** A Markov exchange economy whose options are known; immutable but for the optimum, which is found once, when first needed. */
final class MarkovEconomy implements Economy {
    static final String PLANNER = "planner";
    static final String SUBOPTIMALITY = "suboptimality";
    static final String EQUILIBRIUM_PART = "suboptimality_equilibrium";
    static final String PLANNER_PART = "suboptimality_planner";
    static final String PLANNER_GAP = "planner_gap";

    private static final List<Metric> OF_PLAY = List.of(
            Metric.ofRow(
                    SUBOPTIMALITY, "utility", "SubOpt of the row's play so far, unvisited markets counted as optimal."),
            Metric.ofRow(EQUILIBRIUM_PART, "utility", "Its consumers' part: max V(r') - max V(r)."),
            Metric.ofRow(PLANNER_PART, "utility", "Its planner's part: max V(r) - V(planner; r)."),
            Metric.ofRow(PLANNER_GAP, "utility", "What the planner's action forgoes if all is optimal afterwards."));

    private final MarkovModel model;
    private final PlayOptions play;
    private final MarketMode mode;
    private final double noise;
    private final double tolerance;
    private @Nullable JointOptimum optimum;

    MarkovEconomy(MarkovModel model, PlayOptions play, MarketMode mode, double noise, double tolerance) {
        this.model = model;
        this.play = play;
        this.mode = mode;
        this.noise = noise;
        this.tolerance = tolerance;
    }

    MarkovModel model() {
        return model;
    }

    Deviation deviation() {
        return play.deviation();
    }

    MarketMode mode() {
        return mode;
    }

    double tolerance() {
        return tolerance;
    }

    double noise() {
        return noise;
    }

    /** The joint optimum, or a {@link Problem} that names the market without a certified equilibrium. */
    synchronized JointOptimum optimum() {
        if (optimum == null) {
            JointOptimum found = JointOptimum.of(model, tolerance);
            String flaw = found.flaw(model);
            if (!flaw.isEmpty()) {
                throw Problem.precondition("NO_EQUILIBRIUM", "equilibrium", "one certified in every market", flaw);
            }
            optimum = found;
        }
        return optimum;
    }

    @Override
    public EconomySpec spec() {
        int l = model.goods();
        double weightMax = Math.max(1, Arrays.stream(model.weights()).max().orElse(1));
        double quantityMax =
                Arrays.stream(model.endowments(), 0, model.agents() * l).sum();
        for (int at = 0; at < model.endowments().length; at += model.agents() * l) {
            quantityMax = Math.max(
                    quantityMax,
                    Arrays.stream(model.endowments(), at, at + model.agents() * l)
                            .sum());
        }
        TensorSpec state = new TensorSpec("state", new Space.Discrete(model.states()), "", "The context.");
        TensorSpec step =
                new TensorSpec("step", new Space.Discrete(model.horizon() + 1), "steps", "Steps already taken.");
        TensorSpec prices = ConsumerSpaces.prices(l);
        Group planner = Group.ofPlanner(
                PLANNER,
                List.of(state, step, prices),
                List.of(new TensorSpec("action", new Space.Discrete(model.actions()), "", "Moves the context.")),
                "Moves the context to maximise the sum of utilities.");
        Group consumers = Group.of(
                ConsumerSpaces.GROUP,
                model.agents(),
                List.of(state, step, ConsumerSpaces.endowment(l), prices, ConsumerSpaces.bundle(l)),
                ConsumerSpaces.actions(mode, l, weightMax, quantityMax),
                "Myopic agents that own goods, trade, and maximise the utility of the step.");
        List<Metric> metrics = new ArrayList<>(ExchangeMetrics.MARKET);
        metrics.addAll(OF_PLAY);
        return EconomySpec.of(planner, consumers)
                .withMetrics(metrics.toArray(Metric[]::new))
                .withPrivileged(
                        new TensorSpec(
                                "weights",
                                ConsumerSpaces.box(0, weightMax, model.agents(), l),
                                "",
                                "Everybody's true tastes in this market."),
                        new TensorSpec(
                                "optimal_value",
                                ConsumerSpaces.box(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
                                "",
                                "Welfare still to come if all is optimal."))
                .withPolicies(MarkovPolicies.specs(mode, model));
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        return new MarkovDynamics(tensors, this, backend);
    }

    @Override
    public Set<Backend> backends() {
        return Kernels.backends(mode, Optional.empty(), model.preferences());
    }

    @Override
    public Policy policy(PolicyContext context) {
        return MarkovPolicies.policy(context, this);
    }

    @Override
    public Solution solve() {
        JointOptimum joint = optimum();
        int h = model.horizon();
        int s = model.states();
        int n = model.agents();
        double[] utility = model.utilities(joint.equilibria().allocation()); // [H, S, N]
        double[] policy = Arrays.stream(joint.policy()).asDoubleStream().toArray(); // [H, S]
        Solution.Builder builder = Solution.builder()
                .table("v_star", List.of("state"), List.of(s), Arrays.copyOf(joint.value(), s))
                .table("policy_star", List.of("step", "state"), List.of(h, s), policy)
                .table(
                        "prices",
                        List.of("step", "state", "good"),
                        List.of(h, s, model.goods()),
                        joint.equilibria().prices())
                .table(
                        "allocation",
                        List.of("step", "state", "agent", "good"),
                        List.of(h, s, n, model.goods()),
                        joint.equilibria().allocation())
                .table("reward", List.of("step", "state"), List.of(h, s), joint.reward())
                .table("utility", List.of("step", "state", "agent"), List.of(h, s, n), utility)
                .table("agent_value", List.of("agent"), List.of(n), Planning.ofAgents(model, joint.policy(), utility))
                .table(
                        "uniform_value",
                        List.of("state"),
                        List.of(s),
                        Arrays.copyOf(Planning.uniform(model, joint.reward()), s))
                .table(
                        "minimum_value",
                        List.of("state"),
                        List.of(s),
                        Arrays.copyOf(Planning.minimum(model, joint.reward()), s));
        if (play.isGiven()) {
            play.measure(model, joint, builder);
        }
        Solution answer = ExchangeMetrics.certify(builder, joint.equilibria(), model.preferences())
                .build();
        PlanningCertificate planned = PlanningCertificate.of(model, answer);
        return answer.extended()
                .certify("policy_residual", planned.policy())
                .certify("planning_gain", planned.gain())
                .certify("reward_residual", planned.reward())
                .certify("order_violation", planned.order())
                .verified(answer.verified() && planned.verified())
                .build();
    }
}
