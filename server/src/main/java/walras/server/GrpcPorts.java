package walras.server;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ChannelzService;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import walras.server.dmenv.DmEnvService;
import walras.server.rpc.Services;

/** The listeners of gRPC: a port and, if asked for, a Unix domain socket, with every service on each. */
final class GrpcPorts {
    private static final System.Logger LOG = System.getLogger("walras.server");
    private static final int CHANNELZ_PAGE = 100;

    private final ServerConfig config;
    private final Transport transport;
    private final Services services;
    private final List<ServerServiceDefinition> more;
    private final HealthStatusManager health = new HealthStatusManager();
    private final List<Server> servers = new ArrayList<>();

    /** @param more services beside the server's own */
    GrpcPorts(ServerConfig config, Transport transport, Services services, List<ServerServiceDefinition> more) {
        this.config = config;
        this.transport = transport;
        this.services = services;
        this.more = more;
    }

    /** Binds them; connections wait until the transport accepts them. */
    void listen() throws IOException {
        if (config.port() != ServerConfig.NO_PORT) {
            NettyServerBuilder tcp = transport.tcp();
            try {
                servers.add(started(tcp));
            } catch (IOException refused) {
                throw BindFaults.tcp("--host", config.host(), "--port", config.port(), refused);
            }
        }
        Optional<Path> socket = config.socket();
        if (socket.isPresent()) {
            NettyServerBuilder uds = transport.uds(socket.get());
            try {
                servers.add(started(uds));
            } catch (IOException refused) {
                throw BindFaults.uds(socket.get(), refused);
            }
        }
    }

    private Server started(NettyServerBuilder builder) throws IOException {
        services.addTo(builder);
        builder.withChildOption(ChannelOption.RECVBUF_ALLOCATOR, services.readSizes());
        builder.addService(DmEnvService.of(services));
        more.forEach(builder::addService);
        List<BindableService> standard = List.of(
                health.getHealthService(),
                ProtoReflectionServiceV1.newInstance(),
                ChannelzService.newInstance(CHANNELZ_PAGE));
        standard.forEach(builder::addService);
        return builder.build().start();
    }

    /** The first port that was bound, also where 0 was asked for. */
    int port() {
        return servers.get(0).getPort();
    }

    /** Tells health checks that the server stops, and stops what services have begun. */
    void drain() {
        health.enterTerminalState();
        services.close();
    }

    /** Waits until all have ended. */
    void await() throws InterruptedException {
        for (Server server : servers) {
            server.awaitTermination();
        }
    }

    /** The same, until {@link System#nanoTime} has come so far. */
    void await(long deadlineNanos) throws InterruptedException {
        for (Server server : servers) {
            server.awaitTermination(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    /** Takes no more calls. */
    void shutdown() {
        servers.forEach(Server::shutdown);
    }

    /** Cuts off what is still open. */
    void shutdownNow() {
        servers.forEach(Server::shutdownNow);
    }

    void deleteSocket() {
        config.socket().ifPresent(socket -> {
            try {
                Files.deleteIfExists(socket);
            } catch (IOException left) {
                LOG.log(System.Logger.Level.WARNING, "socket left behind: " + socket, left);
            }
        });
    }
}
