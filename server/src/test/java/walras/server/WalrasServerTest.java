package walras.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.v1.Access;
import walras.v1.Act;
import walras.v1.Attached;
import walras.v1.CatalogServiceGrpc;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.FieldKind;
import walras.v1.FrameLayout;
import walras.v1.GetServerInfoRequest;
import walras.v1.Policy;
import walras.v1.ResetConfig;
import walras.v1.ResetRequest;
import walras.v1.RestoreRequest;
import walras.v1.RolloutRequest;
import walras.v1.RolloutResponse;
import walras.v1.Seat;
import walras.v1.SeatFrame;
import walras.v1.SeatPolicy;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;
import walras.v1.SnapshotRequest;
import walras.v1.StepRequest;
import walras.v1.Turn;
import walras.v1.UniformPolicy;

/** The whole server on a real port. */
final class WalrasServerTest {
    private WalrasServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        server = WalrasServer.start(ServerConfig.builder()
                .port(0)
                .httpPort(0)
                .drainTime(Duration.ofMillis(100))
                .build());
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
    }

    // Guards the whole way of the data: bytes in, a step, bytes out.
    @Test
    void play_counterV0_countsUp() {
        PlayClient client = new PlayClient(channel);
        Attached attached = client.create(SessionConfig.newBuilder()
                .setEnvironment("counter-v0")
                .setNumEnvs(3)
                .build());
        Seat seat = attached.getSession().getSeats(0);
        FrameLayout layout = seat.getObservationLayout();
        Turn first = client.reset(7);
        assertEquals(0, first.getStep());

        client.act(1, 0, Frames.filled(seat.getActionLayout(), 1));
        Turn second = client.turn();

        assertEquals(1, second.getStep());
        int[] before = Frames.ints(
                first.getFrames(0).getFrame(), Frames.field(layout, FieldKind.FIELD_KIND_OBSERVATION, "count"));
        int[] after = Frames.ints(
                second.getFrames(0).getFrame(), Frames.field(layout, FieldKind.FIELD_KIND_OBSERVATION, "count"));
        for (int i = 0; i < before.length; i++) {
            assertEquals(before[i] + 1, after[i]);
        }
        double[] reward = Frames.doubles(
                second.getFrames(0).getFrame(), Frames.field(layout, FieldKind.FIELD_KIND_REWARD, "reward"));
        assertEquals(1.0, reward[0]);
        client.leave(true);
        assertTrue(client.end().isOk());
    }

    // Guards that both ways to play are one engine: the same seed gives the same bytes.
    @Test
    void step_unaryAndStream_sameBytes() {
        SessionConfig config = SessionConfig.newBuilder()
                .setEnvironment("counter-v0")
                .setNumEnvs(2)
                .build();
        PlayClient client = new PlayClient(channel);
        Seat seat = client.create(config).getSession().getSeats(0);
        client.reset(3);
        byte[] frame = Frames.filled(seat.getActionLayout(), 1);
        client.act(1, 0, frame);
        Turn streamed = client.turn();

        SessionServiceGrpc.SessionServiceBlockingStub unary = SessionServiceGrpc.newBlockingStub(channel);
        CreateSessionResponse made = unary.createSession(
                CreateSessionRequest.newBuilder().setConfig(config).build());
        Access access = RunningServer.access(made);
        Turn reset = unary.reset(ResetRequest.newBuilder()
                        .setAccess(access)
                        .setReset(ResetConfig.newBuilder().setSeed(3))
                        .build())
                .getTurn();
        assertEquals(0, reset.getStep());
        Turn stepped = unary.step(StepRequest.newBuilder()
                        .setAccess(access)
                        .setAct(Act.newBuilder()
                                .setStep(1)
                                .addFrames(SeatFrame.newBuilder()
                                        .setFrame(com.google.protobuf.ByteString.copyFrom(frame))))
                        .build())
                .getTurn();

        assertArrayEquals(
                streamed.getFrames(0).getFrame().toByteArray(),
                stepped.getFrames(0).getFrame().toByteArray());
    }

    // Guards the operators' view: the port answers, and open things are counted.
    @Test
    void metrics_afterASession_countIt() throws Exception {
        PlayClient client = new PlayClient(channel);
        client.create(SessionConfig.newBuilder().setEnvironment("counter-v0").build());

        String open = get("/metrics");
        assertTrue(open.contains("walras_sessions_open 1.0"), open);
        assertTrue(open.contains("walras_streams_open 1.0"), open);
        assertEquals("ok\n", get("/healthz"));

        client.leave(true);
        assertTrue(client.end().isOk());
        assertTrue(server.metrics().contains("walras_sessions_open 0.0"));
    }

    private String get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.httpPort() + path);
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode());
        return response.body();
    }

    @Test
    void serverInfo_always_namesTheProtocol() {
        var info = CatalogServiceGrpc.newBlockingStub(channel)
                .getServerInfo(
                        GetServerInfoRequest.newBuilder().setProtocolMajor(1).build());
        assertEquals(1, info.getProtocolMajor());
        assertEquals("cpu", info.getDevices(0));
        assertTrue(info.getLimits().getMaxRows() > 0);
    }

    // Guards the rollout's stream: chunks in order, K steps, and the session's step number moved on by K.
    @Test
    void rollout_uniform_returnsTheWholeTrajectory() {
        PlayClient client = new PlayClient(channel);
        Attached attached = client.create(SessionConfig.newBuilder()
                .setEnvironment("counter-v0")
                .setNumEnvs(4)
                .build());
        client.reset(1);
        Access access = access(attached);
        Iterator<RolloutResponse> chunks = SessionServiceGrpc.newBlockingStub(channel)
                .rollout(RolloutRequest.newBuilder()
                        .setAccess(access)
                        .setSteps(100)
                        .setChunkSteps(7)
                        .addPolicies(SeatPolicy.newBuilder()
                                .setPolicy(Policy.newBuilder().setUniform(UniformPolicy.getDefaultInstance())))
                        .build());
        int steps = 0;
        while (chunks.hasNext()) {
            RolloutResponse chunk = chunks.next();
            assertEquals(steps + 1, chunk.getFirstStep());
            steps += chunk.getSteps();
        }
        assertEquals(100, steps);
        client.act(101, 0, Frames.filled(attached.getSession().getSeats(0).getActionLayout(), 0));
        assertEquals(101, client.turn().getStep());
    }

    private static Access access(Attached attached) {
        return Access.newBuilder()
                .setSessionId(attached.getSession().getId())
                .setHostToken(attached.getHostToken())
                .addTickets(attached.getTickets(0).getTicket())
                .build();
    }

    // Guards snapshots over the wire: from the same state the same actions give the same bytes.
    @Test
    void restore_afterSteps_givesTheSameFutureAgain() {
        PlayClient client = new PlayClient(channel);
        Attached attached = client.create(SessionConfig.newBuilder()
                .setEnvironment("auction/chain-v0")
                .setNumEnvs(3)
                .setSeed(2)
                .build());
        client.reset(1);
        SessionServiceGrpc.SessionServiceBlockingStub unary = SessionServiceGrpc.newBlockingStub(channel);
        Access access = access(attached);
        byte[] bids = new byte
                [(int) attached.getSession().getSeats(0).getActionLayout().getSizeBytes()];
        var snapshot = unary.snapshot(
                        SnapshotRequest.newBuilder().setAccess(access).build())
                .getSnapshot();
        client.act(1, 0, bids);
        Turn once = client.turn();
        Turn restored = unary.restore(RestoreRequest.newBuilder()
                        .setAccess(access)
                        .setSnapshot(snapshot)
                        .build())
                .getTurns(0);
        assertEquals(2, restored.getStep());
        assertEquals(restored, client.turn());
        client.act(3, 0, bids);
        assertEquals(once.getFrames(0).getFrame(), client.turn().getFrames(0).getFrame());
    }

    // Guards the second door: the same protocol over a Unix domain socket.
    @Test
    void play_overAUnixSocket_works(@TempDir Path folder) throws IOException {
        Assumptions.assumeTrue(Epoll.isAvailable(), "no native epoll here");
        Path socket = folder.resolve("walras.sock");
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (RunningServer running = new RunningServer(settings -> settings.socket(socket))) {
            ManagedChannel local = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toString()))
                    .eventLoopGroup(loop)
                    .channelType(EpollDomainSocketChannel.class)
                    .usePlaintext()
                    .build();
            PlayClient client = new PlayClient(local);
            client.create(
                    SessionConfig.newBuilder().setEnvironment("counter-v0").build());
            assertEquals(0, client.reset(1).getStep());
            local.shutdownNow();
            assertTrue(running.server().addresses().contains("unix:" + socket));
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
        assertFalse(Files.exists(socket));
    }

    // Guards secrets on the network: nobody gets plaintext on other addresses by accident.
    @Test
    void start_plaintextOnAnotherAddress_isRefused() {
        ServerConfig open =
                ServerConfig.builder().host("0.0.0.0").port(0).httpPort(0).build();
        IOException refused = assertThrows(IOException.class, () -> WalrasServer.start(open));
        assertTrue(String.valueOf(refused.getMessage()).contains("plaintext"));
    }

    // Guards a graceful end: participants are told, streams may end by themselves, new sessions are refused.
    @Test
    void close_withAnOpenStream_tellsItsParticipant() {
        PlayClient client = new PlayClient(channel);
        client.create(SessionConfig.newBuilder().setEnvironment("counter-v0").build());
        server.close();
        assertEquals("EVENT_KIND_SERVER_DRAINING", client.event().getKind().name());
        assertEquals("EVENT_KIND_SESSION_CLOSING", client.event().getKind().name());
        assertEquals(io.grpc.Status.Code.FAILED_PRECONDITION, client.end().getCode());
    }
}
