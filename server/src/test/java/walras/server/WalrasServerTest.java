package walras.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import walras.v1.Access;
import walras.v1.Act;
import walras.v1.Attached;
import walras.v1.CatalogServiceGrpc;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.FieldKind;
import walras.v1.FrameLayout;
import walras.v1.GetServerInfoRequest;
import walras.v1.ResetConfig;
import walras.v1.ResetRequest;
import walras.v1.Seat;
import walras.v1.SeatFrame;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;
import walras.v1.StepRequest;
import walras.v1.Turn;

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
        Access access = Access.newBuilder()
                .setSessionId(made.getSession().getId())
                .setHostToken(made.getHostToken())
                .addTickets(made.getTickets(0).getTicket())
                .build();
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
        assertTrue(info.getLimits().getMaxRows() > 0);
    }
}
