package walras.env.stackelberg.platform;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

/** What participants see of the platform, its policies and its oracle; immutable. */
final class PlatformEconomy implements Economy, BestReplies {
    static final String LEADER = "leader";
    static final String UNIT_PRICE = "money per unit";
    static final String PAID = "money per buyer";
    static final String SELLERS = "sellers";
    static final String CAP = "cap";
    static final String NASH = "nash";
    static final String Q_LEARNING = "q-learning";
    private static final String CONSTANT = "constant";

    private final PlatformSettings settings;

    PlatformEconomy(PlatformSettings settings) {
        this.settings = settings;
    }

    @Override
    public EconomySpec spec() {
        Group[] groups = settings.seated() ? new Group[] {leader(), sellers()} : new Group[] {leader()};
        return EconomySpec.of(groups)
                .withMetrics(
                        Metric.ofRow("consumer_surplus", PAID, "Surplus of the period; its mean under a whole rule."),
                        Metric.ofRow("surplus_gap", PAID, "Largest surplus on the grid less this one."),
                        Metric.ofRow("mean_price", UNIT_PRICE, "Mean of the posted prices."),
                        Metric.ofRow("mean_profit", PAID, "Mean of the profits."),
                        Metric.ofRow("collusion_index", "", "Sum of profits, 0 at Nash prices and 1 at joint ones."),
                        Metric.ofRow("displayed", "sellers", "How many sellers were displayed."))
                .withPrivileged(privileged())
                .withPolicies(policies());
    }

    private TensorSpec[] privileged() {
        int n = settings.sellers();
        List<TensorSpec> all = new ArrayList<>(List.of(
                new TensorSpec("reward_phase", new Space.Discrete(2), "", "1 while periods pay the leader."),
                new TensorSpec("costs", real(n), UNIT_PRICE, "The sellers' marginal costs."),
                new TensorSpec("exploration", real(), "", "Probability that an inner seller explores.")));
        if (settings.showsTables()) {
            int profiles = settings.tables().profiles().count();
            int levels = settings.tables().levels();
            all.add(new TensorSpec(
                    "q_values", real(n, profiles, levels), PAID, "The inner sellers' values of prices."));
        }
        return all.toArray(TensorSpec[]::new);
    }

    private static Space real(Integer... shape) {
        return Space.Box.of(DType.F64, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, shape);
    }

    private Space profile() {
        return new Space.MultiDiscrete(
                Collections.nCopies(settings.sellers(), settings.tables().levels()));
    }

    private Group leader() {
        boolean prices = settings.seesPrices() && !settings.wholeRule();
        TensorSpec seen = prices
                ? new TensorSpec("prices", profile(), "", "Grid indices of the posted prices.")
                : new TensorSpec("nothing", new Space.Discrete(1), "", "Always 0.");
        Space one = new Space.Discrete(settings.actions());
        Space rule = new Space.MultiDiscrete(Collections.nCopies(settings.answers(), settings.actions()));
        TensorSpec action = settings.wholeRule()
                ? new TensorSpec("rule", rule, "", "The answer to every price profile, seller 0's price first.")
                : new TensorSpec("answer", one, "", "The cap's grid index; or 0 open, 1 closed; or 0 where fixed.");
        return Group.ofPlanner(LEADER, List.of(seen), List.of(action), "The platform, paid consumer surplus.");
    }

    private Group sellers() {
        TensorSpec last = new TensorSpec(
                "last_prices",
                profile(),
                "",
                "Grid indices posted last, one's own first, then the others' in their order.");
        TensorSpec shown =
                new TensorSpec("displayed", new Space.Discrete(2), "", "1 where displayed last; 0 at first.");
        TensorSpec cost = new TensorSpec("cost", real(), UNIT_PRICE, "One's own marginal cost.");
        TensorSpec price = new TensorSpec(
                "price", new Space.Discrete(settings.tables().levels()), "", "Grid index of the price to post.");
        return Group.of(
                SELLERS,
                settings.sellers(),
                List.of(last, shown, cost),
                List.of(price),
                "Post prices, paid their profit.");
    }

    private PolicySpec[] policies() {
        List<PolicySpec> all = new ArrayList<>();
        all.add(new PolicySpec(
                CAP,
                List.of(LEADER),
                OptionsSchema.of(OptionSpec.integer(
                        "level", 0, 0, settings.actions() - 1L, "", "The answer to every price profile.")),
                "The same answer always; level 0 of learn_threshold admits the lowest price only, the optimum."));
        if (settings.seated()) {
            all.add(PolicySpec.of(Q_LEARNING, SELLERS, "Learns as the inner sellers do.")
                    .learning());
            all.add(PolicySpec.of(NASH, SELLERS, "Post the grid prices nearest to their Nash prices."));
            all.add(new PolicySpec(
                    CONSTANT,
                    List.of(SELLERS),
                    OptionsSchema.of(OptionSpec.integer(
                            "level", 0, 0, settings.tables().levels() - 1L, "", "The grid index of the price.")),
                    "Post one given grid price."));
        }
        return all.toArray(PolicySpec[]::new);
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        return settings.seated()
                ? new SeatedPlatformDynamics(tensors, settings)
                : new PlatformDynamics(tensors, settings, backend);
    }

    /** Sellers on seats learn, if at all, as policies, which have no backend. */
    @Override
    public Set<Backend> backends() {
        return settings.seated() ? EnumSet.of(Backend.FUSED) : EnumSet.of(Backend.FUSED, Backend.ND4J);
    }

    @Override
    public Policy policy(PolicyContext context) {
        return switch (context.spec().name()) {
            case CAP -> new CapPolicy(context, settings);
            case NASH, CONSTANT -> new SteadySellers(context, settings);
            default -> new LearningSellers(context, settings);
        };
    }

    @Override
    public List<Optional<ReplyValue>> bestReplies(Profile profile) {
        return PlatformReplies.of(settings, profile);
    }

    @Override
    public Solution solve() {
        return new PlatformOracle(settings).solve();
    }
}
