package walras.server.wire;

import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads what participants send. A message is copied once, out of the transport's buffers into one that the thread keeps, so
 * that views of it can be handed on and nothing is allocated that grows with the message. That is sound where a stream's
 * callbacks run on the thread that read the message, before the next one is read. Bytes that are no message do not end the
 * call: they become {@link PlayIn.Malformed}, and are answered.
 */
public final class PlayInMarshaller implements MethodDescriptor.Marshaller<PlayIn> {
    private static final int SMALLEST_BUFFER_BYTES = 4096;

    /** A buffer above this is not kept for the next message. */
    private static final int LARGEST_KEPT_BYTES = 64 << 20;

    private final ThreadLocal<byte[]> buffers = ThreadLocal.withInitial(() -> new byte[SMALLEST_BUFFER_BYTES]);

    @Override
    public PlayIn parse(InputStream stream) {
        try {
            byte[] buffer = buffers.get();
            int length = 0;
            while (true) {
                length += stream.readNBytes(buffer, length, buffer.length - length);
                if (length < buffer.length) {
                    return PlayInReader.read(buffer, 0, length);
                }
                buffer = grown(buffer, stream.available());
            }
        } catch (IOException failed) {
            throw new IllegalStateException("a message could not be read", failed);
        }
    }

    private byte[] grown(byte[] buffer, int available) { // [bytes] -> [more bytes]
        int length = Math.max(buffer.length * 2, Math.addExact(buffer.length, available) + 1);
        byte[] larger = Arrays.copyOf(buffer, length);
        if (length <= LARGEST_KEPT_BYTES) {
            buffers.set(larger);
        }
        return larger;
    }

    @Override
    public InputStream stream(PlayIn message) {
        throw new UnsupportedOperationException("a server does not send requests");
    }
}
