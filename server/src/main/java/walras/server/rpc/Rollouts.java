package walras.server.rpc;

import org.jspecify.annotations.Nullable;
import walras.server.session.Claim;
import walras.server.session.Limits;
import walras.server.session.Sessions;
import walras.server.wire.RolloutMessages;
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

    /** For a caller that has shown the token already; a refusal is told to the flow. */
    void start(RolloutRequest request, RolloutFlow flow) {
        try {
            Claim claim = SessionRpc.claim(sessions, request.getAccess()).requireSeats("access.tickets");
            flow.start(claim.session().rollout(RolloutMessages.read(request, claim, limits), limits, flow));
        } catch (RuntimeException | Error thrown) {
            flow.fail(thrown);
        }
    }

    /**
     * Starts a rollout; a refusal is told to the flow.
     *
     * @param authorization as gRPC's metadata has it; may be empty
     */
    public void start(String authorization, RolloutRequest request, RolloutFlow flow) {
        try {
            if (token != null) {
                String shown = authorization.isEmpty() ? null : authorization;
                token.admitted(
                        shown, null, SessionServiceGrpc.getRolloutMethod().getFullMethodName());
            }
        } catch (RuntimeException refused) {
            flow.fail(refused);
            return;
        }
        start(request, flow);
    }

    /** What a caller is told. */
    public ErrorDetail detail(Throwable thrown) {
        return failures.detail(thrown);
    }
}
