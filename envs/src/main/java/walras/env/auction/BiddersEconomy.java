package walras.env.auction;

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
import walras.env.OptionSpec;
import walras.env.Options;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Profile;
import walras.env.Solution;
import walras.env.Space;
import walras.env.TensorSpec;
import walras.env.Tensors;

/** A society of bidders in a world. */
final class BiddersEconomy implements Economy, BestReplies {
    static final String GROUP = AuctionOptions.BIDDERS;

    private final Task task;
    private final AuctionRules rules;
    private final double bidMax;
    private final boolean dropout;

    BiddersEconomy(Task task, Options options) {
        this.task = task;
        this.rules = AuctionOptions.rules(options, task.primitives(), task.horizon());
        this.bidMax = options.number("bid_max");
        this.dropout = options.flag("dropout");
    }

    @Override
    public EconomySpec spec() {
        TensorSpec bid = new TensorSpec(
                "bid", Space.Box.of(DType.F64, 0, bidMax), "credits", "What the agent offers to act now.");
        Group bidders = Group.of(
                GROUP,
                rules.bidders(),
                task.observations(),
                List.of(bid),
                "Copies of primitives that bid for the right to act; each maximises its own utility.");
        return EconomySpec.of(bidders)
                .withMetrics(AuctionMetrics.ofBidders(task))
                .withPrivileged(worldState(task))
                .withPolicies(BidderPolicies.specs(task))
                .withResetOptions(task.resetOptions().toArray(OptionSpec[]::new))
                .withTimeLimit(rules.lastAge() + 1);
    }

    static TensorSpec worldState(Task task) {
        return new TensorSpec(
                Task.WORLD_STATE, new Space.Discrete(task.worldStates()), "", "Everything that the future depends on.");
    }

    @Override
    public Dynamics dynamics(Tensors tensors, Backend backend) {
        return new BiddersDynamics(tensors, task, rules, dropout, backend);
    }

    @Override
    public Policy policy(PolicyContext context) {
        return BidderPolicies.of(context, task, rules, bidMax);
    }

    @Override
    public List<Optional<ReplyValue>> bestReplies(Profile profile) {
        return BidderReplies.of(task, rules, bidMax, dropout, profile.players());
    }

    @Override
    public Solution solve() {
        return task.withValueBids(task.solution(), rules, bidMax).build();
    }

    @Override
    public Set<Backend> backends() {
        return EnumSet.of(Backend.FUSED, Backend.ND4J);
    }
}
