package walras.server.wire;

import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;

/** Finds the lanes' messages in what a participant sends, with one copy out of the transport's buffers. */
public final class PlayManyInMarshaller implements MethodDescriptor.Marshaller<PlayManyIn> {
    private final MessageBytes bytes = new MessageBytes();

    @Override
    public PlayManyIn parse(InputStream stream) {
        MessageBytes.Message message = bytes.read(stream);
        try {
            return PlayManyIn.find(message.buffer(), message.length());
        } catch (IOException malformed) {
            return PlayManyIn.malformed(PlayInReader.malformed("a PlayManyRequest of walras.v1", malformed));
        }
    }

    @Override
    public InputStream stream(PlayManyIn message) {
        throw new UnsupportedOperationException("a server does not send requests");
    }
}
