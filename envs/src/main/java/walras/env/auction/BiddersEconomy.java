package walras.env.auction;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import walras.env.Backend;
import walras.env.DType;
import walras.env.Dynamics;
import walras.env.Economy;
import walras.env.EconomySpec;
import walras.env.Group;
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Tensors;

/** A society of bidders in a tabular world. */
final class BiddersEconomy implements Economy {
    static final String GROUP = AuctionOptions.BIDDERS;
    static final String START = "start_state";

    private final TabularTask task;
    private final AuctionRules rules;
    private final double bidMax;
    private final boolean oneHot;
    private final boolean dropout;

    BiddersEconomy(TabularTask task, Options options) {
        this.task = task;
        this.rules = AuctionOptions.rules(options, task.world().primitives(), task.horizon());
        this.bidMax = options.number("bid_max");
        this.oneHot = AuctionOptions.oneHot(options);
        this.dropout = options.flag("dropout");
    }

    @Override
    public EconomySpec spec() {
        int states = task.world().states();
        TensorSpec bid = new TensorSpec(
                "bid", Space.Box.of(DType.F64, 0, bidMax), "credits", "What the agent offers to act now.");
        Group bidders = Group.of(
                GROUP,
                rules.bidders(),
                List.of(StateTensor.spec(states, oneHot)),
                List.of(bid),
                "Copies of primitives that bid for the right to act; each maximises its own utility.");
        return EconomySpec.of(bidders)
                .withMetrics(AuctionMetrics.all())
                .withPolicies(policies())
                .withResetOptions(
                        OptionSpec.integer(START, 0, 0, states - 1, "", "The state in which the row's episode begins."))
                .withTimeLimit(rules.lastAge() + 1);
    }

    private static PolicySpec[] policies() {
        return new PolicySpec[] {
            new PolicySpec(
                    "truthful",
                    List.of(GROUP),
                    TruthfulBidders.OPTIONS,
                    "Bids the optimal value of its primitive in the state, within the bid range."),
            new PolicySpec(
                    "value-learning", List.of(GROUP), ValueLearningBidders.OPTIONS, ValueLearningBidders.SENTENCE)
        };
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        return new BiddersDynamics(tensors, task, rules, dropout, backend);
    }

    @Override
    public Policy policy(PolicyContext context) {
        return switch (context.spec().name()) {
            case "truthful" -> new TruthfulBidders(context, task, rules, bidMax);
            case "value-learning" -> new ValueLearningBidders(context, task, rules, bidMax);
            default -> throw new IllegalArgumentException(context.spec().name());
        };
    }

    @Override
    public Solution solve() {
        GlobalMdp world = task.world();
        ValueBids fixed = ValueBids.from(world, rules, bidMax, GlobalMdpOracle.SWEEPS_MAX);
        return task.solution()
                .table(
                        "value_bids",
                        List.of("state", "primitive"),
                        List.of(world.states(), world.primitives()),
                        fixed.bids())
                .build();
    }

    @Override
    public Set<Backend> backends() {
        return EnumSet.of(Backend.FUSED, Backend.ND4J);
    }
}
