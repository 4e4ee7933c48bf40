package walras.server.rpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.wire.PartCount;

/**
 * Answers bytes that are no message with INVALID_ARGUMENT, and a message of too many parts with RESOURCE_EXHAUSTED. Left
 * alone, the transport would call the bytes a failure of the server's own, and make objects of the parts.
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

    private static Problem noMessage(@Nullable String why) {
        String got = "bytes that are none: " + why;
        return Problem.of(Problem.Kind.INVALID, "BAD_REQUEST", "message", "a message of walras.v1", got, "");
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Descriptor type =
                call.getMethodDescriptor().getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier method
                        ? method.getMethodDescriptor().getInputType()
                        : null;
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                try {
                    super.onMessage(counted(message));
                } catch (StatusRuntimeException malformed) {
                    refuse(noMessage(malformed.getStatus().getDescription()));
                } catch (IOException malformed) {
                    refuse(noMessage(malformed.getMessage()));
                } catch (Problem tooMany) {
                    refuse(tooMany);
                }
            }

            private void refuse(Problem why) {
                refused = true;
                failures.end(call, why);
            }

            /** The same message, whose parts are counted. */
            @SuppressWarnings("unchecked") // messages are streams here
            private Q counted(Q message) throws IOException {
                InputStream bytes = (InputStream) message;
                if (type == null || bytes.available() <= PartCount.FREE_BYTES) {
                    return message;
                }
                byte[] all = bytes.readAllBytes(); // [bytes]
                PartCount.require(CodedInputStream.newInstance(all), type);
                return (Q) new ByteArrayInputStream(all);
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
