package walras.server.rpc.local;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The server's folder for what it shares with programs of its own user: nobody else may enter it. A server that was killed
 * leaves its folder behind; the next one that starts beside it takes it away.
 */
final class LocalDirectory implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("walras.server");
    private static final String PREFIX = "walras-";
    private static final String SOCKET = "play.sock";
    private static final String FRAMES = ".frames";
    /** More than a server needs between making its socket and listening on it. */
    private static final long STARTING_MILLIS = 1_000;

    private final Path path;
    private final AtomicLong files = new AtomicLong();

    private LocalDirectory(Path path) {
        this.path = path;
    }

    /** A new one in a folder that programs of several users may write to. */
    static LocalDirectory in(Path parent) throws IOException {
        Path own = Files.createTempDirectory(parent, PREFIX); // entered by its owner alone
        try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : left) {
                if (!Files.isSymbolicLink(folder)
                        && Files.getOwner(folder).equals(Files.getOwner(own))
                        && dead(folder)) {
                    remove(folder);
                }
            }
        } catch (IOException busy) {
            LOG.log(System.Logger.Level.WARNING, "what dead servers left in " + parent + " stays there", busy);
        }
        return new LocalDirectory(own);
    }

    Path socket() {
        return path.resolve(SOCKET);
    }

    /** A name for frames that nobody has had yet. */
    Path nextFrames() {
        return path.resolve(files.incrementAndGet() + FRAMES);
    }

    /** True if there is a socket that nobody listens on, and nobody is just about to. */
    private static boolean dead(Path folder) throws IOException {
        Path socket = folder.resolve(SOCKET);
        if (!Files.exists(socket)
                || Files.getLastModifiedTime(socket).toMillis() > System.currentTimeMillis() - STARTING_MILLIS) {
            return false;
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(socket));
            return false;
        } catch (IOException nobody) {
            return true;
        }
    }

    private static void remove(Path folder) {
        try {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "{" + SOCKET + ",*" + FRAMES + "}")) {
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(folder);
        } catch (IOException left) {
            LOG.log(System.Logger.Level.WARNING, "left behind: " + folder, left);
        }
    }

    @Override
    public void close() {
        remove(path);
    }
}
