package walras.env.stackelberg.bandit;

import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import walras.env.BestReplies.ReplyValue;
import walras.env.EconomySpec;
import walras.env.Profile;

/** Best replies where neither player learns: the best action by its mean, in every round. */
final class BanditReplies {
    private final BanditGame game;
    private final int horizon;

    BanditReplies(BanditSettings settings) {
        game = settings.game();
        horizon = settings.horizon();
    }

    /** @param inner who replies inside the environment; null where the follower has a seat */
    List<Optional<ReplyValue>> of(Profile profile, BanditDuel.@Nullable Follower inner) {
        List<Profile.Player> players = profile.players();
        int[] leader = leaderActions(players.get(0));
        String follower = inner == null ? players.get(1).policy().name() : inner.id();
        boolean random = follower.equals(EconomySpec.RANDOM);
        IntUnaryOperator rule = rule(follower);
        if (leader.length == 0 || (rule == null && !random)) {
            return players.stream().map(player -> Optional.<ReplyValue>empty()).toList();
        }
        IntToDoubleFunction ofLeader = a -> rule == null
                ? mean(IntStream.range(0, game.followerActions()).toArray(), b -> game.leaderMean(a, b))
                : game.leaderMean(a, rule.applyAsInt(a));
        Optional<ReplyValue> first = rounds(
                mean(leader, ofLeader),
                IntStream.range(0, game.leaderActions())
                        .mapToDouble(ofLeader)
                        .max()
                        .orElseThrow());
        IntToDoubleFunction ofFollower = a -> rule == null
                ? mean(IntStream.range(0, game.followerActions()).toArray(), b -> game.followerMean(a, b))
                : game.followerMean(a, rule.applyAsInt(a));
        double best = mean(leader, a -> game.followerMean(a, game.bestReply(a)));
        return inner == null ? List.of(first, rounds(mean(leader, ofFollower), best)) : List.of(first);
    }

    private Optional<ReplyValue> rounds(double own, double best) {
        return Optional.of(ReplyValue.exact(own * horizon, best * horizon));
    }

    private static double mean(int[] actions, IntToDoubleFunction value) {
        return IntStream.of(actions).mapToDouble(value).average().orElseThrow();
    }

    /** Actions that the leader plays, each as likely as the others; none where it learns. */
    private int[] leaderActions(Profile.Player leader) {
        return switch (leader.policy().name()) {
            case BanditEconomy.EQUILIBRIUM -> new int[] {game.equilibriumLeaderAction()};
            case BanditEconomy.CONSTANT -> new int[] {leader.options().integer("action")};
            case EconomySpec.RANDOM -> IntStream.range(0, game.leaderActions()).toArray();
            default -> new int[0];
        };
    }

    /** How a follower answers that knows what it does; null where it learns, or draws. */
    private @Nullable IntUnaryOperator rule(String follower) {
        if (follower.equals(BanditDuel.Follower.BEST_RESPONSE.id())) {
            return game::bestReply;
        }
        return follower.equals(BanditDuel.Follower.FBM.id()) ? Manipulation.of(game)::reply : null;
    }
}
