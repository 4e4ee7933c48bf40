package walras.server.rpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import walras.server.session.rollout.RolloutPace;
import walras.server.wire.PlayIn;
import walras.server.wire.PlayInMarshaller;
import walras.server.wire.PlayOut;
import walras.server.wire.PlayOutMarshaller;
import walras.v1.PlayServiceGrpc;

/** The play service, bound by hand for the sake of its own marshallers and flow control. */
record PlayRpc(PlayHost host) {
    /** The service as the server registers it; described to reflection as the generated one. */
    ServerServiceDefinition bind() {
        MethodDescriptor<PlayIn, PlayOut> play = PlayServiceGrpc.getPlayMethod().toBuilder(
                        new PlayInMarshaller(), new PlayOutMarshaller())
                .build();
        ServiceDescriptor service = ServiceDescriptor.newBuilder(PlayServiceGrpc.SERVICE_NAME)
                .setSchemaDescriptor(PlayServiceGrpc.getServiceDescriptor().getSchemaDescriptor())
                .addMethod(play)
                .build();
        return ServerServiceDefinition.builder(service)
                .addMethod(play, this::startPlay)
                .build();
    }

    private ServerCall.Listener<PlayIn> startPlay(ServerCall<PlayIn, PlayOut> call, Metadata headers) {
        PlayStream play = new PlayStream(call, host, CurrentCaller.get());
        InboundBudget.whenRefused(play::refused);
        call.setOnReadyThreshold(RolloutPace.READY_BYTES);
        call.sendHeaders(new Metadata());
        host.metrics().streamStarted();
        call.request(1);
        return play;
    }
}
