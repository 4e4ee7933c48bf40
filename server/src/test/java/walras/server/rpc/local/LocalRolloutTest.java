package walras.server.rpc.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static walras.server.RunningServer.await;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import walras.server.RunningServer;
import walras.v1.Access;
import walras.v1.AutoresetMode;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.GetSessionRequest;
import walras.v1.GetSessionResponse;
import walras.v1.LocalRolloutRequest;
import walras.v1.Policy;
import walras.v1.ResetRequest;
import walras.v1.RolloutMemory;
import walras.v1.RolloutRequest;
import walras.v1.RolloutResponse;
import walras.v1.Seat;
import walras.v1.SeatPolicy;
import walras.v1.SessionConfig;
import walras.v1.SessionServiceGrpc;
import walras.v1.UniformPolicy;

/** Rollouts in shared memory on a real server, spoken from the documented bytes. */
@Timeout(60)
final class LocalRolloutTest {
    private static final int ROLLOUT = 4;
    private static final int CHUNK = 5;
    private static final int ROWS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Path folder;
    private RunningServer running;
    private Path socket;
    private SessionServiceGrpc.SessionServiceBlockingStub sessions;

    @BeforeEach
    void start(@TempDir Path place) throws IOException {
        folder = place;
        running = new RunningServer(server -> server.sharedMemory(Optional.of(folder)));
        socket = Path.of(running.server().localSocket().orElseThrow());
        sessions = SessionServiceGrpc.newBlockingStub(running.channel());
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private Access session() {
        return session("counter-v0", ROWS);
    }

    private Access session(String environment, int rows) {
        return session(environment, rows, AutoresetMode.AUTORESET_MODE_SAME_STEP);
    }

    private Access session(String environment, int rows, AutoresetMode mode) {
        CreateSessionResponse created = sessions.createSession(CreateSessionRequest.newBuilder()
                .setConfig(SessionConfig.newBuilder()
                        .setEnvironment(environment)
                        .setNumEnvs(rows)
                        .setSeed(1)
                        .setAutoresetMode(mode))
                .build());
        Access access = RunningServer.access(created);
        sessions.reset(ResetRequest.newBuilder().setAccess(access).build());
        return access;
    }

    private static RolloutRequest order(Access access, int steps, int chunkSteps) {
        return RolloutRequest.newBuilder()
                .setAccess(access)
                .setSteps(steps)
                .setChunkSteps(chunkSteps)
                .addPolicies(SeatPolicy.newBuilder()
                        .setPolicy(Policy.newBuilder().setUniform(UniformPolicy.getDefaultInstance())))
                .build();
    }

    private GetSessionResponse described(Access access) {
        return sessions.getSession(
                GetSessionRequest.newBuilder().setAccess(access).build());
    }

    private long lastStep(Access access) {
        return described(access).getSession().getLastSteps(0);
    }

    private long filesLeft() {
        try (Stream<Path> files = Files.list(socket.getParent())) {
            return files.filter(file -> file.toString().endsWith(".frames")).count();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** A program that reads rollouts: its connection, and the file that it was told of last. */
    private final class Reader implements AutoCloseable {
        final LocalClient client = new LocalClient(socket);
        ByteBuffer file = ByteBuffer.allocate(0); // [size_bytes]
        int maps;

        Reader() throws IOException {}

        void ask(RolloutRequest order, int slots) throws IOException {
            client.write(
                    ROLLOUT,
                    LocalRolloutRequest.newBuilder()
                            .setRollout(order)
                            .setSlots(slots)
                            .build()
                            .toByteArray());
        }

        RolloutResponse chunk() throws IOException {
            RolloutResponse chunk = RolloutResponse.parseFrom(client.payload(CHUNK));
            if (chunk.hasMemory() && !chunk.getMemory().getPath().isEmpty()) {
                map(chunk.getMemory());
            }
            return chunk;
        }

        private void map(RolloutMemory memory) throws IOException {
            try (FileChannel channel = FileChannel.open(Path.of(memory.getPath()), StandardOpenOption.READ)) {
                file = channel.map(FileChannel.MapMode.READ_ONLY, 0, memory.getSizeBytes());
                maps++;
            }
        }

        ByteString bytes(long from, long length) { // [length]
            return ByteString.copyFrom(file.slice(Math.toIntExact(from), Math.toIntExact(length)));
        }

        void giveBack(int... slots) throws IOException {
            ByteBuffer numbers =
                    ByteBuffer.allocate(slots.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int slot : slots) {
                numbers.putInt(slot);
            }
            client.write(CHUNK, numbers.array());
        }

        /** Reads a rollout to its end and gives every slot back. */
        void rest(int steps) throws IOException {
            for (int done = 0; done < steps; ) {
                RolloutResponse chunk = chunk();
                giveBack(chunk.getSlot());
                done += chunk.getSteps();
            }
            assertEquals(0, client.end().getCode());
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    private static long stride(walras.v1.FrameLayout layout) {
        return (layout.getSizeBytes() + 63) / 64 * 64;
    }

    private void stream(Access access, int steps) {
        int streamed = 0;
        for (Iterator<RolloutResponse> chunks = sessions.rollout(order(access, steps, 0)); chunks.hasNext(); ) {
            streamed += chunks.next().getSteps();
        }
        assertEquals(steps, streamed);
    }

    // Guards the bytes: what lies in the file is what a stream would have carried, ended rows included; and guards the
    // file, which serves one rollout after the other.
    @Test
    void rollout_inSharedMemory_isTheStreamedOne() throws IOException {
        Access streamed = session();
        Access shared = session();
        Seat seat = described(shared).getSession().getSeats(0);
        int ended = 0;
        try (Reader reader = new Reader()) {
            for (int again = 0; again < 3; again++) {
                List<RolloutResponse> expected = new ArrayList<>();
                sessions.rollout(order(streamed, 50, 7)).forEachRemaining(expected::add);
                reader.ask(order(shared, 50, 7), 2);
                for (RolloutResponse chunk : expected) {
                    RolloutResponse got = reader.chunk();
                    assertEquals(chunk.getFirstStep(), got.getFirstStep());
                    assertEquals(chunk.getSteps(), got.getSteps());
                    assertEquals(chunk.getFinalRowsList(), got.getFinalRowsList());
                    assertEquals(0, got.getSeats(0).getFrames().size());
                    assertEquals(0, got.getSeats(0).getFramesOffset() % 64);
                    assertEquals(
                            chunk.getSeats(0).getFrames(),
                            reader.bytes(
                                    got.getSeats(0).getFramesOffset(),
                                    got.getSteps() * stride(seat.getObservationLayout())));
                    assertEquals(
                            chunk.getSeats(0).getActions(),
                            reader.bytes(
                                    got.getSeats(0).getActionsOffset(),
                                    got.getSteps() * stride(seat.getActionLayout())));
                    reader.giveBack(got.getSlot());
                    ended += chunk.getFinalRowsCount();
                }
                assertEquals(0, reader.client.end().getCode());
            }
            assertTrue(ended > 0, "nothing ended");
            assertEquals(1, reader.maps);
            assertEquals(0, filesLeft(), "the file's name goes when the first slot comes back");
            reader.ask(order(shared, 50, 20), 2);
            reader.rest(50);
            assertEquals(2, reader.maps, "a longer chunk needs another file");
        }
        assertEquals(200, lastStep(shared));
    }

    // Guards what players write where threads share their rows out, which only rollouts through shared memory do.
    @Test
    void rollout_ofManyRows_isTheStreamedOne() throws IOException {
        Access streamed = session("auction/chain-v0", 3001);
        Access shared = session("auction/chain-v0", 3001);
        Seat seat = described(shared).getSession().getSeats(0);
        try (Reader reader = new Reader()) {
            reader.ask(order(shared, 40, 1), 4);
            for (Iterator<RolloutResponse> chunks = sessions.rollout(order(streamed, 40, 1)); chunks.hasNext(); ) {
                RolloutResponse got = reader.chunk();
                RolloutResponse chunk = chunks.next();
                assertEquals(chunk.getFirstStep(), got.getFirstStep());
                assertEquals(
                        chunk.getSeats(0).getActions(),
                        reader.bytes(got.getSeats(0).getActionsOffset(), stride(seat.getActionLayout())));
                assertEquals(
                        chunk.getSeats(0).getFrames(),
                        reader.bytes(got.getSeats(0).getFramesOffset(), stride(seat.getObservationLayout())));
                reader.giveBack(got.getSlot());
            }
            assertEquals(0, reader.client.end().getCode());
        }
    }

    // Guards flow control: a chunk is played into a slot that is free, and the session is anybody's meanwhile.
    @Test
    void reader_thatKeepsItsSlots_stopsItsRolloutOnly() throws Exception {
        Access access = session();
        try (Reader reader = new Reader()) {
            reader.ask(order(access, 1000, 10), 3);
            int slots = 0;
            for (int k = 0; k < 3; k++) {
                slots |= 1 << reader.chunk().getSlot();
            }
            assertEquals(0b111, slots);
            await("three chunks are played", () -> lastStep(access) == 30);
            Thread.sleep(100); // that a fourth one is not: there is nothing to wait for
            assertEquals(30, lastStep(access));
            stream(session(), 20);
            reader.giveBack(1);
            assertEquals(1, reader.chunk().getSlot());
            await("a fourth", () -> lastStep(access) == 40);
            reader.giveBack(0, 1, 2);
            reader.rest(1000 - 40);
            assertEquals(1000, lastStep(access));
        }
    }

    // Guards the machine's memory and the session: a reader that dies half-way says no goodbye.
    @Test
    void reader_thatVanishes_leavesTheSessionAndNoFile() throws IOException {
        Access access = session();
        Reader reader = new Reader();
        reader.ask(order(access, 1 << 20, 5), 2);
        reader.chunk();
        assertEquals(1, filesLeft());
        reader.close();
        await("the file goes", () -> filesLeft() == 0);
        long[] stands = {-1};
        await("the rollout stops", () -> stands[0] == (stands[0] = lastStep(access)));
        assertTrue(stands[0] <= 20, () -> stands[0] + " steps that nobody read");
        stream(access, 20);
        assertEquals(stands[0] + 20, lastStep(access));
        await("the server's mapping ends", () -> mappings() == 0);
    }

    // Guards the process: a mapping that ended while a thread still played into it would be its end.
    @Test
    void readers_thatVanishWhileThreadsPlay_harmNobody() throws IOException {
        Access access = session("auction/chain-v0", 3001, AutoresetMode.AUTORESET_MODE_NEXT_STEP);
        for (int again = 0; again < 100; again++) {
            try (Reader reader = new Reader()) {
                reader.ask(order(access, 1 << 20, 4), 3);
                for (int k = 0; k <= again % 3; k++) {
                    reader.giveBack(reader.chunk().getSlot());
                }
            }
        }
        await("the server's mappings end", () -> mappings() == 0);
        stream(access, 20);
    }

    /** Of the server, which alone may write. */
    private static long mappings() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(".frames") && line.contains(" rw-s "))
                    .count();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    // Guards the server: its program's own session may break, and nothing else. Both ways to record, and several
    // threads.
    @ParameterizedTest
    @EnumSource(names = {"AUTORESET_MODE_SAME_STEP", "AUTORESET_MODE_NEXT_STEP"})
    void reader_thatCutsTheFileShort_harmsItselfOnly(AutoresetMode mode) throws IOException {
        for (int again = 0; again < 3; again++) {
            Access access = session("auction/chain-v0", 3001, mode);
            try (Reader reader = new Reader()) {
                reader.ask(order(access, 1000, 2), 2);
                RolloutResponse first = reader.chunk();
                try (FileChannel file =
                        FileChannel.open(Path.of(first.getMemory().getPath()), StandardOpenOption.WRITE)) {
                    file.truncate(0);
                }
                reader.giveBack(first.getSlot());
                assertEquals("INTERNAL", reader.client.endAfter(CHUNK).getReason());
            }
            stream(session("auction/chain-v0", 3001, mode), 20);
        }
        assertTrue(
                Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(thread -> thread.getName().startsWith("walras-rows-")),
                "the threads that share steps live on");
        await("the server's mapping ends", () -> mappings() == 0);
    }

    @Test
    void memory_thatIsRefused_leavesFramesInTheMessages() throws IOException {
        Access streamed = session();
        Access shared = session();
        try (Reader reader = new Reader()) {
            reader.ask(order(shared, 0, 0), 0);
            assertEquals("steps", reader.client.end().getWhere()); // and so the server has taken the connection
            Files.delete(socket);
            Files.delete(socket.getParent());
            reader.ask(order(shared, 30, 10), 0);
            Iterator<RolloutResponse> expected = sessions.rollout(order(streamed, 30, 10));
            for (int k = 0; k < 3; k++) {
                RolloutResponse got = reader.chunk();
                assertEquals(k == 0, got.hasMemory());
                assertEquals(k == 0, !got.getMemory().getRefused().isEmpty());
                assertFalse(got.hasSlot());
                assertEquals(expected.next(), got.toBuilder().clearMemory().build());
            }
            assertEquals(0, reader.client.end().getCode());
        }
    }

    // Guards the connection: what is refused is told as a stream would be told, and the next rollout is served.
    @Test
    void rollout_thatIsRefused_isToldAndTheConnectionLivesOn() throws IOException {
        Access access = session();
        try (Reader reader = new Reader()) {
            reader.ask(order(access, 0, 0), 0);
            assertEquals("steps", reader.client.end().getWhere());
            reader.ask(order(access, 5, 0), 65);
            assertEquals("LIMIT", reader.client.end().getReason());
            reader.ask(order(access.toBuilder().clearTickets().build(), 5, 0), 0);
            assertEquals("access.tickets", reader.client.end().getWhere());
            reader.ask(order(access.toBuilder().setSessionId("none").build(), 5, 0), 0);
            assertEquals("UNKNOWN_SESSION", reader.client.end().getReason());
            assertEquals(0, filesLeft());
            reader.ask(order(access, 5, 0), 0);
            reader.rest(5);
        }
    }

    @Test
    void slotThatIsNotTheReaders_endsItsConnection() throws IOException {
        for (byte[] noise : new byte[][] {{1, 0, 0, 0}, {-1, -1, -1, -1}, {0, 0}, {99, 0, 0, 0}}) {
            try (Reader reader = new Reader()) {
                reader.ask(order(session(), 100, 10), 1);
                assertEquals(0, reader.chunk().getSlot());
                reader.client.write(CHUNK, noise);
                assertThrows(IOException.class, reader::chunk);
            }
        }
        await("files go", () -> filesLeft() == 0);
    }

    @Test
    void token_isAskedForHereToo() throws IOException {
        try (RunningServer guarded = new RunningServer(
                        server -> server.sharedMemory(Optional.of(folder)).token("let-me-in"));
                LocalClient client =
                        new LocalClient(Path.of(guarded.server().localSocket().orElseThrow()))) {
            for (String shown : List.of("", "Bearer let-me-out", "Bearer let-me-in")) {
                client.write(
                        ROLLOUT,
                        LocalRolloutRequest.newBuilder()
                                .setAuthorization(shown)
                                .setRollout(order(Access.getDefaultInstance(), 1, 0))
                                .build()
                                .toByteArray());
                String expected =
                        shown.isEmpty() ? "TOKEN_MISSING" : shown.endsWith("out") ? "TOKEN_WRONG" : "UNKNOWN_SESSION";
                assertEquals(expected, client.end().getReason());
            }
        }
    }

    // Guards the end of a server: a connection between two rollouts must not hold it up, nor lose its folder.
    @Test
    void server_thatDrains_endsConnectionsThatAreIdle() throws IOException {
        RunningServer patient = new RunningServer(
                server -> server.sharedMemory(Optional.of(folder)).drainTime(PATIENCE));
        socket = Path.of(patient.server().localSocket().orElseThrow());
        try (Reader reader = new Reader()) {
            reader.ask(order(Access.getDefaultInstance(), 5, 0), 0);
            assertEquals("UNKNOWN_SESSION", reader.client.end().getReason());
            long start = System.nanoTime();
            patient.close();
            assertTrue(System.nanoTime() - start < PATIENCE.toNanos(), "nobody was waited for");
            assertThrows(IOException.class, reader::chunk);
            assertFalse(Files.exists(socket.getParent()));
        }
    }
}
