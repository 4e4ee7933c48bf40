package walras.server.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import com.google.protobuf.WireFormat;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import walras.server.Frames;
import walras.server.PlayClient;
import walras.server.RunningServer;
import walras.server.session.work.Limits;
import walras.server.session.work.WorkLimits;
import walras.v1.Access;
import walras.v1.Act;
import walras.v1.Attached;
import walras.v1.CatalogServiceGrpc;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.GetEnvironmentRequest;
import walras.v1.GetServerInfoRequest;
import walras.v1.RestoreRequest;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;

/** Large messages of many callers at once: what the server holds of them is bounded, and those who play go on. */
final class FloodTest {
    private static final long BUDGET_BYTES = 16 << 20;

    private RunningServer running;

    @BeforeEach
    void start() throws IOException {
        WorkLimits work = WorkLimits.defaults().withInboundBytes(BUDGET_BYTES);
        running =
                new RunningServer(settings -> settings.limits(Limits.defaults().withWork(work)));
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private static RestoreRequest restore(int bytes) {
        return RestoreRequest.newBuilder()
                .setAccess(Access.newBuilder().setSessionId("none"))
                .setSnapshot(ByteString.copyFrom(new byte[bytes]))
                .build();
    }

    @Test
    void messages_ofManyCallers_areBoundedTogether() throws InterruptedException {
        flood(12, 10 << 20);
    }

    private void flood(int calls, int bytes) throws InterruptedException {
        PlayClient other = new PlayClient(running.channel());
        Attached attached = other.create(SessionConfig.newBuilder()
                .setEnvironment("counter-v0")
                .setNumEnvs(1)
                .build());
        other.reset(1);
        byte[] frame = Frames.filled(attached.getSession().getSeats(0).getActionLayout(), 0);
        RestoreRequest large = restore(bytes);
        long step = 0;
        int refused = 0;
        double most = 0;
        List<ListenableFuture<?>> answers = new ArrayList<>();
        for (int k = 0; k < calls; k++) {
            answers.add(SessionServiceGrpc.newFutureStub(running.channel()).restore(large));
        }
        for (ListenableFuture<?> answer : answers) {
            while (!answered(answer)) {
                most = Math.max(most, running.meter("walras_inbound_bytes"));
                other.act(++step, 0, frame);
                assertEquals(step, other.turn().getStep());
            }
            refused += code(answer) == Status.Code.RESOURCE_EXHAUSTED ? 1 : 0;
        }
        assertTrue(refused > 0, "nobody was refused");
        assertTrue(most > 0 && most <= BUDGET_BYTES, most + " bytes at most");
        RunningServer.await("all given back", () -> running.meter("walras_inbound_bytes") == 0.0);
    }

    private static boolean answered(ListenableFuture<?> answer) throws InterruptedException {
        try {
            answer.get(5, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException failed) {
            return true;
        } catch (TimeoutException waiting) {
            return false;
        }
    }

    private static Status.Code code(ListenableFuture<?> answer) throws InterruptedException {
        try {
            answer.get();
            return Status.Code.OK;
        } catch (ExecutionException failed) {
            return Status.fromThrowable(failed.getCause()).getCode();
        }
    }

    // The refused call ends; its connection does not, and says why.
    @Test
    void message_beyondTheBudget_endsItsCallOnly() {
        ManagedChannel channel = running.channel();
        StatusRuntimeException error =
                assertThrows(StatusRuntimeException.class, () -> SessionServiceGrpc.newBlockingStub(channel)
                        .restore(restore(40 << 20)));
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, error.getStatus().getCode());
        assertTrue(String.valueOf(error.getMessage()).contains("--max-inbound-mib"), error.getMessage());
        CatalogServiceGrpc.newBlockingStub(channel).getServerInfo(GetServerInfoRequest.getDefaultInstance());
        StatusRuntimeException small =
                assertThrows(StatusRuntimeException.class, () -> SessionServiceGrpc.newBlockingStub(channel)
                        .restore(restore(4 << 20)));
        assertEquals(Status.Code.NOT_FOUND, small.getStatus().getCode());
    }

    // What is built of options takes many times their bytes.
    @Test
    void message_withOptions_hasANarrowerBound() {
        StatusRuntimeException error =
                assertThrows(StatusRuntimeException.class, () -> CatalogServiceGrpc.newBlockingStub(running.channel())
                        .getEnvironment(GetEnvironmentRequest.newBuilder()
                                .setEnvironment("x".repeat(17 << 20))
                                .build()));
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, error.getStatus().getCode());
    }

    // Guards who plays: a stream that ends says why, though its headers were sent long ago.
    @Test
    void act_beyondTheBudget_endsItsPlayWithTheReason() {
        PlayClient player = new PlayClient(running.channel());
        Attached attached = player.create(
                SessionConfig.newBuilder().setEnvironment("counter-v0").build());
        player.reset(1);
        player.act(1, 0, new byte[40 << 20]);
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, player.end().getCode());
        assertEquals("LIMIT", player.reason());
        PlayClient stranger = new PlayClient(running.channel());
        stranger.act(1, 0, new byte[17 << 20]);
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, stranger.end().getCode());
        assertEquals("LIMIT", stranger.reason());

        PlayClient back = new PlayClient(running.channel());
        back.attach(Access.newBuilder()
                .setSessionId(attached.getSession().getId())
                .addTickets(attached.getTickets(0).getTicket())
                .build());
        assertEquals(0, back.turn().getStep());
        RunningServer.await("all given back", () -> running.meter("walras_inbound_bytes") == 0.0);
    }

    // The transport's own bound would break a play off without a reason.
    @Test
    void message_beyondItsOwnBound_saysWhichFlagRaisesIt() throws IOException {
        int beyond = Limits.defaults().messageBytes() + (1 << 20);
        WorkLimits work = WorkLimits.defaults().withInboundBytes(4L * beyond);
        try (RunningServer wide =
                new RunningServer(settings -> settings.limits(Limits.defaults().withWork(work)))) {
            StatusRuntimeException error =
                    assertThrows(StatusRuntimeException.class, () -> SessionServiceGrpc.newBlockingStub(wide.channel())
                            .restore(restore(beyond)));
            assertEquals(Status.Code.RESOURCE_EXHAUSTED, error.getStatus().getCode());
            assertTrue(String.valueOf(error.getMessage()).contains("--max-message-mib"), error.getMessage());
            PlayClient player = new PlayClient(wide.channel());
            player.create(
                    SessionConfig.newBuilder().setEnvironment("counter-v0").build());
            player.reset(1);
            player.act(1, 0, new byte[beyond]);
            assertEquals(Status.Code.RESOURCE_EXHAUSTED, player.end().getCode());
            assertEquals("LIMIT", player.reason());
        }
    }

    // Two bytes of a message become dozens once they are parsed.
    @Test
    void message_ofMillionsOfParts_isRefusedBeforeTheyAreMade() {
        byte[] empty = {WireFormat.WIRETYPE_LENGTH_DELIMITED | Act.FRAMES_FIELD_NUMBER << 3, 0}; // one frame
        byte[] frames = new byte[2 * ((1 << 22) + 1)];
        for (int at = 0; at < frames.length; at += 2) {
            System.arraycopy(empty, 0, frames, at, 2);
        }
        ManagedChannel channel = running.channel();
        MethodDescriptor<byte[], byte[]> step = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(SessionServiceGrpc.getStepMethod().getFullMethodName())
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        byte[] request = ByteString.copyFrom(new byte[] {0x12}) // StepRequest.act
                .concat(varint(frames.length))
                .concat(ByteString.copyFrom(frames))
                .toByteArray();
        StatusRuntimeException error = assertThrows(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(channel, step, CallOptions.DEFAULT, request));
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, error.getStatus().getCode());
        assertTrue(String.valueOf(error.getMessage()).contains("fields"), error.getMessage());
        CatalogServiceGrpc.newBlockingStub(channel).getServerInfo(GetServerInfoRequest.getDefaultInstance());
    }

    private static ByteString varint(int number) {
        ByteString.Output bytes = ByteString.newOutput();
        int left = number;
        for (; left > 127; left >>>= 7) {
            bytes.write(left | 128);
        }
        bytes.write(left);
        return bytes.toByteString();
    }

    /** Messages as they are. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    // A few bytes that become many count as what they become.
    @Test
    void message_thatIsCompressed_countsWhatItBecomes() {
        StatusRuntimeException error =
                assertThrows(StatusRuntimeException.class, () -> SessionServiceGrpc.newBlockingStub(running.channel())
                        .withCompression("gzip")
                        .restore(restore(40 << 20)));
        assertTrue(error.getStatus().getCode() != Status.Code.NOT_FOUND, error.toString());
        RunningServer.await("all given back", () -> running.meter("walras_inbound_bytes") == 0.0);
    }

    @Test
    void sessions_madeAfterAFlood_areMade() throws InterruptedException {
        flood(6, 8 << 20);
        CreateSessionResponse made = SessionServiceGrpc.newBlockingStub(running.channel())
                .createSession(CreateSessionRequest.newBuilder()
                        .setConfig(SessionConfig.newBuilder().setEnvironment("counter-v0"))
                        .build());
        assertTrue(made.hasSession());
    }
}
