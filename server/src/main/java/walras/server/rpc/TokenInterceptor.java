package walras.server.rpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.caller.AccessList;
import walras.server.caller.Audit;
import walras.server.caller.Caller;
import walras.server.caller.Role;

/** Lets in who shows a token, as {@code authorization: Bearer TOKEN}, or a certificate that is known, and may call the method. */
public final class TokenInterceptor implements ServerInterceptor {
    public static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String OPEN_SERVICE = "grpc.health.v1.Health";

    private final AccessList callers;
    private final Failures failures;

    TokenInterceptor(AccessList callers, Failures failures) {
        this.callers = callers;
        this.failures = failures;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (OPEN_SERVICE.equals(call.getMethodDescriptor().getServiceName())) {
            return next.startCall(call, headers);
        }
        Caller caller;
        try {
            String certificate = CurrentCaller.certificate(call.getAttributes());
            String method = call.getMethodDescriptor().getFullMethodName();
            caller = admitted(headers.get(AUTHORIZATION), certificate, method, MethodRoles.least(method));
        } catch (Problem why) {
            failures.end(call, why);
            return new ServerCall.Listener<>() {};
        }
        return Contexts.interceptCall(Context.current().withValue(CurrentCaller.KEY, caller), call, headers, next);
    }

    /**
     * Who calls a method, or asks for something else, if that is somebody who may.
     *
     * @throws Problem as {@link AccessList#find}, TOKEN_WRONG for another role, LIMIT for a caller that has worked too much
     */
    Caller admitted(@Nullable String shown, @Nullable String certificate, String method, Role least) {
        Caller caller = known(shown, certificate, method);
        caller.heard();
        caller.require(least, method);
        if (least != Role.SPECTATOR) {
            caller.requireTime();
        }
        return caller;
    }

    private Caller known(@Nullable String shown, @Nullable String certificate, String method) {
        try {
            return callers.find(shown, certificate);
        } catch (Problem why) {
            Audit.refused("a stranger", method, why.reason() + ", " + why.getMessage());
            throw why;
        }
    }
}
