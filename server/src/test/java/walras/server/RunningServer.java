package walras.server;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import walras.v1.Access;
import walras.v1.CreateSessionResponse;
import walras.v1.Ticket;

/** A server on a free port with short patience, and channels to it; everything ends with it. */
public final class RunningServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final WalrasServer server;
    private final List<ManagedChannel> channels = new ArrayList<>();

    public RunningServer(UnaryOperator<ServerConfig.Builder> settings) throws IOException {
        server = WalrasServer.start(
                settings.apply(ServerConfig.builder().port(0).httpPort(0).drainTime(Duration.ofMillis(100)))
                        .build());
    }

    /** Holds a server that was started in another way. */
    RunningServer(WalrasServer started) {
        server = started;
    }

    public WalrasServer server() {
        return server;
    }

    /** A connection of its own. */
    public ManagedChannel channel() {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
        channels.add(channel);
        return channel;
    }

    /** The value of a meter without labels. */
    public double meter(String name) {
        return server.metrics()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no meter " + name));
    }

    /** What a session's maker shows: the host's token and all tickets. */
    public static Access access(CreateSessionResponse created) {
        return Access.newBuilder()
                .setSessionId(created.getSession().getId())
                .setHostToken(created.getHostToken())
                .addAllTickets(
                        created.getTicketsList().stream().map(Ticket::getTicket).toList())
                .build();
    }

    /** Waits for something that another thread brings about. */
    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never happened: " + what);
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        server.close();
    }
}
