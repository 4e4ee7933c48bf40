package walras.server.bench;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import walras.server.ServerConfig;
import walras.server.WalrasServer;

/**
 * A server in this process with the yardsticks beside its services, on any free port and, where there are any, on a Unix
 * domain socket.
 */
final class LoopbackServer implements AutoCloseable {
    private static final int WINDOW_BYTES = 4 << 20;

    private final Path folder;
    private final Path path;
    private final ServerConfig config;
    private final WalrasServer server;

    LoopbackServer() throws IOException {
        folder = Files.createTempDirectory("walras-bench");
        path = folder.resolve("wire.sock");
        ServerConfig.Builder settings = ServerConfig.builder().port(0).httpPort(0);
        config = (Epoll.isAvailable() ? settings.socket(path) : settings).build();
        server = WalrasServer.start(config, EchoService.bind(), RawStream.bind());
    }

    int port() {
        return server.port();
    }

    Optional<Path> socket() {
        return config.socket();
    }

    /** Where programs on this machine share memory with it. */
    Optional<Path> localSocket() {
        return server.localSocket().map(Path::of);
    }

    /** A connection of its own. */
    ManagedChannel channel() {
        return channel(port());
    }

    /** A connection of its own to a server on this machine. */
    static ManagedChannel channel(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .directExecutor()
                .initialFlowControlWindow(WINDOW_BYTES)
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
        Files.delete(folder);
    }
}
