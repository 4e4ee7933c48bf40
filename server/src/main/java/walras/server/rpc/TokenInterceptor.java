package walras.server.rpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
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
        String shown = headers.get(AUTHORIZATION);
        boolean open = OPEN_SERVICE.equals(call.getMethodDescriptor().getServiceName());
        if (open || (shown != null && shown.startsWith(SCHEME) && token.matches(shown.substring(SCHEME.length())))) {
            return next.startCall(call, headers);
        }
        Problem why = Problem.of(
                shown == null ? Problem.Kind.UNAUTHENTICATED : Problem.Kind.DENIED,
                shown == null ? "TOKEN_MISSING" : "TOKEN_WRONG",
                "authorization",
                "the server's token, as Bearer TOKEN",
                shown == null ? "none" : "another",
                "");
        StatusRuntimeException status = failures.status(why);
        Metadata trailers = status.getTrailers();
        call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
        return new ServerCall.Listener<>() {};
    }
}
