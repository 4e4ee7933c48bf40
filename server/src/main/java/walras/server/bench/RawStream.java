package walras.server.bench;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.nio.ByteBuffer;
import walras.server.session.rollout.RolloutPace;

/**
 * The yardstick of rollouts: a stream of so many bytes in messages of such a length, sent whenever grpc-java says that it
 * is ready, and nothing else. What carries a rollout cannot take less than this beside its steps.
 */
final class RawStream {
    static final MethodDescriptor<byte[], byte[]> METHOD = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
            .setFullMethodName("walras.bench.Stream/Stream")
            .setRequestMarshaller(new RawBytes())
            .setResponseMarshaller(new RawBytes())
            .build();

    private RawStream() {}

    static ServerServiceDefinition bind() {
        return ServerServiceDefinition.builder(ServiceDescriptor.newBuilder("walras.bench.Stream")
                        .addMethod(METHOD)
                        .build())
                .addMethod(ServerMethodDefinition.create(METHOD, RawStream::start))
                .build();
    }

    /** What asks for it. */
    static byte[] request(long bytes, int messageBytes) { // [12]
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(bytes)
                .putInt(messageBytes)
                .array();
    }

    private static ServerCall.Listener<byte[]> start(ServerCall<byte[], byte[]> call, Metadata headers) {
        call.setOnReadyThreshold(RolloutPace.READY_BYTES);
        call.sendHeaders(new Metadata());
        call.request(1);
        return new ServerCall.Listener<>() {
            private byte[] message = {}; // [messageBytes] the same one again and again
            private long left;

            @Override
            public void onMessage(byte[] request) { // [12]
                ByteBuffer wanted = ByteBuffer.wrap(request);
                left = wanted.getLong();
                message = new byte[wanted.getInt()];
            }

            @Override
            public void onHalfClose() {
                send();
            }

            @Override
            public void onReady() {
                if (message.length > 0) {
                    send();
                }
            }

            private void send() {
                while (left > 0 && call.isReady()) {
                    int length = (int) Math.min(left, message.length);
                    call.sendMessage(length == message.length ? message : new byte[length]);
                    left -= length;
                    if (left == 0) {
                        call.close(Status.OK, new Metadata());
                    }
                }
            }
        };
    }
}
