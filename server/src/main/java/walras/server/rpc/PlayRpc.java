package walras.server.rpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import walras.server.session.rollout.RolloutPace;
import walras.server.wire.PlayIn;
import walras.server.wire.PlayInMarshaller;
import walras.server.wire.PlayOut;
import walras.server.wire.PlayOutMarshaller;
import walras.v1.PlayServiceGrpc;

/** The play service, bound by hand for the sake of its own marshallers and flow control. */
final class PlayRpc {
    private final PlayHost host;

    PlayRpc(PlayHost host) {
        this.host = host;
    }

    /** One play in a call. */
    ServerMethodDefinition<PlayIn, PlayOut> play() {
        return ServerMethodDefinition.create(
                PlayServiceGrpc.getPlayMethod().toBuilder(new PlayInMarshaller(), new PlayOutMarshaller())
                        .build(),
                this::startPlay);
    }

    /** The service as the server registers it; described to reflection as the generated one. */
    ServerServiceDefinition bind() {
        ServerMethodDefinition<?, ?> play = play();
        ServiceDescriptor service = ServiceDescriptor.newBuilder(PlayServiceGrpc.SERVICE_NAME)
                .setSchemaDescriptor(PlayServiceGrpc.getServiceDescriptor().getSchemaDescriptor())
                .addMethod(play.getMethodDescriptor())
                .build();
        return ServerServiceDefinition.builder(service).addMethod(play).build();
    }

    private ServerCall.Listener<PlayIn> startPlay(ServerCall<PlayIn, PlayOut> call, Metadata headers) {
        PlayStream play = new PlayStream(call, host, CurrentCaller.get());
        InboundBudget.whenRefused(play::refused);
        open(call);
        return play;
    }

    private void open(ServerCall<?, ?> call) {
        call.setOnReadyThreshold(RolloutPace.READY_BYTES);
        call.sendHeaders(new Metadata());
        host.metrics().streamStarted();
        call.request(1);
    }
}
