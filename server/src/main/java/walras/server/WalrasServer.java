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
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import walras.env.Registry;
import walras.env.nd4j.Devices;
import walras.server.config.Values;
import walras.server.http.HttpListener;
import walras.server.http.Routes;
import walras.server.json.JsonGate;
import walras.server.json.JsonService;
import walras.server.metrics.ServerMetrics;
import walras.server.page.LivePage;
import walras.server.rpc.ServerInfo;
import walras.server.rpc.Services;
import walras.server.rpc.local.LocalPlay;
import walras.server.session.Session;
import walras.server.session.Sessions;
import walras.server.session.plan.SessionPlanner;
import walras.server.session.store.SessionStore;
import walras.server.session.work.SystemTimer;
import walras.server.session.work.Workers;

/** A running server: gRPC on a port and, if asked for, a Unix domain socket; JSON, metrics and health on another port. */
public final class WalrasServer implements AutoCloseable {
    /** The version of the server, as its package says. */
    public static final String VERSION = "0.1.0";

    private static final System.Logger LOG = System.getLogger("walras.server");
    private static final int CHANNELZ_PAGE = 100;
    /** For the last words of closed sessions to leave, before what is still open is cut off. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private static final Duration SHORT_FAREWELL = Duration.ofMillis(100);

    private final ServerConfig config;
    private final ServerMetrics metrics = new ServerMetrics();
    private final SystemTimer timer = new SystemTimer();
    private final HealthStatusManager health = new HealthStatusManager();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Devices devices = Devices.probe();
    private final Workers workers;
    private final @Nullable SessionStore store;
    private final Sessions sessions;
    private final Transport transport;
    private final @Nullable LocalPlay local;
    private final List<Server> servers = new ArrayList<>();
    private final Credentials credentials;
    private final FileWatch watch;
    private final Services services;
    private final Drain drain;
    private final @Nullable HttpListener http;
    private final JsonService json;
    private volatile Duration drainTime;
    private volatile boolean ready;

    private WalrasServer(
            ServerConfig config,
            Optional<LiveSettings> settings,
            Registry registry,
            List<ServerServiceDefinition> more,
            @Nullable SessionStore store)
            throws IOException {
        this.config = config;
        drainTime = config.drainTime();
        credentials = new Credentials(config);
        this.store = store;
        workers = Workers.of(config.workers(), config.limits(), timer);
        sessions = new Sessions(
                new SessionPlanner(registry, config.limits()), config.limits(), workers.steps(), timer, metrics, store);
        transport = new Transport(config, credentials.grpc());
        devices.missing().ifPresent(why -> LOG.log(System.Logger.Level.WARNING, why.getMessage()));
        boolean shares = config.sharedMemory().isPresent() && transport.hasDomainSockets();
        local = shares ? sharing(config.sharedMemory().get()) : null;
        ServerInfo info = new ServerInfo(
                VERSION,
                capabilities(config, local),
                devices.names(),
                localSocket().orElse(""),
                sessions.usualLogMode());
        services = new Services(registry, config.limits(), sessions, workers, metrics, info, credentials.callers());
        json = new JsonService(services, sessions, config.limits(), config.jsonLimits(), timer);
        drain = new Drain(this::goingOn);
        new ServerMeters(config, sessions, credentials).show(metrics, draining::get);
        Reload reload = new Reload(credentials, settings, this::take);
        watch = new FileWatch(reload.files(), reload);
        try {
            listen(more);
            http = http();
            begin();
        } catch (IOException | RuntimeException refused) {
            abandon();
            throw refused;
        }
        watch.start();
    }

    private void listen(List<ServerServiceDefinition> more) throws IOException {
        if (config.port() != ServerConfig.NO_PORT) {
            NettyServerBuilder tcp = transport.tcp();
            try {
                servers.add(listen(tcp, more));
            } catch (IOException refused) {
                throw BindFaults.tcp("--host", config.host(), "--port", config.port(), refused);
            }
        }
        if (config.socket().isPresent()) {
            NettyServerBuilder uds = transport.uds(config.socket().get());
            try {
                servers.add(listen(uds, more));
            } catch (IOException refused) {
                throw BindFaults.uds(config.socket().get(), refused);
            }
        }
    }

    /** Leaves nothing of a server that could not begin. */
    private void abandon() {
        servers.forEach(Server::shutdownNow);
        awaitStreams(FAREWELL);
        if (local != null) {
            local.close();
        }
        json.close();
        workers.close();
        timer.close();
        transport.close();
        metrics.close();
    }

    private static LocalPlay sharing(Path folder) throws IOException {
        try {
            return LocalPlay.in(folder);
        } catch (IOException refused) {
            throw new IOException("--shared-memory " + FileFaults.line(refused) + "; give another folder, or off");
        }
    }

    private @Nullable HttpListener http() throws IOException {
        if (config.httpPort() == ServerConfig.NO_PORT) {
            return null;
        }
        boolean tls = config.tls().isPresent();
        boolean mutual = config.tls().flatMap(ServerConfig.Tls::clientAuthority).isPresent();
        HttpGate gate = new HttpGate(tls, mutual, config.plaintext(), credentials.callers(), metrics);
        Routes routes = HttpPages.routes(metrics, () -> ready && !draining.get(), gate)
                .crossOrigin(config.httpNames().origins());
        LivePage.addTo(routes, gate.withoutToken());
        json.addTo(routes, new JsonGate(knownNames(), config.httpNames().origins(), gate::problem, services, true));
        InetSocketAddress address = transport.http();
        try {
            return new HttpListener(address, routes, config.httpLimits(), credentials.http());
        } catch (IOException refused) {
            throw BindFaults.tcp("--http-host", config.httpAddress(), "--http-port", config.httpPort(), refused);
        }
    }

    /** Names under which callers know the server. */
    private Set<String> knownNames() {
        Set<String> names = new HashSet<>(config.httpNames().hosts());
        names.addAll(List.of(config.host(), config.httpAddress()));
        return names;
    }

    /** Begins to serve, once everything is bound: no log has been touched before. */
    private void begin() throws IOException {
        try {
            recover();
            if (local != null) {
                transport.serve(local, services);
            }
        } catch (IOException | RuntimeException failed) {
            if (http != null) {
                http.close();
            }
            throw failed;
        }
        transport.accept();
        ready = true;
    }

    private String goingOn() {
        List<Session> played = sessions.played();
        long calls = services.openCalls();
        return played.isEmpty() && calls == 0
                ? ""
                : "waits for " + played.size() + " sessions that are being played and " + calls + " calls";
    }

    /**
     * Starts a server.
     *
     * @throws IOException if an address is taken, or would carry plaintext where nobody asked for it
     */
    public static WalrasServer start(ServerConfig config) throws IOException {
        return start(config, List.of());
    }

    /**
     * Starts a server with further services beside its own.
     *
     * @throws IOException as {@link #start(ServerConfig)}
     */
    public static WalrasServer start(ServerConfig config, List<ServerServiceDefinition> more) throws IOException {
        return start(config, Optional.empty(), more);
    }

    private static WalrasServer start(
            ServerConfig config, Optional<LiveSettings> settings, List<ServerServiceDefinition> more)
            throws IOException {
        SessionStore store = store(config);
        try {
            return new WalrasServer(config, settings, Registry.discover(), more, store);
        } catch (IOException | RuntimeException failed) {
            if (store != null) {
                store.close();
            }
            throw failed;
        }
    }

    /**
     * Starts a server whose settings are read again when they change.
     *
     * @throws IOException as {@link #start(ServerConfig)}, or if the file of settings cannot be read
     * @throws walras.server.config.ConfigException with everything that is wrong with the settings
     */
    public static WalrasServer start(ServerSettings settings) throws IOException {
        Values values = settings.values();
        return start(ServerSettings.config(values), Optional.of(new LiveSettings(settings, values)), List.of());
    }

    /**
     * Reads the files of certificates and tokens, as a server does before it starts.
     *
     * @throws IOException naming the flag and what is wrong with its file
     */
    public static void check(ServerConfig config) throws IOException {
        new Credentials(config).read();
    }

    private static @Nullable SessionStore store(ServerConfig config) throws IOException {
        if (config.dataDir().isEmpty()) {
            return null;
        }
        try {
            return new SessionStore(config.dataDir().get(), config.retention());
        } catch (IOException refused) {
            throw FileFaults.of("--data-dir", config.dataDir().get(), refused);
        }
    }

    private void recover() throws IOException {
        try {
            sessions.recover();
        } catch (IOException refused) {
            throw FileFaults.of("--data-dir", config.dataDir().orElseThrow(), refused);
        }
    }

    private Server listen(NettyServerBuilder builder, List<ServerServiceDefinition> more) throws IOException {
        services.addTo(builder);
        builder.withChildOption(ChannelOption.RECVBUF_ALLOCATOR, services.readSizes());
        more.forEach(builder::addService);
        List<BindableService> standard = List.of(
                health.getHealthService(),
                ProtoReflectionServiceV1.newInstance(),
                ChannelzService.newInstance(CHANNELZ_PAGE));
        standard.forEach(builder::addService);
        return builder.build().start();
    }

    private static List<String> capabilities(ServerConfig config, @Nullable LocalPlay local) {
        List<String> capabilities =
                new ArrayList<>(List.of("rollout", "rollout_fields", "snapshot", "parts", "evaluate"));
        if (config.dataDir().isPresent()) {
            capabilities.add("log");
        }
        if (local != null) {
            capabilities.addAll(List.of("shared_memory", "shared_rollout"));
        }
        return capabilities;
    }

    /** The port of gRPC that was bound, also where 0 was asked for. */
    public int port() {
        return servers.get(0).getPort();
    }

    /** The port of metrics and health that was bound, also where 0 was asked for; NO_PORT for none. */
    public int httpPort() {
        return http == null ? ServerConfig.NO_PORT : http.port();
    }

    /** Where programs on the same machine play by shared memory; empty where they cannot. */
    public Optional<String> localSocket() {
        return Optional.ofNullable(local).map(play -> play.socket().toString());
    }

    /** One line with its addresses and devices, for people and for programs that wait for it. */
    public String addresses() {
        List<String> places = new ArrayList<>();
        if (config.port() != ServerConfig.NO_PORT) {
            places.add(config.host() + ":" + port());
        }
        config.socket().ifPresent(path -> places.add("unix:" + path));
        localSocket().ifPresent(path -> places.add("shared memory by " + path));
        String at = "http://" + config.httpAddress() + ":" + httpPort() + "/";
        String pages = http == null ? "" : "; metrics " + at + "metrics, page " + at;
        return "walras " + VERSION + " listening on " + String.join(", ", places) + pages + "; devices "
                + String.join(", ", devices.names()) + "; " + guards();
    }

    /** Who may come in: how the bytes go, and whether a token is asked for. */
    private String guards() {
        String way = config.tls()
                .map(tls -> tls.clientAuthority().isPresent() ? "mtls" : "tls")
                .orElse("plaintext");
        return way + ", " + (credentials.callers() == null ? "no token" : "token");
    }

    /** The meters in Prometheus' text format. */
    public String metrics() {
        return metrics.scrape();
    }

    /** Reads settings, certificate and token again; what is wrong with them leaves the present ones as they are. */
    public void reload() {
        watch.read();
    }

    private void take(ServerConfig other) {
        drainTime = other.drainTime();
        sessions.replace(other.limits());
    }

    /** Waits until the server has been closed. */
    public void await() throws InterruptedException {
        for (Server server : servers) {
            server.awaitTermination();
        }
    }

    /** Ends the wait of a {@link #close} that another thread has begun, or will begin. */
    public void hurry() {
        drain.hurry();
    }

    /**
     * Drains: takes no new sessions and says so to who asks for its health, lets those go on that are being played for a
     * while, also after a connection broke, then ends everything.
     */
    @Override
    public void close() {
        if (!draining.compareAndSet(false, true)) {
            awaitClosed();
            return;
        }
        try {
            health.enterTerminalState();
            sessions.drain();
            drain.await(drainTime);
            sessions.closeAll();
            end();
        } finally {
            closed.countDown();
        }
    }

    private void end() {
        servers.forEach(Server::shutdown);
        if (local != null) {
            local.drain();
        }
        awaitStreams(drain.hurried() ? SHORT_FAREWELL : FAREWELL);
        servers.forEach(Server::shutdownNow);
        if (local != null) {
            local.close();
        }
        workers.close();
        if (store != null) {
            store.close();
        }
        timer.close();
        watch.close();
        json.close();
        if (http != null) {
            http.close();
        }
        transport.close();
        config.socket().ifPresent(WalrasServer::delete);
        metrics.close();
    }

    private void awaitClosed() {
        try {
            closed.await();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitStreams(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            for (Server server : servers) {
                server.awaitTermination(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
            if (local != null) {
                local.await(Math.max(0, deadline - System.nanoTime()));
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException left) {
            LOG.log(System.Logger.Level.WARNING, "socket left behind: " + socket, left);
        }
    }
}
