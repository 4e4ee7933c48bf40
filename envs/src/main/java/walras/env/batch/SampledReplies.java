package walras.env.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import walras.env.BestReplies.ReplyValue;
import walras.env.Economy;
import walras.env.Options;
import walras.env.PolicySpec;
import walras.env.Problem;
import walras.env.Profile;

/**
 * Replies that are looked for by play, where nobody knows the best: every built-in policy of the agent's group at its defaults; its own
 * policy with real numbers scaled or shifted; and actions that are the same in every step, first spread over the action space and
 * then nearer and nearer to the best of them. All face the same random numbers. The best one is played again with others, beside the own policy, so that what was
 * lucky in the search is not counted as a gain. What comes out is a lower bound on what a best reply earns; it is the own return
 * where nothing that was tried earns more.
 */
final class SampledReplies {
    private static final long SEARCHING_SEED = 1;
    private static final long JUDGING_SEED = 2;
    private static final long STEPS_OF_ROWS = 2_000_000; // of a search
    static final int ROWS_MOST = 64;
    private static final int ROWS_LEAST = 16;
    private static final int PROBED_ROWS = 16;
    static final int JUDGING = 8; // times as many rows
    private static final int REFINEMENTS = 3;
    private static final FirstEpisodes.Actor NOBODY = batch -> {};

    private final Economy economy;
    private final Profile profile;
    private @Nullable FirstEpisodes searching; // the profile itself; null until somebody asks
    private @Nullable FirstEpisodes judging;
    private int rows;
    private long patience; // steps that a reply's episodes may take

    SampledReplies(Economy economy, Profile profile) {
        this.economy = economy;
        this.profile = profile;
    }

    /** A reply: a policy, or an action that is the same in every step. */
    private interface Candidate {
        Optional<FirstEpisodes> play(int rows, long seed);
    }

    private static double mean(double[] values) { // [B]
        return Arrays.stream(values).average().orElseThrow();
    }

    /** What a reply earned in the search; least of all where its episodes do not end, which are worth nothing definite. */
    private double earned(Profile.Player player, Candidate reply) {
        return reply.play(rows, SEARCHING_SEED)
                .map(episodes -> mean(episodes.of(player)))
                .orElse(Double.NEGATIVE_INFINITY);
    }

    /** The profile itself. */
    private FirstEpisodes played(int count, long seed) {
        return FirstEpisodes.play(economy, profile.seats(), NOBODY, count, seed, FirstEpisodes.PATIENCE_STEPS)
                .orElseThrow(() -> Problem.precondition(
                        "NO_EPISODE_END",
                        "best reply",
                        "episodes that end within " + FirstEpisodes.PATIENCE_STEPS
                                + " steps (option horizon, where there is one)",
                        "some of " + count + " that do not"));
    }

    ReplyValue of(Profile.Player player) {
        ConstantActions constants = new ConstantActions(player);
        if (searching == null) {
            int steps = played(PROBED_ROWS, SEARCHING_SEED).steps();
            patience = 1000 + 10L * steps;
            long most = STEPS_OF_ROWS
                    / steps
                    / (economy.spec().policies().size() + ChangedPolicy.MOST + ConstantActions.MOST);
            rows = (int) Math.max(ROWS_LEAST, Math.min(ROWS_MOST, most));
            searching = played(rows, SEARCHING_SEED);
        }
        double most = mean(searching.of(player));
        Candidate best = null;
        for (Candidate reply : policies(player)) {
            double earned = earned(player, reply);
            best = earned > most ? reply : best;
            most = Math.max(most, earned);
        }
        double[] action = null; // [numbers]
        double mostOfActions = Double.NEGATIVE_INFINITY;
        for (int round = 0; round <= REFINEMENTS; round++) {
            for (double[] tried : constants.around(action, round)) {
                double earned = earned(player, constant(player, constants, tried));
                action = earned > mostOfActions ? tried : action;
                mostOfActions = Math.max(mostOfActions, earned);
            }
        }
        if (action != null && mostOfActions > most) {
            best = constant(player, constants, action);
        }
        return judged(player, best);
    }

    /** The built-in policies that can play there, and the own one, changed. */
    private List<Candidate> policies(Profile.Player player) {
        List<Candidate> all = new ArrayList<>();
        for (PolicySpec policy : economy.spec().policies()) {
            if (policy.groups().contains(player.group().name())) {
                all.add(policy(economy, player, policy, policy.options().resolve(Map.of())));
            }
        }
        for (ChangedPolicy.Change change : ChangedPolicy.changes(player)) {
            Economy changed = new ChangedPolicy(economy, player, change);
            all.add(policy(changed, player, player.policy(), player.options()));
        }
        return all;
    }

    private Candidate policy(Economy played, Profile.Player player, PolicySpec policy, Options options) {
        return (count, seed) -> {
            List<Profile.Seat> seats = new ArrayList<>(profile.without(player));
            seats.add(new Profile.Seat(player.group(), player.agent(), 1, policy, options));
            return FirstEpisodes.play(played, seats, NOBODY, count, seed, patience);
        };
    }

    private Candidate constant(Profile.Player player, ConstantActions constants, double[] action) { // [numbers]
        return (count, seed) -> FirstEpisodes.play(
                economy, profile.without(player), batch -> constants.write(batch, action), count, seed, patience);
    }

    private ReplyValue judged(Profile.Player player, @Nullable Candidate best) {
        if (judging == null) {
            judging = played(JUDGING * rows, JUDGING_SEED);
        }
        double[] own = judging.of(player); // [B]
        double[] reply = Optional.ofNullable(best)
                .flatMap(found -> found.play(JUDGING * rows, JUDGING_SEED))
                .map(episodes -> episodes.of(player))
                .orElse(own); // [B]
        double gain = mean(reply) - mean(own);
        if (gain <= 0) {
            return new ReplyValue(mean(own), mean(own), false, 0);
        }
        double squares = 0;
        for (int row = 0; row < own.length; row++) {
            squares += Math.pow(reply[row] - own[row] - gain, 2);
        }
        double error = Math.sqrt(squares / (own.length - 1) / own.length);
        return new ReplyValue(mean(own), mean(reply), false, error);
    }
}
