package walras.server.rpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import walras.env.Problem;

/**
 * Answers bytes that are no message with INVALID_ARGUMENT. Left alone, the transport would call them a failure of the
 * server's own.
 */
final class MalformedRequests {
    private MalformedRequests() {}

    /** What the marshaller gives where the bytes are no message. */
    private record Malformed(Problem why) {}

    /** The same service, whose methods refuse malformed requests. */
    static ServerServiceDefinition refusedBy(ServerServiceDefinition service, Failures failures) {
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(
                        service.getServiceDescriptor().getName())
                .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
        java.util.List<ServerMethodDefinition<Object, ?>> methods = service.getMethods().stream()
                .<ServerMethodDefinition<Object, ?>>map(method -> guarded(method, failures))
                .toList();
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder guarded = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(guarded::addMethod);
        return guarded.build();
    }

    private static <Q, A> ServerMethodDefinition<Object, A> guarded(
            ServerMethodDefinition<Q, A> method, Failures failures) {
        MethodDescriptor<Q, A> plain = method.getMethodDescriptor();
        MethodDescriptor<Object, A> descriptor = plain.toBuilder(
                        new GuardedMarshaller<>(plain.getRequestMarshaller()), plain.getResponseMarshaller())
                .build();
        ServerCallHandler<Object, A> handler = (call, headers) -> new GuardedListener<>(
                call, method.getServerCallHandler().startCall(new PlainCall<>(call, plain), headers), failures);
        return ServerMethodDefinition.create(descriptor, handler);
    }

    private record GuardedMarshaller<Q>(MethodDescriptor.Marshaller<Q> plain)
            implements MethodDescriptor.Marshaller<Object> {
        @Override
        public Object parse(InputStream stream) {
            try {
                return plain.parse(stream);
            } catch (StatusRuntimeException malformed) {
                String got = "bytes that are none: " + malformed.getStatus().getDescription();
                return new Malformed(
                        Problem.of(Problem.Kind.INVALID, "BAD_REQUEST", "message", "a message of walras.v1", got, ""));
            }
        }

        @Override
        public InputStream stream(Object value) {
            throw new UnsupportedOperationException("a server does not send requests");
        }
    }

    private static final class GuardedListener<Q, A> extends ServerCall.Listener<Object> {
        private final ServerCall<Object, A> call;
        private final ServerCall.Listener<Q> plain;
        private final Failures failures;
        private boolean refused;

        GuardedListener(ServerCall<Object, A> call, ServerCall.Listener<Q> plain, Failures failures) {
            this.call = call;
            this.plain = plain;
            this.failures = failures;
        }

        @Override
        @SuppressWarnings("unchecked") // the guarded marshaller gives either a Q or a Malformed
        public void onMessage(Object message) {
            if (message instanceof Malformed malformed) {
                refused = true;
                StatusRuntimeException status = failures.status(malformed.why());
                Metadata trailers = status.getTrailers();
                call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
            } else {
                plain.onMessage((Q) message);
            }
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                plain.onHalfClose();
            }
        }

        @Override
        public void onCancel() {
            plain.onCancel();
        }

        @Override
        public void onComplete() {
            plain.onComplete();
        }

        @Override
        public void onReady() {
            plain.onReady();
        }
    }

    /** The call as the plain handler knows it. */
    private static final class PlainCall<Q, A> extends io.grpc.ForwardingServerCall<Q, A> {
        private final ServerCall<Object, A> call;
        private final MethodDescriptor<Q, A> descriptor;

        PlainCall(ServerCall<Object, A> call, MethodDescriptor<Q, A> descriptor) {
            this.call = call;
            this.descriptor = descriptor;
        }

        @Override
        @SuppressWarnings("unchecked") // nothing of a call's sending half depends on the request's type
        protected ServerCall<Q, A> delegate() {
            return (ServerCall<Q, A>) call;
        }

        @Override
        public void sendMessage(A message) {
            call.sendMessage(message);
        }

        @Override
        public MethodDescriptor<Q, A> getMethodDescriptor() {
            return descriptor;
        }
    }
}
