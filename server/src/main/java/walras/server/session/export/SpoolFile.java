package walras.server.session.export;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bytes that are kept on the disk until they are read: a file that grows, and is gone when it is closed. */
final class SpoolFile implements Closeable {
    /** Is shown bytes, some at a time. */
    @FunctionalInterface
    interface Reader {
        void read(byte[] bytes) throws IOException;
    }

    private final FileChannel file;

    SpoolFile(Path at) throws IOException {
        file = FileChannel.open(
                at,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** @throws UncheckedIOException if the disk does not take them */
    void append(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    byte[] read(long at, int count) throws IOException { // [count]
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, at + bytes.position()) < 0) {
                throw new IOException("a temporary file of what was played was cut off by somebody else");
            }
        }
        return bytes.array();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
