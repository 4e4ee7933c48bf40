package walras.server.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import walras.server.Frames;
import walras.server.PlayClient;
import walras.server.RunningServer;
import walras.v1.Access;
import walras.v1.Attach;
import walras.v1.Attached;
import walras.v1.CatalogServiceGrpc;
import walras.v1.CreateSessionRequest;
import walras.v1.GetEnvironmentRequest;
import walras.v1.GetSessionRequest;
import walras.v1.NamedPolicy;
import walras.v1.PlayRequest;
import walras.v1.SeatConfig;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;

/**
 * Long words of a caller cost next to nothing and end in a short error, over a connection with the transport's default
 * settings, on which another stream goes on playing.
 */
final class LongWordsTest {
    private static final int[] LENGTHS = {1000, 6000, 10_000_000};

    private RunningServer running;
    private ManagedChannel channel;
    private PlayClient other;
    private byte[] frame; // [action frame bytes]
    private long step;

    @BeforeEach
    void start() throws IOException {
        running = new RunningServer(settings -> settings);
        channel = running.channel();
        other = new PlayClient(channel);
        Attached attached = other.create(SessionConfig.newBuilder()
                .setEnvironment("counter-v0")
                .setNumEnvs(1)
                .build());
        other.reset(1);
        frame = Frames.filled(attached.getSession().getSeats(0).getActionLayout(), 0);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private void otherGoesOn() {
        other.act(++step, 0, frame);
        assertEquals(step, other.turn().getStep());
    }

    private void refused(String reason, Consumer<String> call) {
        for (int length : LENGTHS) {
            for (String letter : new String[] {"x", "%", "é"}) {
                String words = letter.repeat(length / letter.getBytes(StandardCharsets.UTF_8).length);
                StatusRuntimeException error =
                        assertThrows(StatusRuntimeException.class, () -> call.accept(words), reason);
                int bytes = ErrorTrailersTest.bytes(error);
                assertTrue(bytes <= ErrorTrailers.MOST_BYTES, bytes + " bytes for " + length + " characters");
                Metadata trailers = error.getTrailers();
                assertTrue(trailers != null && trailers.containsKey(ErrorTrailers.DETAIL), error.toString());
                assertEquals(reason, trailers.get(ErrorTrailers.DETAIL).getReason());
                otherGoesOn();
            }
        }
    }

    private SessionServiceGrpc.SessionServiceBlockingStub sessions() {
        return SessionServiceGrpc.newBlockingStub(channel);
    }

    private void create(SessionConfig.Builder config) {
        sessions()
                .createSession(
                        CreateSessionRequest.newBuilder().setConfig(config).build());
    }

    private static SessionConfig.Builder counter() {
        return SessionConfig.newBuilder().setEnvironment("counter-v0");
    }

    @Test
    void longEnvironmentId_isRefusedShortly() {
        refused("UNKNOWN_ENVIRONMENT", words -> CatalogServiceGrpc.newBlockingStub(channel)
                .getEnvironment(
                        GetEnvironmentRequest.newBuilder().setEnvironment(words).build()));
    }

    @Test
    void longOptionName_isRefusedShortly() {
        Value one = Value.newBuilder().setNumberValue(1).build();
        refused(
                "UNKNOWN_OPTION",
                words -> create(counter().setOptions(Struct.newBuilder().putAllFields(Map.of(words, one)))));
        Value odd =
                Value.newBuilder().setStructValue(Struct.getDefaultInstance()).build();
        refused(
                "BAD_OPTION",
                words -> create(counter().setOptions(Struct.newBuilder().putAllFields(Map.of(words, odd)))));
    }

    @Test
    void longOptionValue_isRefusedShortly() {
        refused(
                "BAD_OPTION",
                words -> create(counter()
                        .setOptions(Struct.newBuilder()
                                .putFields(
                                        "agents",
                                        Value.newBuilder().setStringValue(words).build()))));
    }

    @Test
    void longNamesOfASession_areRefusedShortly() {
        refused("UNKNOWN_METRIC", words -> create(counter().addMetrics(words)));
        refused(
                "UNKNOWN_GROUP",
                words -> create(counter()
                        .addSeats(SeatConfig.newBuilder()
                                .setGroup(words)
                                .setPolicy(NamedPolicy.newBuilder().setName("random")))));
        refused(
                "BAD_REQUEST",
                words -> create(counter().addSeats(SeatConfig.newBuilder().setGroup(words))));
        refused(
                "UNKNOWN_POLICY",
                words -> create(counter()
                        .addSeats(SeatConfig.newBuilder()
                                .setGroup("counters")
                                .setPolicy(NamedPolicy.newBuilder().setName(words)))));
    }

    @Test
    void longIdsAndTickets_areRefusedShortly() {
        String id = sessions()
                .createSession(
                        CreateSessionRequest.newBuilder().setConfig(counter()).build())
                .getSession()
                .getId();
        refused("UNKNOWN_SESSION", words -> get(Access.newBuilder().setSessionId(words)));
        refused("TOKEN_WRONG", words -> get(Access.newBuilder().setSessionId(id).setHostToken(words)));
        refused("TOKEN_WRONG", words -> get(Access.newBuilder().setSessionId(id).addTickets(words)));
    }

    private void get(Access.Builder access) {
        sessions().getSession(GetSessionRequest.newBuilder().setAccess(access).build());
    }

    @Test
    void longWordsOfAnAttach_endItsStreamShortly() {
        for (int length : LENGTHS) {
            PlayClient late = new PlayClient(channel);
            late.send(PlayRequest.newBuilder()
                    .setAttach(Attach.newBuilder()
                            .setCreate(SessionConfig.newBuilder().setEnvironment("é".repeat(length / 2)))));
            assertEquals(Status.Code.NOT_FOUND, late.end().getCode());
            otherGoesOn();
        }
    }

    // The standard services repeat what they are asked for, and so does the transport for methods that it does not
    // know.
    @Test
    void longWordsToOtherServices_areRefusedShortly() {
        for (int length : LENGTHS) {
            StatusRuntimeException health =
                    assertThrows(StatusRuntimeException.class, () -> HealthGrpc.newBlockingStub(channel)
                            .check(HealthCheckRequest.newBuilder()
                                    .setService("é".repeat(length / 2))
                                    .build()));
            assertEquals(Status.Code.NOT_FOUND, health.getStatus().getCode());
            otherGoesOn();
        }
        MethodDescriptor<GetEnvironmentRequest, ?> unknown = CatalogServiceGrpc.getGetEnvironmentMethod().toBuilder()
                .setFullMethodName("walras.v1.CatalogService/" + "x".repeat(6000))
                .build();
        StatusRuntimeException method = assertThrows(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(
                        channel, unknown, CallOptions.DEFAULT, GetEnvironmentRequest.getDefaultInstance()));
        assertEquals(Status.Code.UNIMPLEMENTED, method.getStatus().getCode());
        assertTrue(String.valueOf(method.getMessage()).length() < 1000);
        otherGoesOn();
    }

    // Metadata that no server needs ends the call, not the connection.
    @Test
    void longMetadata_disturbsNobodyElse() {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + "x".repeat(20_000));
        try {
            sessions()
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .listSessions(walras.v1.ListSessionsRequest.getDefaultInstance());
        } catch (StatusRuntimeException refused) {
            assertTrue(ErrorTrailersTest.bytes(refused) <= ErrorTrailers.MOST_BYTES);
        }
        otherGoesOn();
    }

    // 10 MB took 12 seconds of a core: now they are read and thrown away.
    @Test
    void longName_costsNextToNothing() {
        String words = "x".repeat(10_000_000);
        long before = cpuNanos();
        for (int k = 0; k < 5; k++) {
            assertThrows(
                    StatusRuntimeException.class,
                    () -> create(SessionConfig.newBuilder().setEnvironment(words)));
        }
        double seconds = (cpuNanos() - before) / 1e9;
        assertTrue(seconds < 5, seconds + " s of CPU, of this process' client too, for five names");
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
