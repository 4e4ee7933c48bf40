package walras.server.session.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second server away from a data directory. The operating system drops the lock when its holder dies, on every
 * machine and in every container that sees the same volume; what the file says is for people.
 */
final class DirectoryLock implements AutoCloseable {
    static final String FILE = "lock";
    /** Far behind what the file says, so that others may read it where locks forbid reading. */
    private static final long PLACE = Long.MAX_VALUE - 1;
    /** The locks of this process, which the operating system would give to it twice: who holds them. */
    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock of a directory that exists.
     *
     * @throws IOException that says who holds it; nothing has been written then
     */
    static DirectoryLock take(Path directory) throws IOException {
        Path file = directory.toRealPath().resolve(FILE);
        String self = "pid " + ProcessHandle.current().pid() + " on " + host() + " since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String other = HELD.putIfAbsent(file, self);
        if (other != null) {
            throw heldBy(directory, other);
        }
        try {
            return new DirectoryLock(file, locked(directory, file, self));
        } catch (IOException | RuntimeException refused) {
            HELD.remove(file);
            throw refused;
        }
    }

    private static FileChannel locked(Path directory, Path file, String self) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock(PLACE, 1, false) == null) {
                throw heldBy(directory, Files.readString(file).strip());
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((self + "\n").getBytes(StandardCharsets.UTF_8)));
            return channel;
        } catch (IOException | RuntimeException refused) {
            channel.close();
            throw refused;
        }
    }

    private static IOException heldBy(Path directory, String holder) {
        return new IOException(directory + ": expected a data directory that no other server uses, got one held by "
                + (holder.isEmpty() ? "a server that starts or stops" : holder));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "a machine without a name";
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            channel.truncate(0);
        } finally {
            HELD.remove(file);
        }
    }
}
