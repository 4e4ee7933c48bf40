package walras.server.bench;

import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Reads each message into the same memory, over the one before it, as a learner reads into arrays that it made once: one
 * copy, and nothing that a collector has to clear. Gives its length.
 */
final class KeptBytes implements MethodDescriptor.Marshaller<Integer> {
    private byte[] message = {}; // [capacity] the last message, and room

    @Override
    public Integer parse(InputStream stream) {
        try {
            int length = stream.available();
            if (length > message.length) {
                message = Arrays.copyOf(message, length);
            }
            if (stream.readNBytes(message, 0, length) != length || stream.read() >= 0) {
                throw new IOException("a message of another length than it said");
            }
            return length;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public InputStream stream(Integer length) {
        throw new UnsupportedOperationException("a reader sends nothing");
    }
}
