package walras.env.stackelberg.newsvendor;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import walras.env.BestReplies.ReplyValue;
import walras.env.Profile;
import walras.env.stackelberg.newsvendor.NewsvendorMarket.Reply;

/**
 * Best replies of supplier and retailer where neither learns: rounds are alike and nobody remembers them, so each is one
 * round's optimum. The supplier's against a retailer that replies best is the equilibrium's price; against a standing order it is the
 * highest price there is.
 */
final class NewsvendorReplies {
    private final NewsvendorMarket market;
    private final int horizon;

    NewsvendorReplies(NewsvendorSettings settings) {
        market = settings.market();
        horizon = settings.horizon();
    }

    /** @param inner who replies inside the environment; null where the retailer has a seat */
    List<Optional<ReplyValue>> of(Profile profile, RetailerLearner.@Nullable Kind inner) {
        List<Profile.Player> players = profile.players();
        boolean best = inner == RetailerLearner.Kind.BEST_RESPONSE
                || (inner == null && players.get(1).plays(NewsvendorEconomy.BEST_RESPONSE));
        boolean standing = inner == null && players.get(1).plays(NewsvendorEconomy.STANDING_ORDER);
        double posted = posted(players.get(0));
        if (Double.isNaN(posted) || (!best && !standing)) {
            return players.stream().map(player -> Optional.<ReplyValue>empty()).toList();
        }
        Reply reply = best ? market.bestReply(posted) : order(players.get(1), posted);
        double most = best ? market.equilibrium().leaderProfit() : market.chokePrice() * reply.quantity();
        Optional<ReplyValue> leader = rounds(posted * reply.quantity(), most);
        return inner == null
                ? List.of(
                        leader, rounds(reply.profit(), market.bestReply(posted).profit()))
                : List.of(leader);
    }

    private Optional<ReplyValue> rounds(double own, double best) {
        return Optional.of(ReplyValue.exact(own * horizon, best * horizon));
    }

    /** NaN where the supplier posts different prices. */
    private double posted(Profile.Player leader) {
        return switch (leader.policy().name()) {
            case NewsvendorEconomy.EQUILIBRIUM -> market.equilibrium().wholesalePrice();
            case NewsvendorEconomy.CONSTANT -> leader.options().number(NewsvendorEconomy.WHOLESALE_PRICE);
            default -> Double.NaN;
        };
    }

    private Reply order(Profile.Player follower, double posted) {
        double price = follower.options().number(NewsvendorEconomy.RETAIL_PRICE);
        double quantity = follower.options().number(NewsvendorEconomy.QUANTITY);
        return new Reply(price, quantity, market.followerProfit(posted, price, quantity));
    }
}
