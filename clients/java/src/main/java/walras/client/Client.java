package walras.client;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import walras.v1.Access;
import walras.v1.Attach;
import walras.v1.Attached;
import walras.v1.CatalogServiceGrpc;
import walras.v1.CloseSessionRequest;
import walras.v1.CreateSessionRequest;
import walras.v1.EnvironmentSpec;
import walras.v1.EnvironmentSummary;
import walras.v1.GetEnvironmentRequest;
import walras.v1.GetServerInfoRequest;
import walras.v1.GetServerInfoResponse;
import walras.v1.Limits;
import walras.v1.ListEnvironmentsRequest;
import walras.v1.ListSessionsRequest;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;
import walras.v1.SessionSummary;
import walras.v1.SolveRequest;
import walras.v1.SolveResponse;
import walras.v1.Ticket;

/**
 * A connection to a server. Many threads may use it; sessions and participants made of it have a stream of their own. A
 * call that waits throws {@link InterruptedException} when its thread is interrupted, and {@link WalrasException} with
 * what the server refused.
 */
public final class Client implements AutoCloseable {
    private static final String VERSION = "0.1.0";
    private static final int PROTOCOL_MAJOR = 1;
    /** What a message has beside frames and options, at most: specifications, names, row numbers. */
    private static final long SPARE_BYTES = 4 << 20;

    private final Address address;
    final ConnectOptions options;
    final ManagedChannel channel;
    private final GetServerInfoResponse info;
    /** The longest message that the server's limits allow it to send. */
    private final int longestAnswer;

    private Client(Address address, ConnectOptions options, ManagedChannel channel) throws InterruptedException {
        this.address = address;
        this.options = options;
        this.channel = channel;
        info = greet();
        Limits limits = info.getLimits();
        // All frames of a session are within the frames' limit; a turn may have its final frames beside them, and the
        // description of a session its options twice.
        longestAnswer = Math.toIntExact(Math.min(
                Integer.MAX_VALUE,
                2 * limits.getMaxFrameBytes()
                        + 2 * limits.getMaxOptionBytes()
                        + limits.getMaxMessageBytes()
                        + SPARE_BYTES));
    }

    /** Connects with the usual options; empty for {@code WALRAS_ADDRESS}, else {@code localhost:50051}. */
    public static Client connect(String address) throws InterruptedException {
        return connect(address, new ConnectOptions());
    }

    /**
     * Connects to a server.
     *
     * @param address {@code host:port}, {@code unix:PATH}, {@code grpc://host:port} (plaintext) or {@code grpcs://host:port}
     *     (TLS); empty for {@code WALRAS_ADDRESS}, else {@code localhost:50051}
     * @throws WalrasException UNAVAILABLE: nothing answers there; PROTOCOL_VERSION: the server speaks another major version
     */
    public static Client connect(String address, ConnectOptions options) throws InterruptedException {
        Address to = Address.of(address);
        ManagedChannel channel = options.channel(to);
        try {
            return new Client(to, options, channel);
        } catch (WalrasException | InterruptedException failed) {
            channel.shutdownNow();
            throw failed;
        }
    }

    /** Takes the seats of an address, with the usual options. */
    public static Participant join(String seats) throws InterruptedException {
        return join(seats, new ConnectOptions());
    }

    /**
     * Takes the seats of an address, {@code walras://host:port/SESSION?ticket=TICKET}, or {@code walrass://} with TLS; ticket
     * may repeat. Closing the participant closes its connection too.
     */
    public static Participant join(String seats, ConnectOptions options) throws InterruptedException {
        Address.OfSeats to = Address.OfSeats.of(seats);
        Client client = connect((to.tls() ? "grpcs://" : "grpc://") + to.target(), options);
        try {
            return client.attach(to.session(), to.tickets(), true);
        } catch (WalrasException | InterruptedException failed) {
            client.close();
            throw failed;
        }
    }

    private GetServerInfoResponse greet() throws InterruptedException {
        GetServerInfoRequest request = GetServerInfoRequest.newBuilder()
                .setProtocolMajor(PROTOCOL_MAJOR)
                .setClient("walras-java/" + VERSION)
                .build();
        try {
            return call(
                    () -> within(CatalogServiceGrpc.newBlockingStub(channel)).getServerInfo(request));
        } catch (WalrasException failed) {
            String help = ": start one with ./walras serve, or say where it is with an address or WALRAS_ADDRESS (";
            String message = "no server answers at " + address.target() + help + failed.getMessage() + ")";
            throw failed.unavailable() ? WalrasException.of(failed.code(), failed.reason(), message, failed) : failed;
        }
    }

    /** What the server said of itself: version, capabilities, limits, devices. */
    public GetServerInfoResponse info() {
        return info;
    }

    /** The catalogue: those whose id starts with the prefix, in alphabetical order of id. */
    public List<EnvironmentSummary> environments(String prefix) throws InterruptedException {
        ListEnvironmentsRequest request =
                ListEnvironmentsRequest.newBuilder().setPrefix(prefix).build();
        return call(() -> catalog().listEnvironments(request)).getEnvironmentsList();
    }

    /** One environment under given options: groups, spaces, options, metrics, policies, sources. */
    public EnvironmentSpec environment(String id, Map<String, ?> of) throws InterruptedException {
        GetEnvironmentRequest.Builder request =
                GetEnvironmentRequest.newBuilder().setEnvironment(id);
        request.setOptions(Options.of(of));
        return call(() -> catalog().getEnvironment(request.build())).getSpec();
    }

    /** The exact solution of an environment under given options; {@link Tensor#of} reads its tables. */
    public SolveResponse solve(String id, Map<String, ?> of) throws InterruptedException {
        SolveRequest.Builder request = SolveRequest.newBuilder().setEnvironment(id);
        request.setOptions(Options.of(of));
        return call(() -> catalog().solve(request.build()));
    }

    /** The sessions of the server, without anything private. */
    public List<SessionSummary> sessions() throws InterruptedException {
        ListSessionsRequest request = ListSessionsRequest.getDefaultInstance();
        return call(() -> sessionCalls().listSessions(request)).getSessionsList();
    }

    /** Makes a session, takes all its remote seats and becomes its host. It is not yet reset. See {@link Options}. */
    public Session session(SessionConfig config) throws InterruptedException {
        PlayStream stream =
                new PlayStream(this, Attach.newBuilder().setCreate(config).build());
        Attached made = stream.attached;
        List<String> tickets =
                made.getTicketsList().stream().map(Ticket::getTicket).toList();
        return new Session(this, stream, access(made.getSession().getId(), made.getHostToken(), tickets));
    }

    /** Makes a session for others to play in, and takes none of its seats. */
    public Host host(SessionConfig config) throws InterruptedException {
        CreateSessionRequest request =
                CreateSessionRequest.newBuilder().setConfig(config).build();
        return new Host(this, call(() -> sessionCalls().createSession(request)));
    }

    /** Takes seats of somebody's session, one per ticket; {@link Participant#await} returns the turn at which it stands. */
    public Participant attach(String session, String... tickets) throws InterruptedException {
        return attach(session, List.of(tickets), false);
    }

    private Participant attach(String session, List<String> tickets, boolean owned) throws InterruptedException {
        Access access = access(session, "", tickets);
        Attach attach = Attach.newBuilder().setAccess(access).build();
        return new Participant(this, new PlayStream(this, attach), access, owned);
    }

    static Access access(String session, String hostToken, List<String> tickets) {
        return Access.newBuilder()
                .setSessionId(session)
                .setHostToken(hostToken)
                .addAllTickets(tickets)
                .build();
    }

    /** Closes the connection; streams that are still open break, and their sessions are abandoned. */
    @Override
    public void close() {
        channel.shutdownNow();
    }

    void closeSession(Access access) {
        CloseSessionRequest request =
                CloseSessionRequest.newBuilder().setAccess(access).build();
        try {
            call(() -> sessionCalls().closeSession(request));
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    Address.OfSeats addressOf(String session, List<String> tickets) {
        if (address.target().startsWith("unix:")) {
            throw WalrasException.badRequest("address", "a server with a host and a port", address.target());
        }
        return new Address.OfSeats(address.target(), options.secure(address), session, tickets);
    }

    private CatalogServiceGrpc.CatalogServiceBlockingStub catalog() {
        return within(CatalogServiceGrpc.newBlockingStub(channel).withMaxInboundMessageSize(longestAnswer));
    }

    SessionServiceGrpc.SessionServiceBlockingStub sessionCalls() {
        return within(SessionServiceGrpc.newBlockingStub(channel).withMaxInboundMessageSize(longestAnswer));
    }

    /** Of a stream that takes messages as long as the server may send them. */
    CallOptions receiving() {
        return CallOptions.DEFAULT.withMaxInboundMessageSize(longestAnswer);
    }

    private <S extends AbstractStub<S>> S within(S stub) {
        return stub.withDeadlineAfter(options.timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Calls and waits, with this library's exceptions. */
    <T> T call(Supplier<T> call) throws InterruptedException {
        try {
            return call.get();
        } catch (StatusRuntimeException failed) {
            if (failed.getCause() instanceof InterruptedException interrupted && Thread.interrupted()) {
                throw interrupted;
            }
            throw WalrasException.of(failed);
        }
    }
}
