package walras.env.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import walras.env.BestReplies;
import walras.env.BestReplies.ReplyValue;
import walras.env.Economy;
import walras.env.Problem;
import walras.env.Profile;

/**
 * How exploitable a profile is. NashConv is the sum over agents of what a best reply earns one of them more than its own
 * policy, while all others keep theirs; exploitability is NashConv over the number of agents. Payoffs are expected
 * undiscounted returns of an episode, in the unit of the agent's reward.
 *
 * @param players every agent, in the order of groups
 * @param replies one per player
 */
public record Evaluation(List<Profile.Player> players, List<ReplyValue> replies) {
    /** The most rows that are played at once to look for a reply. */
    public static final int ROWS_MOST = SampledReplies.ROWS_MOST * SampledReplies.JUDGING;

    public Evaluation {
        players = List.copyOf(players);
        replies = List.copyOf(replies);
    }

    /**
     * Asks the economy for best replies, and looks by play for those that it does not know.
     *
     * @throws Problem NO_EPISODE_END, NO_BEST_REPLY or whatever else keeps the profile from being played
     */
    public static Evaluation of(Economy economy, Profile profile) {
        List<Profile.Player> players = profile.players();
        List<Optional<ReplyValue>> known =
                economy instanceof BestReplies oracle ? oracle.bestReplies(profile) : List.of();
        List<ReplyValue> replies = new ArrayList<>();
        SampledReplies sampled = new SampledReplies(economy, profile);
        for (int k = 0; k < players.size(); k++) {
            Profile.Player player = players.get(k);
            Optional<ReplyValue> reply = known.isEmpty() ? Optional.empty() : known.get(k);
            replies.add(reply.orElseGet(() -> sampled.of(player)));
        }
        for (int k = 0; k < players.size(); k++) {
            if (!Double.isFinite(replies.get(k).gain())) {
                throw Problem.of(
                        Problem.Kind.INTERNAL,
                        "NO_BEST_REPLY",
                        "best reply of " + players.get(k).seat(),
                        "a finite return",
                        String.valueOf(replies.get(k).best()),
                        "");
            }
        }
        return new Evaluation(players, replies);
    }

    public double nashConv() {
        return replies.stream().mapToDouble(ReplyValue::gain).sum();
    }

    public double exploitability() {
        return nashConv() / players.size();
    }
}
