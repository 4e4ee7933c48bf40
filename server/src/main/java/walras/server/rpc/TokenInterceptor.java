package walras.server.rpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.session.Secret;

/** Lets nobody in who does not show the server's own token, as {@code authorization: Bearer TOKEN}. */
final class TokenInterceptor implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String SCHEME = "Bearer ";
    private static final String OPEN_SERVICE = "grpc.health.v1.Health";

    private final Secret token;
    private final Failures failures;

    TokenInterceptor(String token, Failures failures) {
        this.token = Secret.of(token);
        this.failures = failures;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (OPEN_SERVICE.equals(call.getMethodDescriptor().getServiceName())) {
            return next.startCall(call, headers);
        }
        try {
            require(headers.get(AUTHORIZATION));
        } catch (Problem why) {
            StatusRuntimeException status = failures.status(why);
            Metadata trailers = status.getTrailers();
            call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(call, headers);
    }

    /**
     * Refuses whoever does not show the token.
     *
     * @param shown as {@code authorization} has it; null for nothing
     * @throws Problem TOKEN_MISSING or TOKEN_WRONG
     */
    void require(@Nullable String shown) {
        if (shown == null || !shown.startsWith(SCHEME) || !token.matches(shown.substring(SCHEME.length()))) {
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
