package walras.server.rpc;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import walras.server.session.Claim;
import walras.server.session.Sessions;
import walras.server.session.rollout.Rollout;
import walras.server.session.rollout.RolloutOutlet;
import walras.server.session.work.Limits;
import walras.server.wire.RolloutMessages;
import walras.server.wire.SessionMessages;
import walras.v1.ErrorDetail;
import walras.v1.RolloutRequest;
import walras.v1.SessionServiceGrpc;

/** Starts rollouts, whatever carries them: who may ask for which, and what they are told. */
public final class Rollouts {
    private final Sessions sessions;
    private final Limits limits;
    private final Failures failures;
    private final @Nullable TokenInterceptor token;

    /** @param token that callers must show; null where none is asked for */
    Rollouts(Sessions sessions, Limits limits, Failures failures, @Nullable TokenInterceptor token) {
        this.sessions = sessions;
        this.limits = limits;
        this.failures = failures;
        this.token = token;
    }

    /**
     * Prepares a rollout for a caller that has shown the token already.
     *
     * @return null if it is refused, which the outlet is told
     */
    @Nullable
    Rollout start(RolloutRequest request, RolloutOutlet outlet) {
        return started(outlet, () -> {
            Claim claim = SessionMessages.claim(sessions, request.getAccess()).requireSeats("access.tickets");
            return claim.session().rollout(RolloutMessages.read(request, claim, limits), limits, outlet);
        });
    }

    /**
     * Prepares a rollout; it begins when it is told to advance.
     *
     * @param authorization as gRPC's metadata has it; may be empty
     * @return null if it is refused, which the outlet is told
     */
    public @Nullable Rollout start(String authorization, RolloutRequest request, RolloutOutlet outlet) {
        TokenInterceptor asked = token;
        return started(outlet, () -> {
            if (asked != null) {
                String shown = authorization.isEmpty() ? null : authorization;
                asked.admitted(
                        shown, null, SessionServiceGrpc.getRolloutMethod().getFullMethodName());
            }
            return start(request, outlet);
        });
    }

    private static @Nullable Rollout started(RolloutOutlet outlet, Supplier<@Nullable Rollout> start) {
        try {
            return start.get();
        } catch (RuntimeException | Error refused) {
            outlet.fail(refused);
            return null;
        }
    }

    /** What a caller is told. */
    public ErrorDetail detail(Throwable thrown) {
        return failures.detail(thrown);
    }
}
