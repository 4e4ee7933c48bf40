package walras.server.rpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;

/** Lets nobody in who does not show the server's own token, as {@code authorization: Bearer TOKEN}. */
final class TokenInterceptor implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String OPEN_SERVICE = "grpc.health.v1.Health";

    private final ServerToken token;
    private final Failures failures;

    TokenInterceptor(ServerToken token, Failures failures) {
        this.token = token;
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

    /** As {@link ServerToken#require}. */
    void require(@Nullable String shown) {
        token.require(shown);
    }
}
