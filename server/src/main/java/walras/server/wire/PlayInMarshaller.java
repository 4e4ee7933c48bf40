package walras.server.wire;

import io.grpc.MethodDescriptor;
import java.io.InputStream;

/**
 * Reads what participants send, with one copy out of the transport's buffers. Bytes that are no message do not end the
 * call: they become {@link PlayIn.Malformed}, and are answered.
 */
public final class PlayInMarshaller implements MethodDescriptor.Marshaller<PlayIn> {
    private final MessageBytes bytes = new MessageBytes();

    @Override
    public PlayIn parse(InputStream stream) {
        MessageBytes.Message message = bytes.read(stream);
        return PlayInReader.read(message.buffer(), 0, message.length());
    }

    @Override
    public InputStream stream(PlayIn message) {
        throw new UnsupportedOperationException("a server does not send requests");
    }
}
