package walras.server.rpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import walras.env.Registry;
import walras.server.metrics.ServerMetrics;
import walras.server.session.Sessions;
import walras.server.session.StepExecutor;
import walras.server.wire.PlayIn;
import walras.server.wire.PlayInMarshaller;
import walras.server.wire.PlayOut;
import walras.server.wire.PlayOutMarshaller;
import walras.v1.PlayServiceGrpc;

/** The play service, bound by hand for the sake of its own marshallers and flow control. */
final class PlayRpc implements ServerCallHandler<PlayIn, PlayOut> {
    /** Bytes that may be queued before a turn waits for its reader: some frames' worth, and a bound on memory. */
    private static final int READY_THRESHOLD_BYTES = 1 << 20;

    private final Registry registry;
    private final Sessions sessions;
    private final StepExecutor executor;
    private final Failures failures;
    private final ServerMetrics metrics;

    PlayRpc(Registry registry, Sessions sessions, StepExecutor executor, Failures failures, ServerMetrics metrics) {
        this.registry = registry;
        this.sessions = sessions;
        this.executor = executor;
        this.failures = failures;
        this.metrics = metrics;
    }

    /** The one method of the service. */
    MethodDescriptor<PlayIn, PlayOut> method() {
        return PlayServiceGrpc.getPlayMethod().toBuilder(new PlayInMarshaller(), new PlayOutMarshaller())
                .build();
    }

    /** The service as the server registers it; described to reflection as the generated one. */
    ServerServiceDefinition bind() {
        MethodDescriptor<PlayIn, PlayOut> method = method();
        ServiceDescriptor service = ServiceDescriptor.newBuilder(PlayServiceGrpc.SERVICE_NAME)
                .setSchemaDescriptor(PlayServiceGrpc.getServiceDescriptor().getSchemaDescriptor())
                .addMethod(method)
                .build();
        return ServerServiceDefinition.builder(service)
                .addMethod(ServerMethodDefinition.create(method, this))
                .build();
    }

    @Override
    public ServerCall.Listener<PlayIn> startCall(ServerCall<PlayIn, PlayOut> call, Metadata headers) {
        call.setOnReadyThreshold(READY_THRESHOLD_BYTES);
        call.sendHeaders(new Metadata());
        metrics.streamStarted();
        PlayStream stream = new PlayStream(new PlayWriter(call, failures), this);
        call.request(1);
        return stream;
    }

    Registry registry() {
        return registry;
    }

    Sessions sessions() {
        return sessions;
    }

    StepExecutor executor() {
        return executor;
    }

    ServerMetrics metrics() {
        return metrics;
    }
}
