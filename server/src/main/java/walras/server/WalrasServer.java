package walras.server;

import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import walras.env.Registry;
import walras.env.nd4j.Devices;
import walras.server.config.Values;
import walras.server.http.HttpListener;
import walras.server.json.JsonService;
import walras.server.metrics.ServerMetrics;
import walras.server.rpc.ServerInfo;
import walras.server.rpc.Services;
import walras.server.rpc.local.LocalPlay;
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
    /** For the last words of closed sessions to leave, before what is still open is cut off. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private static final Duration SHORT_FAREWELL = Duration.ofMillis(100);

    private final ServerConfig config;
    private final ServerMetrics metrics = new ServerMetrics();
    private final SystemTimer timer = new SystemTimer();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Devices devices = Devices.probe();
    private final Workers workers;
    private final Optional<SessionStore> store;
    private final Sessions sessions;
    private final Transport transport;
    private final Optional<LocalPlay> local;
    private final GrpcPorts grpc;
    private final Credentials credentials;
    private final Introduction introduction;
    private final FileWatch watch;
    private final Services services;
    private final Drain drain;
    private final Optional<HttpListener> http;
    private final JsonService json;
    private volatile Duration drainTime;
    private volatile boolean ready;

    private WalrasServer(
            ServerConfig config,
            Optional<LiveSettings> settings,
            Registry registry,
            List<ServerServiceDefinition> more,
            Optional<SessionStore> store)
            throws IOException {
        this.config = config;
        drainTime = config.drainTime();
        credentials = new Credentials(config);
        this.store = store;
        workers = Workers.of(config.workers(), config.limits(), timer);
        sessions = new Sessions(
                new SessionPlanner(registry, config.limits()),
                config.limits(),
                workers.steps(),
                timer,
                metrics,
                store.orElse(null));
        transport = new Transport(config, credentials.grpc());
        devices.missing().ifPresent(why -> LOG.log(System.Logger.Level.WARNING, why.getMessage()));
        local = transport.local();
        introduction = new Introduction(config, devices.names(), localSocket(), credentials.callers() != null);
        ServerInfo info = introduction.info(sessions.usualLogMode());
        services = new Services(registry, config.limits(), sessions, workers, metrics, info, credentials.callers());
        grpc = new GrpcPorts(config, transport, services, more);
        json = new JsonService(services, sessions, config.limits(), config.jsonLimits(), timer);
        drain = new Drain(this::goingOn);
        new ServerMeters(config, sessions, credentials, workers, store).show(metrics, draining::get);
        Reload reload = new Reload(credentials, settings, this::take);
        watch = new FileWatch(reload.files(), reload);
        try {
            grpc.listen();
            BooleanSupplier healthy = () -> ready && !draining.get();
            http = HttpPages.listen(config, transport, credentials, metrics, healthy, services, json);
            begin();
        } catch (IOException | RuntimeException refused) {
            abandon();
            throw refused;
        }
        watch.start();
    }

    /** Leaves nothing of a server that could not begin. */
    private void abandon() {
        grpc.shutdownNow();
        awaitStreams(FAREWELL);
        local.ifPresent(LocalPlay::close);
        json.close();
        workers.close();
        timer.close();
        transport.close();
        metrics.close();
    }

    /** Begins to serve, once everything is bound: no log has been touched before. */
    private void begin() throws IOException {
        try {
            recover();
            if (local.isPresent()) {
                transport.serve(local.get(), services);
            }
        } catch (IOException | RuntimeException failed) {
            http.ifPresent(HttpListener::close);
            throw failed;
        }
        transport.accept();
        ready = true;
    }

    private String goingOn() {
        int played = sessions.played().size();
        long calls = services.openCalls();
        boolean idle = played == 0 && calls == 0;
        return idle ? "" : "waits for " + played + " sessions that are being played and " + calls + " calls";
    }

    /**
     * Starts a server.
     *
     * @param more services beside its own
     * @throws IOException if an address is taken, or would carry plaintext where nobody asked for it
     */
    public static WalrasServer start(ServerConfig config, ServerServiceDefinition... more) throws IOException {
        return start(config, Optional.empty(), List.of(more));
    }

    private static WalrasServer start(
            ServerConfig config, Optional<LiveSettings> settings, List<ServerServiceDefinition> more)
            throws IOException {
        Optional<SessionStore> store = store(config);
        try {
            return new WalrasServer(config, settings, Registry.discover(), more, store);
        } catch (IOException | RuntimeException failed) {
            store.ifPresent(SessionStore::close);
            throw failed;
        }
    }

    /**
     * Starts a server whose settings are read again when they change.
     *
     * @throws IOException as {@link #start(ServerConfig, ServerServiceDefinition...)}, or if the file of settings cannot be read
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

    private static Optional<SessionStore> store(ServerConfig config) throws IOException {
        if (config.dataDir().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SessionStore(config.dataDir().get(), config.retention()));
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

    /** The port of gRPC that was bound, also where 0 was asked for. */
    public int port() {
        return grpc.port();
    }

    /** The port of metrics and health that was bound, also where 0 was asked for; NO_PORT for none. */
    public int httpPort() {
        return http.map(HttpListener::port).orElse(ServerConfig.NO_PORT);
    }

    /** Where programs on the same machine play by shared memory; empty where they cannot. */
    public Optional<String> localSocket() {
        return local.map(play -> play.socket().toString());
    }

    /** One line with its addresses and devices, for people and for programs that wait for it. */
    public String addresses() {
        return introduction.line(config.port() == ServerConfig.NO_PORT ? ServerConfig.NO_PORT : port(), httpPort());
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
        grpc.await();
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
            grpc.drain();
            sessions.drain();
            drain.await(drainTime);
            sessions.closeAll();
            end();
        } finally {
            closed.countDown();
        }
    }

    private void end() {
        grpc.shutdown();
        local.ifPresent(LocalPlay::drain);
        awaitStreams(drain.hurried() ? SHORT_FAREWELL : FAREWELL);
        grpc.shutdownNow();
        local.ifPresent(LocalPlay::close);
        workers.close();
        store.ifPresent(SessionStore::close);
        timer.close();
        watch.close();
        json.close();
        http.ifPresent(HttpListener::close);
        transport.close();
        grpc.deleteSocket();
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
            grpc.await(deadline);
            if (local.isPresent()) {
                local.get().await(Math.max(0, deadline - System.nanoTime()));
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
