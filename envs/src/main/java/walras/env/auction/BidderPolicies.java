package walras.env.auction;

import java.util.ArrayList;
import java.util.List;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;

/** The built-in bidders. */
final class BidderPolicies {
    static final String TRUTHFUL = "truthful";
    private static final String VALUE_LEARNING = "value-learning";
    private static final String BETA = "beta";

    private BidderPolicies() {}

    /** Those that can play a task, the best first. */
    static PolicySpec[] specs(Task task) {
        List<String> groups = List.of(BiddersEconomy.GROUP);
        List<PolicySpec> all = new ArrayList<>();
        if (task.valued()) {
            all.add(new PolicySpec(
                    TRUTHFUL,
                    groups,
                    TruthfulBidders.OPTIONS,
                    "Bids the optimal value of its primitive in the state, within the bid range."));
        }
        all.add(new PolicySpec(
                        VALUE_LEARNING,
                        groups,
                        ValueLearningBidders.OPTIONS,
                        "Bids its estimate of what winning in the state is worth, learned from its own sales.")
                .learning());
        all.add(new PolicySpec(
                        BETA,
                        groups,
                        BetaBidders.OPTIONS,
                        "Draws bids from Beta distributions that learn by memoryless policy gradient, or PPO with several passes.")
                .learning());
        return all.toArray(PolicySpec[]::new);
    }

    static Policy of(PolicyContext context, Task task, AuctionRules rules, double bidMax) {
        return switch (context.spec().name()) {
            case TRUTHFUL -> new TruthfulBidders(context, task, rules, bidMax);
            case VALUE_LEARNING -> new ValueLearningBidders(context, task, rules, bidMax);
            case BETA -> new BetaBidders(context, task, rules, bidMax);
            default -> throw new IllegalArgumentException(context.spec().name());
        };
    }
}
