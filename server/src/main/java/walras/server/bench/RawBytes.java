package walras.server.bench;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Sends bytes as they are, with one copy each way: the least that grpc-java does for a message. */
final class RawBytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) { // [bytes]
        return new Run(message);
    }

    @Override
    public byte[] parse(InputStream stream) { // [bytes]
        try {
            byte[] message = new byte[stream.available()];
            int read = stream.readNBytes(message, 0, message.length);
            if (read != message.length || stream.read() >= 0) {
                throw new IOException("a message of another length than it said");
            }
            return message;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static final class Run extends ByteArrayInputStream implements Drainable, KnownLength {
        Run(byte[] message) {
            super(message);
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            target.write(buf, pos, count - pos);
            int drained = count - pos;
            pos = count;
            return drained;
        }
    }
}
