package walras.server.rpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import walras.env.Problem;

/**
 * Answers bytes that are no message with INVALID_ARGUMENT. Left alone, the transport would call them a failure of the
 * server's own.
 */
final class MalformedRequests implements ServerInterceptor {
    private final Failures failures;

    private MalformedRequests(Failures failures) {
        this.failures = failures;
    }

    /** The same service, whose methods refuse malformed requests; they are parsed behind this interceptor, not before it. */
    static ServerServiceDefinition refusedBy(ServerServiceDefinition service, Failures failures) {
        return ServerInterceptors.intercept(
                ServerInterceptors.useInputStreamMessages(service), new MalformedRequests(failures));
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                try {
                    super.onMessage(message);
                } catch (StatusRuntimeException malformed) {
                    refused = true;
                    String got = "bytes that are none: " + malformed.getStatus().getDescription();
                    failures.end(
                            call,
                            Problem.of(
                                    Problem.Kind.INVALID, "BAD_REQUEST", "message", "a message of walras.v1", got, ""));
                }
            }

            @Override
            public void onHalfClose() {
                if (!refused) {
                    super.onHalfClose();
                }
            }
        };
    }
}
