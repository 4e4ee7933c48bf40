package walras.server;

import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import walras.server.rpc.Services;
import walras.server.rpc.local.LocalPlay;

/** Event loops and listeners: native epoll where the machine has it, else the JDK's selectors. */
final class Transport implements AutoCloseable {
    /** Of the operating system's structure for an address, without the last byte, which is 0. */
    private static final int MOST_SOCKET_PATH_BYTES = 107;

    private static final int FLOW_WINDOW_BYTES = 4 << 20;
    private static final int KEEP_ALIVE_SECONDS = 20;
    private static final int KEEP_ALIVE_TIMEOUT_SECONDS = 10;
    private static final int MOST_CALLS_PER_CONNECTION = 4096;
    private static final int MOST_RESETS = 2000;
    /** Metadata that is larger ends the whole connection, so this is more than any proxy or token adds. */
    private static final int MOST_METADATA_BYTES = 64 << 10;

    static {
        // Netty looks for leaks in one of 128 buffers by recording where each was touched, which is a visible part
        // of what large messages cost. Who looks for leaks asks for it by Netty's own property.
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
    }

    private final ServerConfig config;
    private final @Nullable SslContext tls;
    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup acceptors = loops("walras-accept", 1);
    private final EventLoopGroup workers =
            loops("walras-io", Runtime.getRuntime().availableProcessors());

    private final List<ServerChannel> listeners = new CopyOnWriteArrayList<>();

    /** @param tls null for plaintext */
    Transport(ServerConfig config, @Nullable SslContext tls) {
        this.config = config;
        this.tls = tls;
    }

    private EventLoopGroup loops(String name, int threads) {
        return new MultiThreadIoEventLoopGroup(
                threads,
                new DefaultThreadFactory(name, true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /** A listener on the configured host and port. */
    NettyServerBuilder tcp() throws IOException {
        InetAddress address = guarded("--host", config.host());
        NettyServerBuilder builder = tuned(
                NettyServerBuilder.forAddress(new InetSocketAddress(address, config.port())),
                () -> epoll ? new EpollServerSocketChannel() : new NioServerSocketChannel());
        if (tls != null) {
            builder.sslContext(tls);
        }
        return builder;
    }

    /** Where HTTP listens. */
    InetSocketAddress http() throws IOException {
        return new InetSocketAddress(guarded("--http-host", config.httpAddress()), config.httpPort());
    }

    /** The address of a host that may be listened on: a loopback one, or with a certificate, or plaintext asked for by name. */
    private InetAddress guarded(String flag, String host) throws IOException {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new IOException(flag + " " + host + ": no address of this name is known");
        }
        if (config.tls().isEmpty() && !config.plaintext() && !address.isLoopbackAddress()) {
            throw new IOException("plaintext on " + flag + " " + host + " would show tokens and frames to the network:"
                    + " give --tls-cert and --tls-key, or ask for it by --plaintext");
        }
        return address;
    }

    /** A listener on a Unix domain socket; takes the place of a socket that a dead server left behind. */
    NettyServerBuilder uds(Path path) throws IOException {
        requireRoom(path);
        SocketAddress address =
                epoll ? new DomainSocketAddress(path.toString()) : UnixDomainSocketAddress.of(path.toString());
        return tuned(
                NettyServerBuilder.forAddress(address),
                () -> epoll ? new EpollServerDomainSocketChannel() : new NioServerDomainSocketChannel());
    }

    /** Serves programs on this machine, where it has the sockets for it. */
    void serve(LocalPlay local, Services services) throws IOException {
        local.listen(
                workers,
                EpollServerDomainSocketChannel.class,
                services.play(),
                services.rollout(),
                config.limits().messageBytes());
    }

    /** A place for programs on this machine, where one is asked for and native epoll has the sockets that it needs. */
    Optional<LocalPlay> local() throws IOException {
        Optional<Path> folder = config.sharedMemory().filter(any -> epoll);
        try {
            return folder.isPresent() ? Optional.of(LocalPlay.in(folder.get())) : Optional.empty();
        } catch (IOException refused) {
            throw new IOException("--shared-memory " + FileFaults.line(refused) + "; give another folder, or off");
        }
    }

    /** Takes a dead server's socket away. What is there and no socket is somebody's file, and stays. */
    private static void requireRoom(Path path) throws IOException {
        int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_SOCKET_PATH_BYTES) {
            throw new IOException("--uds " + path + ": a socket's path has at most " + MOST_SOCKET_PATH_BYTES
                    + " bytes, and this has " + bytes + "; give a shorter one");
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isOther()) {
                throw new IOException(
                        "--uds " + path + ": what is there is no socket; give another path, or remove it");
            }
            requireDead(path);
            Files.delete(path);
        }
    }

    private static void requireDead(Path path) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException dead) {
            return;
        }
        throw new IOException("--uds " + path + ": another server listens there; give another path");
    }

    /** Accepts connections on everything that is bound, which until now wait in the operating system's queue. */
    void accept() {
        listeners.forEach(listener -> listener.config().setAutoRead(true));
    }

    private NettyServerBuilder tuned(NettyServerBuilder builder, Supplier<ServerChannel> channel) {
        return builder.channelFactory(() -> {
                    ServerChannel listener = channel.get();
                    listeners.add(listener);
                    return listener;
                })
                .withOption(ChannelOption.AUTO_READ, false)
                .bossEventLoopGroup(acceptors)
                .workerEventLoopGroup(workers)
                .initialFlowControlWindow(FLOW_WINDOW_BYTES)
                // `InboundBudget` bounds each message, since the transport would break a play off without a reason.
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .maxInboundMetadataSize(MOST_METADATA_BYTES)
                .maxConcurrentCallsPerConnection(MOST_CALLS_PER_CONNECTION)
                .maxRstFramesPerWindow(MOST_RESETS, 30)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the loops end in the background, within a second
    public void close() {
        acceptors.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        workers.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
