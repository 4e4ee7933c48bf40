package walras.server.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Copies messages out of the transport's buffers into one that the thread keeps, so that views of it can be handed on and
 * nothing is allocated that grows with the message. That is sound where a stream's callbacks run on the thread that read
 * the message, before the next one is read.
 */
final class MessageBytes {
    private static final int SMALLEST_BUFFER_BYTES = 4096;
    /** A buffer above this is not kept for the next message. */
    private static final int LARGEST_KEPT_BYTES = 64 << 20;

    /**
     * One message.
     *
     * @param buffer {@code [length or more]}, the thread's own
     */
    record Message(byte[] buffer, int length) {}

    private final ThreadLocal<byte[]> buffers = ThreadLocal.withInitial(() -> new byte[SMALLEST_BUFFER_BYTES]);

    /** Takes all of a message; valid until the next one is read on this thread. */
    Message read(InputStream stream) {
        try {
            byte[] buffer = buffers.get();
            int length = 0;
            while (true) {
                int read = stream.readNBytes(buffer, length, buffer.length - length);
                length += read;
                if (length < buffer.length) {
                    return new Message(buffer, length);
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
}
