package walras.server.bench;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;

/**
 * The yardstick: a stream whose every message is read and answered with as many bytes as the first one asked for, and
 * nothing else. What a play stream takes longer than this, Walras is to blame for.
 */
final class EchoService {
    static final MethodDescriptor<byte[], byte[]> METHOD = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName("walras.bench.Echo/Echo")
            .setRequestMarshaller(new RawBytes())
            .setResponseMarshaller(new RawBytes())
            .build();

    private EchoService() {}

    static ServerServiceDefinition bind() {
        ServerCallHandler<byte[], byte[]> handler = EchoService::start;
        return ServerServiceDefinition.builder(ServiceDescriptor.newBuilder("walras.bench.Echo")
                        .addMethod(METHOD)
                        .build())
                .addMethod(ServerMethodDefinition.create(METHOD, handler))
                .build();
    }

    private static ServerCall.Listener<byte[]> start(ServerCall<byte[], byte[]> call, Metadata headers) {
        call.sendHeaders(new Metadata());
        call.request(1);
        return new ServerCall.Listener<>() {
            private byte[] reply = {};

            @Override
            public void onMessage(byte[] message) { // [bytes]
                if (reply.length == 0) {
                    reply = new byte[java.nio.ByteBuffer.wrap(message).getInt()];
                }
                call.sendMessage(reply);
                call.request(1);
            }

            @Override
            public void onHalfClose() {
                call.close(io.grpc.Status.OK, new Metadata());
            }
        };
    }
}
