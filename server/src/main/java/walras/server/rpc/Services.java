package walras.server.rpc;

import io.grpc.MethodDescriptor;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.netty.channel.RecvByteBufAllocator;
import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import walras.env.Registry;
import walras.server.caller.AccessList;
import walras.server.caller.Caller;
import walras.server.caller.Role;
import walras.server.metrics.ServerMetrics;
import walras.server.session.Sessions;
import walras.server.session.work.Limits;
import walras.server.session.work.Workers;
import walras.server.wire.PlayIn;
import walras.server.wire.PlayOut;
import walras.v1.ErrorDetail;
import walras.v1.PlayServiceGrpc;
import walras.v1.RolloutRequest;
import walras.v1.RolloutResponse;
import walras.v1.SessionServiceGrpc;

/** All services of {@code walras.v1}, ready to be added to a server of any transport. */
public final class Services {
    /**
     * A service of another module, which the server offers beside its own, over gRPC and over HTTP. Found by
     * {@link ServiceLoader}.
     */
    public interface Plugin {
        /** Begins to serve; nothing of the server may be called before the first call comes. */
        Plugged plug(Services services);
    }

    /** A service of another module at work. */
    public interface Plugged extends AutoCloseable {
        ServerServiceDefinition definition();

        /** The server ends: stops what the service has begun. Does nothing the second time. */
        @Override
        void close();
    }

    private final List<ServerServiceDefinition> own; // whose calls begin with one message
    private final ServerServiceDefinition sessionCalls; // one of them
    private final List<Plugged> plugged;
    private final Registry registry;
    private final Sessions sessions;
    private final Workers workers;
    private final Failures failures;
    private final Calls answers;
    private final ServerServiceDefinition play;
    private final CallTracer tracer;
    private final InboundBudget inbound;
    private final @Nullable TokenInterceptor token;

    /**
     * @param info what the server says of itself
     * @param callers who may call; null where nobody is asked who they are
     */
    public Services(
            Registry registry,
            Limits limits,
            Sessions sessions,
            Workers workers,
            ServerMetrics metrics,
            ServerInfo info,
            @Nullable AccessList callers) {
        this.registry = registry;
        this.sessions = sessions;
        this.workers = workers;
        failures = new Failures(metrics);
        answers = new Calls(workers, failures);
        CatalogRpc catalog = new CatalogRpc(registry, sessions::limits, sessions.tables(), answers, info);
        token = callers == null ? null : new TokenInterceptor(callers, failures);
        SessionRpc session = new SessionRpc(registry, sessions, limits, answers);
        play = new PlayRpc(new PlayHost(registry, sessions, workers, failures, metrics)).bind();
        tracer = new CallTracer(metrics);
        inbound = new InboundBudget(limits, metrics, callers);
        sessionCalls = session.bindService();
        own = List.of(catalog.bindService(), sessionCalls);
        plugged = ServiceLoader.load(Plugin.class).stream()
                .map(plugin -> plugin.get().plug(this))
                .toList();
    }

    /** The play stream, for a transport other than gRPC's own; callers must show the token here too. */
    public ServerMethodDefinition<PlayIn, PlayOut> play() {
        return method(play, PlayServiceGrpc.getPlayMethod());
    }

    /** Rollouts, likewise. */
    public ServerMethodDefinition<RolloutRequest, RolloutResponse> rollout() {
        return method(sessionCalls, SessionServiceGrpc.getRolloutMethod());
    }

    @SuppressWarnings("unchecked") // the service was bound with these types
    private <Q, A> ServerMethodDefinition<Q, A> method(ServerServiceDefinition service, MethodDescriptor<?, ?> method) {
        return (ServerMethodDefinition<Q, A>) behindToken(service).getMethod(method.getFullMethodName());
    }

    /**
     * The services whose calls begin with one message, for a transport other than gRPC's own; callers must show the
     * token here too.
     */
    public List<ServerServiceDefinition> calls() {
        return Stream.concat(own.stream(), plugged.stream().map(Plugged::definition))
                .map(this::behindToken)
                .toList();
    }

    private ServerServiceDefinition behindToken(ServerServiceDefinition service) {
        TokenInterceptor asked = token;
        return asked == null ? service : ServerInterceptors.intercept(service, asked);
    }

    /**
     * Who asks for something that is no method of a service, if it may; anybody where nobody is asked who they are.
     *
     * @param authorization as the header has it; null for nothing
     * @throws Problem TOKEN_MISSING or TOKEN_WRONG, also for a role below the least, LIMIT for a caller that has worked too much
     */
    public Caller admitted(@Nullable String authorization, Role least, String what) {
        TokenInterceptor asked = token;
        return asked == null ? Caller.ANYBODY : asked.admitted(authorization, null, what, least);
    }

    /** The threads of what takes its time, at whose cost {@link Caller#timed} says. */
    public Workers workers() {
        return workers;
    }

    /** Answers the calls of a service. */
    public Calls answers() {
        return answers;
    }

    /** The environments there are. */
    public Registry registry() {
        return registry;
    }

    /** All sessions. */
    public Sessions sessions() {
        return sessions;
    }

    /** Who makes the call that this thread works for. */
    public Caller caller() {
        return CurrentCaller.get();
    }

    /** A connection to the server's own services from within, in a caller's name. */
    public InnerCalls inner(Caller caller) throws IOException {
        return new InnerCalls(Stream.concat(own.stream(), Stream.of(play)).toList(), caller);
    }

    /** The server ends: what services of other modules have begun is stopped. */
    public void close() {
        plugged.forEach(Plugged::close);
    }

    /** Another service, whose methods refuse malformed requests as the server's own do. */
    public ServerServiceDefinition guarded(ServerServiceDefinition service) {
        return MalformedRequests.refusedBy(service, failures);
    }

    /** Counts the calls of a transport other than gRPC's own. */
    public ServerStreamTracer.Factory tracer() {
        return tracer;
    }

    /** What a caller is told; counted. */
    public ErrorDetail detail(Throwable thrown) {
        return failures.detail(thrown);
    }

    /** The same in the standard form; counted. */
    public com.google.rpc.Status status(Throwable thrown) {
        return ErrorTrailers.status(failures.detail(thrown));
    }

    /** Calls that are being answered, beside plays, which may go on for ever. */
    public long openCalls() {
        return tracer.open();
    }

    /** How much a connection of gRPC's own transport reads at once. */
    public RecvByteBufAllocator readSizes() {
        return inbound.readSizes();
    }

    /** Adds the services; callbacks run on the transport's threads. */
    public void addTo(ServerBuilder<?> server) {
        own.forEach(service -> server.addService(guarded(service)));
        plugged.forEach(service -> server.addService(guarded(service.definition())));
        server.addService(play);
        server.addStreamTracerFactory(tracer);
        server.addStreamTracerFactory(inbound);
        server.directExecutor();
        if (token != null) {
            server.intercept(token);
        }
        server.intercept(new ShortEnds()); // the last one given is the first one asked
        server.fallbackHandlerRegistry(new UnknownMethods());
    }
}
