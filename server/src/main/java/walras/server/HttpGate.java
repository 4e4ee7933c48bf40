package walras.server;

import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.caller.AccessList;
import walras.server.http.Gate;
import walras.server.http.HttpAnswer;
import walras.server.http.HttpCaller;
import walras.server.metrics.ServerMetrics;

/**
 * Who may see what lies on the HTTP port beside its health: whoever gRPC would let in. Where the server has a certificate,
 * callers from other machines must speak TLS, and show a certificate where gRPC asks for one; then comes the token.
 *
 * @param tls true where the server has a certificate
 * @param mutual true where clients must show one
 * @param plaintext true where plaintext was asked for by name
 * @param callers who may call; null where nobody is asked who they are
 */
record HttpGate(boolean tls, boolean mutual, boolean plaintext, @Nullable AccessList callers, ServerMetrics metrics)
        implements Gate {
    @Override
    public @Nullable HttpAnswer refusal(HttpCaller caller) {
        Problem why = problem(caller);
        if (why == null) {
            return null;
        }
        metrics.refused(why.reason());
        int status = why.reason().startsWith("TOKEN_") ? 401 : 403;
        return HttpAnswer.text(status, why.reason() + ": " + why.getMessage() + "\n");
    }

    /** The same for what holds no secrets: nobody is asked for a token. */
    HttpGate withoutToken() {
        return new HttpGate(tls, mutual, plaintext, null, metrics);
    }

    /** What is wrong with a caller; null for nothing. */
    @Nullable
    Problem problem(HttpCaller caller) {
        if (tls && !caller.encrypted() && !caller.nearby() && !plaintext) {
            return forbidden("https from another machine", "plaintext");
        }
        if (mutual && !caller.certified() && !caller.nearby()) {
            return forbidden("a client's certificate", "none");
        }
        try {
            if (callers != null) {
                callers.find(caller.authorization(), null).heard();
            }
            return null;
        } catch (Problem why) {
            return why;
        }
    }

    private static Problem forbidden(String expected, String got) {
        return Problem.of(Problem.Kind.DENIED, "FORBIDDEN", "connection", expected, got, "");
    }
}
