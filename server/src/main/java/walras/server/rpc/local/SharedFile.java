package walras.server.rpc.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A file that a program on this machine maps.
 *
 * <p>The frames of a play stream are read and written by calls to the system, which cost a copy each, some microseconds
 * for thousands of rows, while a participant that shortens the file harms nobody but itself. The chunks of a rollout are
 * many times as long, and written through a {@link Mapping}; there a file that was cut short is an error in the middle of
 * a step, and the end of the participant's own session.
 *
 * <p>Every page is written when the file is made: a file system that is full says so then. Messages on the socket say what
 * is where; the call that sends one comes after the call that writes, and that makes the bytes seen.
 */
final class SharedFile implements AutoCloseable {
    private static final Set<StandardOpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final int ZEROS_BYTES = 1 << 20;
    /** What one participant may have of the machine's memory. */
    private static final long MOST_BYTES = 1L << 30;

    private final Path path;
    private final FileChannel file;
    private final AtomicBoolean named = new AtomicBoolean(true);

    private SharedFile(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Makes the file, which begins as every such file does and is zero after that.
     *
     * @throws IOException if there is no room for it
     */
    static SharedFile create(Path path, long sizeBytes) throws IOException {
        if (sizeBytes > MOST_BYTES) {
            throw new IOException("frames: expected at most " + MOST_BYTES + " bytes, got " + sizeBytes
                    + "; fewer slots or rows need less");
        }
        FileChannel file = FileChannel.open(
                path, NEW, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        SharedFile made = new SharedFile(path, file);
        try {
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(sizeBytes, ZEROS_BYTES));
            for (long at = 0; at < sizeBytes; at += zeros.limit()) {
                made.write(at, zeros.clear().limit((int) Math.min(sizeBytes - at, ZEROS_BYTES)));
            }
            made.write(0, ByteBuffer.wrap(SharedLayout.MAGIC));
            return made;
        } catch (IOException full) {
            made.close();
            throw full;
        }
    }

    Path path() {
        return path;
    }

    void write(long at, ByteBuffer bytes) throws IOException {
        long next = at;
        while (bytes.hasRemaining()) {
            next += file.write(bytes, next);
        }
    }

    /** Reads until the target is full, or as much as there is where the participant has shortened the file. */
    void read(long at, ByteBuffer target) throws IOException {
        while (target.hasRemaining() && file.read(target, at + target.position()) > 0) {}
    }

    /** For writing, which the reader sees when it is told. */
    Mapping map(long sizeBytes) throws IOException {
        return Mapping.of(file, sizeBytes);
    }

    /** The participant has mapped the file: nobody else shall, and whoever dies now leaves nothing behind. */
    void unname() throws IOException {
        if (named.get() && named.compareAndSet(true, false)) {
            Files.deleteIfExists(path);
        }
    }

    @Override
    public void close() {
        try {
            unname();
            file.close();
        } catch (IOException left) {
            System.getLogger("walras.server").log(System.Logger.Level.WARNING, "left behind: " + path, left);
        }
    }
}
