package walras.server.rpc;

import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.session.Secret;

/** The token that callers must show, on every transport; it can be replaced while the server runs. */
public final class ServerToken {
    private static final String SCHEME = "Bearer ";

    private volatile Secret secret;

    public ServerToken(Secret secret) {
        this.secret = secret;
    }

    /** From now on callers must show another one. Calls that have begun go on. */
    public void replace(Secret other) {
        secret = other;
    }

    /**
     * Refuses whoever does not show the token.
     *
     * @param shown as {@code authorization} has it; null for nothing
     * @throws Problem TOKEN_MISSING or TOKEN_WRONG
     */
    public void require(@Nullable String shown) {
        if (shown == null || !shown.startsWith(SCHEME) || !secret.matches(shown.substring(SCHEME.length()))) {
            throw Problem.of(
                    shown == null ? Problem.Kind.UNAUTHENTICATED : Problem.Kind.DENIED,
                    shown == null ? "TOKEN_MISSING" : "TOKEN_WRONG",
                    "authorization",
                    "the server's token, as Bearer TOKEN",
                    shown == null ? "none" : "another",
                    "");
        }
    }
}
