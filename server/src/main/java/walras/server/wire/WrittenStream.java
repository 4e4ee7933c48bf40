package walras.server.wire;

import com.google.protobuf.CodedOutputStream;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A message for the transport that is written into its buffers, not read; its length is known beforehand. */
abstract class WrittenStream extends InputStream implements KnownLength, Drainable {
    private final int scratchBytes;
    private final int length;
    private int drained;
    private boolean closed;
    private @Nullable InputStream readable;

    /** @param scratchBytes what is longer than that goes into the transport's buffers with one copy */
    WrittenStream(int length, int scratchBytes) {
        this.length = length;
        this.scratchBytes = scratchBytes;
    }

    /** Writes the message. */
    abstract void write(CodedOutputStream out) throws IOException;

    /** The transport has taken the bytes, or does not want them. */
    abstract void release();

    @Override
    public int drainTo(OutputStream target) throws IOException {
        if (readable != null) {
            return (int) readable.transferTo(target);
        }
        CodedOutputStream out = CodedOutputStream.newInstance(target, scratchBytes);
        write(out);
        out.flush();
        drained = length;
        return length;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release();
        }
    }

    @Override
    public int available() throws IOException {
        return readable == null ? length - drained : readable.available();
    }

    @Override
    public int read() throws IOException {
        return readable().read();
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        return readable().read(bytes, offset, count);
    }

    /** For transports that read rather than drain. */
    private InputStream readable() throws IOException {
        if (readable == null) {
            ByteArrayOutputStream all = new ByteArrayOutputStream(length - drained);
            if (drained == 0) {
                drainTo(all);
            }
            readable = new ByteArrayInputStream(all.toByteArray());
        }
        return readable;
    }
}
