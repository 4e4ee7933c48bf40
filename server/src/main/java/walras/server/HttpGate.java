package walras.server;

import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.http.Gate;
import walras.server.http.HttpAnswer;
import walras.server.http.HttpCaller;
import walras.server.metrics.ServerMetrics;
import walras.server.rpc.ServerToken;

/**
 * Who may see what lies on the HTTP port beside its health: whoever gRPC would let in. Where the server has a certificate,
 * callers from other machines must speak TLS, and show a certificate where gRPC asks for one; then comes the token.
 *
 * @param tls true where the server has a certificate
 * @param mutual true where clients must show one
 * @param plaintext true where plaintext was asked for by name
 * @param token null where none is asked for
 */
record HttpGate(boolean tls, boolean mutual, boolean plaintext, @Nullable ServerToken token, ServerMetrics metrics)
        implements Gate {
    @Override
    public @Nullable HttpAnswer refusal(HttpCaller caller) {
        if (tls && !caller.encrypted() && !caller.nearby() && !plaintext) {
            return HttpAnswer.text(403, "Forbidden: expected https from another machine\n");
        }
        if (mutual && !caller.certified() && !caller.nearby()) {
            return HttpAnswer.text(403, "Forbidden: expected a client's certificate\n");
        }
        return token == null ? null : refusal(token, caller);
    }

    private @Nullable HttpAnswer refusal(ServerToken asked, HttpCaller caller) {
        try {
            asked.require(caller.authorization());
            return null;
        } catch (Problem why) {
            metrics.refused(why.reason());
            return HttpAnswer.text(401, why.reason() + ": " + why.getMessage() + "\n");
        }
    }
}
