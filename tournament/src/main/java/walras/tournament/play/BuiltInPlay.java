package walras.tournament.play;

import io.grpc.Status;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import walras.env.Registry;
import walras.tournament.plan.Match;

/**
 * A match of built-in policies alone: one session and one rollout. Policies that learn begin anew with a rollout, so a match
 * that was broken off begins anew as well.
 */
final class BuiltInPlay {
    private final Ground ground;
    private final Match match;
    private final MatchState state;
    private final MatchSession session;

    BuiltInPlay(Ground ground, Match match, MatchState state) {
        this.ground = ground;
        this.match = match;
        this.state = state;
        session = new MatchSession(ground, match, state);
    }

    void play() throws IOException {
        if (state.begun()) {
            if (session.count(Long.MAX_VALUE).done()) {
                session.close();
                return;
            }
            session.discard();
        }
        // Episodes take so many steps that the last match tells: if this one takes more, it begins again without a
        // limit.
        int known = ground.lengths().getOrDefault(match.setting().index(), limit());
        if (!rolled(known)) {
            session.discard();
            if (!rolled(0)) {
                throw Status.OUT_OF_RANGE
                        .withDescription("episodes that end: none did in a million steps")
                        .asRuntimeException();
            }
        }
        session.close();
    }

    private boolean rolled(int knownSteps) throws IOException {
        session.create(true);
        session.reset();
        EpisodeCount episodes =
                new EpisodeCount(match.setting().rows(), match.setting().episodes());
        int steps = session.rollout(
                List.of(SessionPlan.policy(ground.entrant(match, 0).policy().orElseThrow())),
                Map.of(),
                episodes,
                knownSteps);
        if (episodes.done()) {
            ground.lengths().merge(match.setting().index(), steps, Math::max);
        }
        return episodes.done();
    }

    /** The most that the environment's own limit allows; 0 where it has none. */
    private int limit() {
        Registry registry = ground.registry();
        var environment = registry.find(match.setting().environment());
        long limit = environment
                .economy(environment.options().resolve(match.setting().options()))
                .spec()
                .timeLimit();
        return (int) Math.min(Integer.MAX_VALUE, limit * match.setting().episodes());
    }
}
