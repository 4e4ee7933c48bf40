package walras.tournament.play;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import walras.env.Problem;
import walras.tournament.plan.Match;
import walras.tournament.store.MatchResult;

/** Plays one match to its end, or goes on with it, whatever of it is there. */
final class MatchPlay {
    private static final int RETRY_MILLIS = 200;
    private static final int RETRIES = 200;

    private final Ground ground;
    private final Match match;

    MatchPlay(Ground ground, Match match) {
        this.ground = ground;
        this.match = match;
    }

    MatchResult play() throws IOException, InterruptedException {
        MatchState state = MatchState.of(
                ground.secrets(), match.index(), match.setting().seats().size());
        try (Programs programs = new Programs(ground, match, state)) {
            for (int attempt = 0; ; attempt++) {
                try {
                    if (ground.byItself(match)) {
                        new BuiltInPlay(ground, match, state).play();
                    } else {
                        new SeatedPlay(ground, match, state, programs).play();
                    }
                    return result(state);
                } catch (StatusRuntimeException broken) {
                    if (!Trouble.passes(broken) || attempt == RETRIES) {
                        throw Trouble.problem(match, broken);
                    }
                    TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
                    ground.revive();
                }
            }
        }
    }

    private MatchResult result(MatchState state) throws IOException {
        Path log = ground.link()
                .log(state.session())
                .orElseThrow(() -> Problem.request(
                        "match " + match.index(),
                        "the log of session " + state.session() + " below "
                                + ground.link().data() + " (--server-data names the server's data directory)",
                        "none"));
        MatchReplay.Outcome outcome = MatchReplay.of(ground.registry(), log, match, MatchReplay.Viewer.NONE);
        if (!outcome.complete()) {
            throw Problem.of(
                    Problem.Kind.INTERNAL,
                    "INTERNAL",
                    "match " + match.index(),
                    match.setting().episodes() + " whole episodes of each row in " + log,
                    "fewer",
                    "");
        }
        MatchResult result = Outcomes.result(
                match, state.session(), log.getFileName().toString(), outcome, state.faults(), ground.tournament());
        ground.store().put(result);
        state.forget();
        ground.guests().over(match);
        return result;
    }
}
