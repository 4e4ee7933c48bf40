package walras.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import walras.v1.Access;
import walras.v1.Attached;
import walras.v1.RestoreRequest;
import walras.v1.RestoreResponse;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;

/**
 * A process with a heap of 1 GiB under many messages of 60 MB at once, again and again: what it takes of the machine
 * stays within what the operations page states, and who plays goes on.
 */
final class FloodedServerTest {
    private static final int CALLS = 24;
    private static final int MESSAGE_BYTES = 60_000_000;
    private static final int ROUNDS = 20;
    private static final int ROUND_SECONDS = 30;
    private static final long HEAP_BYTES = 1L << 30;
    private static final long INBOUND_BYTES = HEAP_BYTES / 8; // by default
    private static final long FREE_BYTES = 64 << 10; // of each message
    private static final long WINDOW_BYTES = 8 << 20; // of each connection
    private static final long MACHINE_BYTES = 256 << 20; // classes, compiled code, stacks

    @Tag("full")
    @ParameterizedTest
    @ValueSource(ints = {1, CALLS})
    void messages_ofSixtyMegabytesForLong_stayWithinTheStatedMemory(int connections) throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "the size of a process is read from /proc");
        List<ManagedChannel> channels = new ArrayList<>();
        try (ServerProcess server = ServerProcess.startWith(List.of("-Xmx1g"))) {
            int port = server.port();
            for (int k = 0; k <= connections; k++) {
                channels.add(flooding(port));
            }
            Map<Status.Code, Integer> ends = flood(channels.subList(0, connections), channels.get(connections));
            long stated = HEAP_BYTES
                    + INBOUND_BYTES
                    + FREE_BYTES * CALLS
                    + WINDOW_BYTES * (connections + 1)
                    + MACHINE_BYTES;
            long most = mostBytes(server);
            System.out.println("FloodedServerTest: " + connections + " connections, ends " + ends + ", at most "
                    + (most >> 20) + " MiB of " + (stated >> 20));
            assertTrue(most <= stated, most + " bytes at most, stated are " + stated);
            assertTrue(ends.getOrDefault(Status.Code.RESOURCE_EXHAUSTED, 0) > 0, ends.toString());
            assertTrue(ends.getOrDefault(Status.Code.NOT_FOUND, 0) > 0, "nobody was heard: " + ends);
            assertEquals(2, ends.size(), ends.toString());
            server.terminate();
            assertEquals(0, server.exitCode());
        } finally {
            channels.forEach(ManagedChannel::shutdownNow);
        }
    }

    /** What waits to be sent lies in the heap: there is not as much memory outside it, where it would lie otherwise. */
    private static ManagedChannel flooding(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .withOption(ChannelOption.ALLOCATOR, new UnpooledByteBufAllocator(false))
                .build();
    }

    /** How the calls ended: without a session of that name, or refused. */
    private static Map<Status.Code, Integer> flood(List<ManagedChannel> channels, ManagedChannel own)
            throws InterruptedException {
        PlayClient player = new PlayClient(own);
        Attached attached = player.create(
                SessionConfig.newBuilder().setEnvironment("counter-v0").build());
        player.reset(1);
        byte[] frame = Frames.filled(attached.getSession().getSeats(0).getActionLayout(), 0);
        RestoreRequest large = RestoreRequest.newBuilder()
                .setAccess(Access.newBuilder().setSessionId("none"))
                .setSnapshot(ByteString.copyFrom(new byte[MESSAGE_BYTES]))
                .build();
        Map<Status.Code, Integer> ends = new EnumMap<>(Status.Code.class);
        long step = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<ListenableFuture<RestoreResponse>> answers = new ArrayList<>();
            for (int k = 0; k < CALLS; k++) {
                answers.add(SessionServiceGrpc.newFutureStub(channels.get(k % channels.size()))
                        .withDeadlineAfter(ROUND_SECONDS, TimeUnit.SECONDS)
                        .restore(large));
            }
            ListenableFuture<?> all = Futures.whenAllComplete(answers).call(() -> true, Runnable::run);
            while (!all.isDone()) {
                player.act(++step, 0, frame);
                assertEquals(step, player.turn().getStep());
            }
            for (ListenableFuture<RestoreResponse> answer : answers) {
                ends.merge(code(answer), 1, Integer::sum);
            }
        }
        player.leave(true);
        return ends;
    }

    private static Status.Code code(ListenableFuture<RestoreResponse> answer) throws InterruptedException {
        try {
            answer.get();
            return Status.Code.OK;
        } catch (ExecutionException failed) {
            return Status.fromThrowable(failed).getCode();
        }
    }

    /** The most that the process ever had of the machine's memory. */
    private static long mostBytes(ServerProcess server) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(server.pid()), "status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new IOException("no VmHWM");
    }
}
