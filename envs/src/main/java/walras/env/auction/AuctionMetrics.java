package walras.env.auction;

import java.util.ArrayList;
import java.util.List;
import walras.env.Metric;

/** The numbers of a step that every society shows. */
final class AuctionMetrics {
    static final String PRICE = "price";
    static final String SECOND_PRICE = "second_price";
    static final String REVENUE = "revenue";
    static final String WINNER = "winner";
    static final String CREDIT_CREATED = "credit_created";
    static final String BID = "bid";
    static final String VALUE = "value";
    static final String BID_DISTANCE = "bid_distance";
    static final String ENVIRONMENT_REWARD = "environment_reward";
    static final String REGRET = "regret";

    private AuctionMetrics() {}

    /** Those of a society, then the world's own. */
    static Metric[] ofBidders(Task task) {
        List<Metric> all = new ArrayList<>(market());
        all.add(Metric.ofAgents(
                BID, AuctionOptions.BIDDERS, "credits", "The bid that counts for the bidder; NaN where it sits out."));
        if (task.valued()) {
            all.add(Metric.ofAgents(
                    VALUE,
                    AuctionOptions.BIDDERS,
                    "credits",
                    "The optimal value of the bidder's primitive in the state that was sold: what truth would bid;"
                            + " NaN where it sits out."));
            all.add(Metric.ofAgents(
                    BID_DISTANCE,
                    AuctionOptions.BIDDERS,
                    "credits",
                    "How far the bid that counts for the bidder is from the optimal value of its primitive in"
                            + " the state."));
            all.add(regret());
        }
        all.addAll(task.metrics());
        return all.toArray(Metric[]::new);
    }

    /** Those of a planner, then the world's own. */
    static Metric[] ofPlanner(Task task) {
        List<Metric> all = new ArrayList<>();
        if (task.valued()) {
            all.add(regret());
        }
        all.addAll(task.metrics());
        return all.toArray(Metric[]::new);
    }

    private static List<Metric> market() {
        return List.of(
                Metric.ofRow(PRICE, "credits", "What the winner pays."),
                Metric.ofRow(SECOND_PRICE, "credits", "The highest bid among all but the winning one."),
                Metric.ofRow(REVENUE, "credits", "What the previous winner is paid, undiscounted, once there is one."),
                Metric.ofRow(WINNER, "", "Index of the bidder who wins."),
                Metric.ofRow(
                        CREDIT_CREATED,
                        "credits",
                        "Revenue to the previous winner less the price of the present one: 0 where credit is"
                                + " conserved."),
                Metric.ofRow(ENVIRONMENT_REWARD, "reward units", "The reward that the acting primitive finds."));
    }

    private static Metric regret() {
        return Metric.ofRow(
                REGRET,
                "reward units",
                "Optimal value of the state less that of the primitive that acts: 0 for the best one.");
    }
}
