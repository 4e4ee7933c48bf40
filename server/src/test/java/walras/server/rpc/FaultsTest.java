package walras.server.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import walras.server.Frames;
import walras.server.PlayClient;
import walras.server.RunningServer;
import walras.v1.Access;
import walras.v1.Act;
import walras.v1.Attach;
import walras.v1.Attached;
import walras.v1.CatalogServiceGrpc;
import walras.v1.CreateSessionRequest;
import walras.v1.ErrorDetail;
import walras.v1.GetEnvironmentRequest;
import walras.v1.GetServerInfoRequest;
import walras.v1.PlayError;
import walras.v1.PlayRequest;
import walras.v1.PlayServiceGrpc;
import walras.v1.RemoteFiller;
import walras.v1.ResetConfig;
import walras.v1.SeatConfig;
import walras.v1.SeatFrame;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;
import walras.v1.Turn;

/** What hostile, broken and vanishing clients can do: nothing but get a typed error. */
final class FaultsTest {
    private RunningServer running;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        running = new RunningServer(settings -> settings);
        channel = running.channel();
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private static SessionConfig.Builder counter() {
        return SessionConfig.newBuilder().setEnvironment("counter-v0").setNumEnvs(2);
    }

    private static SessionConfig twoSeats() {
        return counter()
                .setNumEnvs(1)
                .setOptions(Struct.newBuilder()
                        .putFields(
                                "agents", Value.newBuilder().setNumberValue(2).build()))
                .addSeats(SeatConfig.newBuilder()
                        .setGroup("counters")
                        .setAgent(0)
                        .setRemote(RemoteFiller.getDefaultInstance()))
                .addSeats(SeatConfig.newBuilder()
                        .setGroup("counters")
                        .setAgent(1)
                        .setRemote(RemoteFiller.getDefaultInstance()))
                .build();
    }

    // Guards that errors help, for people and for programs, with and without the standard details.
    @Test
    void unary_unknownEnvironment_carriesReasonAndNearest() {
        StatusRuntimeException error =
                assertThrows(StatusRuntimeException.class, () -> CatalogServiceGrpc.newBlockingStub(channel)
                        .getEnvironment(GetEnvironmentRequest.newBuilder()
                                .setEnvironment("countre-v0")
                                .build()));
        assertEquals(Status.Code.NOT_FOUND, error.getStatus().getCode());
        Metadata trailers = error.getTrailers();
        assertNotNull(trailers);
        ErrorDetail detail = trailers.get(ErrorTrailers.DETAIL);
        assertNotNull(detail);
        assertEquals("UNKNOWN_ENVIRONMENT", detail.getReason());
        assertEquals("counter-v0", detail.getNearest());
        assertTrue(StatusProto.fromThrowable(error).getDetails(0).is(ErrorInfo.class));
    }

    // Guards the table of architecture section 7 where a name is unknown but the mistake is an option's.
    @Test
    void unary_unknownOption_isInvalidArgument() {
        SessionConfig config = counter()
                .setOptions(Struct.newBuilder()
                        .putFields("agent", Value.newBuilder().setNumberValue(1).build()))
                .build();
        StatusRuntimeException error =
                assertThrows(StatusRuntimeException.class, () -> SessionServiceGrpc.newBlockingStub(channel)
                        .createSession(CreateSessionRequest.newBuilder()
                                .setConfig(config)
                                .build()));
        assertEquals(Status.Code.INVALID_ARGUMENT, error.getStatus().getCode());
        assertTrue(String.valueOf(error.getMessage()).contains("agents"), error.getMessage());
    }

    @Test
    void unary_otherMajor_isRefused() {
        StatusRuntimeException error =
                assertThrows(StatusRuntimeException.class, () -> CatalogServiceGrpc.newBlockingStub(channel)
                        .getServerInfo(GetServerInfoRequest.newBuilder()
                                .setProtocolMajor(2)
                                .build()));
        assertEquals(Status.Code.FAILED_PRECONDITION, error.getStatus().getCode());
    }

    // Guards unary methods against bytes that are no message: the transport alone would call it the server's failure.
    @Test
    void unary_garbage_isInvalidArgument() {
        MethodDescriptor<byte[], ?> raw = SessionServiceGrpc.getCreateSessionMethod().toBuilder(
                        new Bytes(), SessionServiceGrpc.getCreateSessionMethod().getResponseMarshaller())
                .build();
        StatusRuntimeException error = assertThrows(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(
                        channel, raw, CallOptions.DEFAULT, new byte[] {(byte) 0xFF, (byte) 0xFF, 3, 1}));
        assertEquals(Status.Code.INVALID_ARGUMENT, error.getStatus().getCode());
    }

    // Guards the stream against every kind of bad message: each is answered, and the session goes on at the same step.
    @Test
    void play_badMessages_areAnsweredAndChangeNothing() {
        PlayClient client = new PlayClient(channel);
        Attached attached = client.create(counter().build());
        client.reset(1);
        byte[] good = Frames.filled(attached.getSession().getSeats(0).getActionLayout(), 1);

        client.act(1, 0, new byte[3]);
        expect(client.error(), Status.Code.INVALID_ARGUMENT, "BAD_FRAME", 1);
        client.act(1, 0, Frames.filled(attached.getSession().getSeats(0).getActionLayout(), 2));
        PlayError outside = client.error();
        expect(outside, Status.Code.INVALID_ARGUMENT, "BAD_ACTION", 1);
        assertTrue(outside.getError().getWhere().contains("counters"), outside.toString());
        client.act(5, 0, good);
        expect(client.error(), Status.Code.FAILED_PRECONDITION, "WRONG_STEP", 5);
        client.act(1, 3, good);
        expect(client.error(), Status.Code.NOT_FOUND, "UNKNOWN_SEAT", 1);
        client.send(PlayRequest.newBuilder().setAct(Act.newBuilder().setStep(1)));
        expect(client.error(), Status.Code.INVALID_ARGUMENT, "BAD_REQUEST", 1);
        client.send(PlayRequest.newBuilder()
                .setAct(Act.newBuilder().setStep(1).setShard(9).addFrames(SeatFrame.newBuilder())));
        expect(client.error(), Status.Code.INVALID_ARGUMENT, "BAD_REQUEST", 1);
        client.send(PlayRequest.newBuilder());
        assertEquals("BAD_REQUEST", client.error().getError().getReason());
        client.send(PlayRequest.newBuilder().setAttach(Attach.getDefaultInstance()));
        assertEquals("BAD_REQUEST", client.error().getError().getReason());
        client.send(PlayRequest.newBuilder()
                .setReset(ResetConfig.newBuilder().setRowMask(ByteString.copyFrom(new byte[] {1, 2}))));
        assertEquals("BAD_FRAME", client.error().getError().getReason());

        client.act(1, 0, good);
        assertEquals(1, client.turn().getStep());
        client.act(1, 0, good);
        assertEquals(1, client.turn().getStep());
    }

    private static void expect(PlayError error, Status.Code code, String reason, long step) {
        assertEquals(reason, error.getError().getReason());
        assertEquals(code.value(), error.getError().getCode());
        assertEquals(step, error.getStep());
    }

    // Guards the stream's own parser: random bytes are answered one by one, and a good message after them works.
    @Test
    void play_garbageBytes_areAnsweredAndTheStreamLivesOn() {
        MethodDescriptor<byte[], walras.v1.PlayResponse> raw = PlayServiceGrpc.getPlayMethod().toBuilder(
                        new Bytes(), ProtoUtils.marshaller(walras.v1.PlayResponse.getDefaultInstance()))
                .build();
        List<walras.v1.PlayResponse> answers = new ArrayList<>();
        AtomicInteger ended = new AtomicInteger();
        ClientCall<byte[], walras.v1.PlayResponse> call = channel.newCall(raw, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(walras.v1.PlayResponse message) {
                        synchronized (answers) {
                            answers.add(message);
                        }
                        call.request(1);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.incrementAndGet();
                    }
                },
                new Metadata());
        call.request(1);
        Random random = new Random(5);
        int sent = 200;
        for (int k = 0; k < sent; k++) {
            byte[] bytes = new byte[1 + random.nextInt(40)];
            random.nextBytes(bytes);
            bytes[0] = k % 2 == 0 ? 0x12 : bytes[0]; // half of them begin as an act does
            call.sendMessage(bytes);
        }
        RunningServer.await("an answer for each", () -> count(answers) == sent);
        synchronized (answers) {
            assertTrue(answers.stream().allMatch(walras.v1.PlayResponse::hasError));
            answers.clear();
        }
        call.sendMessage(PlayRequest.newBuilder()
                .setAttach(Attach.newBuilder().setCreate(counter()))
                .build()
                .toByteArray());
        RunningServer.await("attached", () -> count(answers) == 1);
        assertEquals(0, ended.get());
        call.cancel("done", null);
    }

    private static int count(List<?> answers) {
        synchronized (answers) {
            return answers.size();
        }
    }

    // Guards seats against a third party: a used ticket and a wrong one end its stream only.
    @Test
    void play_usedOrWrongTicket_disturbsNobody() {
        PlayClient owner = new PlayClient(channel);
        Attached attached = owner.create(twoSeats());
        owner.reset(1);
        Access.Builder access =
                Access.newBuilder().setSessionId(attached.getSession().getId());

        PlayClient thief = new PlayClient(running.channel());
        thief.send(PlayRequest.newBuilder()
                .setAttach(Attach.newBuilder()
                        .setAccess(
                                access.clone().addTickets(attached.getTickets(0).getTicket()))));
        assertEquals(Status.Code.FAILED_PRECONDITION, thief.end().getCode());
        PlayClient guesser = new PlayClient(running.channel());
        guesser.send(PlayRequest.newBuilder()
                .setAttach(Attach.newBuilder().setAccess(access.clone().addTickets("0123456789abcdef"))));
        assertEquals(Status.Code.PERMISSION_DENIED, guesser.end().getCode());
        PlayClient nobody = new PlayClient(running.channel());
        nobody.send(PlayRequest.newBuilder().setAttach(Attach.newBuilder().setAccess(access)));
        assertEquals(Status.Code.UNAUTHENTICATED, nobody.end().getCode());

        byte[] frame = Frames.filled(attached.getSession().getSeats(0).getActionLayout(), 1);
        owner.send(PlayRequest.newBuilder()
                .setAct(Act.newBuilder()
                        .setStep(1)
                        .addFrames(SeatFrame.newBuilder().setSeat(0).setFrame(ByteString.copyFrom(frame)))
                        .addFrames(SeatFrame.newBuilder().setSeat(1).setFrame(ByteString.copyFrom(frame)))));
        assertEquals(1, owner.turn().getStep());
    }

    // Guards a participant that dies between two acts: the seat is free, nothing is lost, and it can come back.
    @Test
    void play_clientVanishesMidStep_leaksNothingAndResumes() {
        PlayClient host = new PlayClient(channel);
        Attached attached = host.create(twoSeats());
        host.leave(false);
        assertTrue(host.end().isOk());
        Access.Builder access =
                Access.newBuilder().setSessionId(attached.getSession().getId());
        byte[] frame = Frames.filled(attached.getSession().getSeats(0).getActionLayout(), 1);

        PlayClient first = new PlayClient(channel);
        first.attach(access.clone()
                .setHostToken(attached.getHostToken())
                .addTickets(attached.getTickets(0).getTicket())
                .build());
        ManagedChannel mortal = running.channel();
        PlayClient second = new PlayClient(mortal);
        Access secondAccess =
                access.clone().addTickets(attached.getTickets(1).getTicket()).build();
        second.attach(secondAccess);
        assertEquals("EVENT_KIND_SEAT_ATTACHED", first.event().getKind().name());
        first.reset(1);
        second.turn();
        first.act(1, 0, frame);
        mortal.shutdownNow();
        assertEquals("EVENT_KIND_SEAT_LOST", first.event().getKind().name());
        RunningServer.await("one stream", () -> running.meter("walras_streams_open") == 1.0);
        assertEquals(1.0, running.meter("walras_seats_attached"));
        assertEquals(1.0, running.meter("walras_sessions_open"));

        PlayClient back = new PlayClient(channel);
        back.send(PlayRequest.newBuilder()
                .setAttach(Attach.newBuilder().setAccess(secondAccess).addLastSteps(0)));
        assertTrue(back.response().hasAttached());
        back.act(1, 1, frame);
        assertEquals(1, back.turn().getStep());
        assertEquals("EVENT_KIND_SEAT_ATTACHED", first.event().getKind().name());
        assertEquals(1, first.turn().getStep());
        first.leave(true);
        RunningServer.await("no session", () -> running.meter("walras_sessions_open") == 0.0);
        RunningServer.await("no seat", () -> running.meter("walras_seats_attached") == 0.0);
        RunningServer.await("no stream", () -> running.meter("walras_streams_open") == 0.0);
    }

    // Guards the turn that was made while its reader was away: it comes after Attached, because last_steps says so.
    @Test
    void play_attachWithLastSteps_sendsTheMissedTurn() {
        PlayClient first = new PlayClient(channel);
        Attached attached = first.create(counter().build());
        first.reset(1);
        first.act(1, 0, Frames.filled(attached.getSession().getSeats(0).getActionLayout(), 1));
        Turn seen = first.turn();
        first.requests().cancel("vanish", null);
        RunningServer.await("the seat is free", () -> running.meter("walras_seats_attached") == 0.0);

        PlayClient back = new PlayClient(channel);
        back.send(PlayRequest.newBuilder()
                .setAttach(Attach.newBuilder()
                        .setAccess(Access.newBuilder()
                                .setSessionId(attached.getSession().getId())
                                .addTickets(attached.getTickets(0).getTicket()))
                        .addLastSteps(0)));
        assertTrue(back.response().hasAttached());
        assertEquals(seen, back.turn());
    }

    // Guards memory against a client that sends and never reads: it is slowed down, not stored.
    @Test
    void play_clientThatNeverReads_isSlowedDown() {
        ManagedChannel slow = running.channel();
        MethodDescriptor<PlayRequest, walras.v1.PlayResponse> method = PlayServiceGrpc.getPlayMethod();
        ClientCall<PlayRequest, walras.v1.PlayResponse> call = slow.newCall(method, CallOptions.DEFAULT);
        AtomicInteger received = new AtomicInteger();
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(walras.v1.PlayResponse message) {
                        received.incrementAndGet();
                    }
                },
                new Metadata());
        call.request(2); // Attached and the reset's turn, and no more
        call.sendMessage(PlayRequest.newBuilder()
                .setAttach(Attach.newBuilder().setCreate(counter().setNumEnvs(1 << 16)))
                .build());
        call.sendMessage(PlayRequest.newBuilder()
                .setReset(ResetConfig.getDefaultInstance())
                .build());
        RunningServer.await("the reset", () -> received.get() == 2);
        byte[] frame = new byte[4 << 16];
        int acts = 200;
        for (int t = 1; t <= acts; t++) {
            call.sendMessage(PlayRequest.newBuilder()
                    .setAct(Act.newBuilder()
                            .setStep(t)
                            .addFrames(SeatFrame.newBuilder().setFrame(ByteString.copyFrom(frame))))
                    .build());
        }
        RunningServer.await("a step", () -> running.meter("walras_steps_total") >= 1);
        // Every turn is over 1 MiB: what was stepped beyond what the windows and thresholds hold would be stored.
        PlayClient other = new PlayClient(channel);
        other.create(counter().build());
        for (int k = 0; k < 50; k++) {
            other.reset(k);
        }
        double steps = running.meter("walras_steps_total");
        assertTrue(steps < 40, steps + " steps for a client that does not read");
        call.cancel("done", null);
        RunningServer.await("one stream", () -> running.meter("walras_streams_open") == 1.0);
    }

    @Test
    void token_missingOrWrong_isRefusedEverywhereButHealth() throws IOException {
        try (RunningServer guarded = new RunningServer(settings -> settings.token("open sesame"))) {
            ManagedChannel guardedChannel = guarded.channel();
            CatalogServiceGrpc.CatalogServiceBlockingStub catalog = CatalogServiceGrpc.newBlockingStub(guardedChannel);
            GetServerInfoRequest info = GetServerInfoRequest.getDefaultInstance();
            assertEquals(
                    Status.Code.UNAUTHENTICATED,
                    assertThrows(StatusRuntimeException.class, () -> catalog.getServerInfo(info))
                            .getStatus()
                            .getCode());
            assertEquals(
                    Status.Code.PERMISSION_DENIED,
                    assertThrows(StatusRuntimeException.class, () -> with(catalog, "Bearer open")
                                    .getServerInfo(info))
                            .getStatus()
                            .getCode());
            assertFalse(with(catalog, "Bearer open sesame")
                    .getServerInfo(info)
                    .getVersion()
                    .isEmpty());
            assertEquals(
                    Status.Code.UNAUTHENTICATED,
                    new PlayClient(guardedChannel).end().getCode());
        }
    }

    private static CatalogServiceGrpc.CatalogServiceBlockingStub with(
            CatalogServiceGrpc.CatalogServiceBlockingStub stub, String authorization) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
        return stub.withInterceptors(io.grpc.stub.MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** Sends bytes as they are. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
