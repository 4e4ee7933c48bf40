package walras.env.auction.sealed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import walras.env.BestReplies.ReplyValue;
import walras.env.EconomySpec;
import walras.env.Profile.Player;

/**
 * Best replies to built-in bidders of private values, before signals are known: each policy that does not learn is a bidding
 * rule, and the rules are evaluated as a strategy given as data is. All auctions of an episode are alike to such bidders.
 */
final class ProfileReplies {
    private final SealedBidEconomy economy;
    private final SealedBidSettings settings;
    private final SealedBidGame game;
    private final Map<Object, BiddingRule> known = new LinkedHashMap<>(); // bidders that are alike share a rule

    ProfileReplies(SealedBidEconomy economy, SealedBidSettings settings) {
        this.economy = economy;
        this.settings = settings;
        this.game = settings.game();
    }

    /** One per bidder; all empty where a policy learns, or the game is not one of private values that are not known. */
    List<Optional<ReplyValue>> of(List<Player> bidders) {
        List<BiddingRule> rules = new ArrayList<>();
        for (Player bidder : bidders) {
            BiddingRule rule = game.dependence() == Dependence.PRIVATE && !game.complete() ? rule(bidder) : null;
            if (rule == null) {
                return bidders.stream()
                        .map(each -> Optional.<ReplyValue>empty())
                        .toList();
            }
            rules.add(rule);
        }
        Profile profile = new Profile(game, rules);
        Exploitability exploited = new Exploitability(profile);
        double[] own = profile.outcome().utility(); // [bidders]
        // Where signals stay for several auctions, what others did tells of theirs: a reply could use that.
        boolean exact = settings.redraws() || settings.rounds() == 1;
        List<Optional<ReplyValue>> replies = new ArrayList<>();
        for (Player bidder : bidders) {
            ReplyValue one = ReplyValue.exact(own[bidder.agent()], exploited.bestUtility(bidder.agent()));
            replies.add(Optional.of(
                    new ReplyValue(settings.rounds() * one.own(), settings.rounds() * one.best(), exact, 0)));
        }
        return replies;
    }

    private @Nullable BiddingRule rule(Player bidder) {
        int i = bidder.agent();
        return switch (bidder.policy().name()) {
            case SealedBidEconomy.EQUILIBRIUM ->
                economy.equilibrium().orElseThrow() instanceof PrivateEquilibrium found
                        ? found.profile().rule(i)
                        : null;
            case SealedBidEconomy.STRATEGY -> settings.requiredStrategy().rule(i);
            case SealedBidEconomy.TRUTHFUL -> {
                double factor = bidder.options().number(SealedBidEconomy.FACTOR);
                yield known.computeIfAbsent(
                        List.of(factor, game.values(i), game.cap(i)), key -> proportional(i, factor));
            }
            case EconomySpec.RANDOM ->
                known.computeIfAbsent(
                        List.of(game.values(i), game.cap(i)),
                        key -> new UniformRule(game.values(i), game.bidMax(), game.cap(i)));
            default -> null;
        };
    }

    /** So many times the value, up to what the bidder can bid. */
    private BiddingRule proportional(int bidder, double factor) {
        double cap = game.cap(bidder);
        if (game.values(bidder) instanceof DiscreteValues values) {
            return new TypeRule(
                    values,
                    Arrays.stream(values.points())
                            .map(value -> Math.min(cap, factor * value))
                            .toArray());
        }
        ContinuousValues values = (ContinuousValues) game.values(bidder);
        double low = values.low();
        double high = values.high();
        double capped = factor > 0 ? cap / factor : high; // the value from which on the cap is bid
        double[] signals = capped > low && capped < high
                ? new double[] {low, capped, high} // [3]
                : new double[] {low, high}; // [2]
        double[] bids = Arrays.stream(signals)
                .map(value -> Math.min(cap, factor * value))
                .toArray(); // [2] or [3]
        return new KnotRule(values, signals, bids);
    }
}
