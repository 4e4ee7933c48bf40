package walras.tournament.play;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import walras.v1.CatalogServiceGrpc;
import walras.v1.GetServerInfoRequest;
import walras.v1.GetServerInfoResponse;
import walras.v1.PlayServiceGrpc;
import walras.v1.SessionServiceGrpc;

/** The connection to the server that plays, and where its logs lie. */
final class ServerLink implements AutoCloseable {
    private static final int CALL_SECONDS = 60;
    private static final int ANSWER_SECONDS = 3;
    private static final int MOST_MESSAGE_BYTES = 64 << 20;

    private final String address;
    private final Path data;
    private final Channel channel;
    private final @Nullable ManagedChannel own; // null where the channel is the caller's

    /**
     * @param address {@code HOST:PORT}
     * @param data the server's data directory
     */
    ServerLink(String address, Path data) {
        this.address = address;
        this.data = data;
        own = NettyChannelBuilder.forTarget(address)
                .usePlaintext()
                .maxInboundMessageSize(MOST_MESSAGE_BYTES)
                .build();
        channel = own;
    }

    /** A link by a channel that the caller closes, to a server that is always there. */
    ServerLink(Channel channel, Path data) {
        address = "";
        this.data = data;
        this.channel = channel;
        own = null;
    }

    String address() {
        return address;
    }

    /** Where a seat is taken, for whoever connects by itself. */
    String seat(String session, String ticket) {
        return "walras://" + address + "/" + session + "?ticket=" + ticket;
    }

    SessionServiceGrpc.SessionServiceBlockingStub sessions() {
        return SessionServiceGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
    }

    /** For calls that take as long as they take. */
    SessionServiceGrpc.SessionServiceBlockingStub unlimited() {
        return SessionServiceGrpc.newBlockingStub(channel);
    }

    PlayServiceGrpc.PlayServiceStub play() {
        return PlayServiceGrpc.newStub(channel);
    }

    /** Connects at once, however often that has failed: the server is there again. */
    void reconnect() {
        if (own != null) {
            own.resetConnectBackoff();
        }
    }

    /** What the server says of itself; empty while it does not answer. */
    Optional<GetServerInfoResponse> info() {
        try {
            reconnect();
            return Optional.of(CatalogServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .withWaitForReady()
                    .getServerInfo(GetServerInfoRequest.newBuilder()
                            .setProtocolMajor(1)
                            .build()));
        } catch (StatusRuntimeException unreachable) {
            return Optional.empty();
        }
    }

    /** The log of a session, wherever the server has it now; empty if it is in neither place. */
    Optional<Path> log(String session) {
        String name = session + ".0.log";
        for (String folder : new String[] {"closed", "sessions", "closed"}) { // it may move meanwhile
            Path file = data.resolve(folder).resolve(name);
            if (Files.exists(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    Path data() {
        return data;
    }

    @Override
    public void close() {
        if (own != null) {
            own.shutdownNow();
        }
    }
}
