package walras.server.rpc.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static walras.server.RunningServer.await;

import com.google.protobuf.ByteString;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.server.Frames;
import walras.server.RunningServer;
import walras.v1.Act;
import walras.v1.Attach;
import walras.v1.Attached;
import walras.v1.CatalogServiceGrpc;
import walras.v1.FieldKind;
import walras.v1.GetServerInfoRequest;
import walras.v1.GetServerInfoResponse;
import walras.v1.Leave;
import walras.v1.PlayError;
import walras.v1.PlayRequest;
import walras.v1.PlayResponse;
import walras.v1.ResetConfig;
import walras.v1.Seat;
import walras.v1.SeatFrame;
import walras.v1.SessionConfig;
import walras.v1.SharedMemoryRequest;
import walras.v1.SharedSeat;
import walras.v1.Turn;

/** Shared memory on a real server, spoken from the documented bytes. */
final class LocalPlayTest {
    private static final int ROWS = 5;

    private Path folder;
    private RunningServer running;
    private Path socket;

    @BeforeEach
    void start(@TempDir Path place) throws IOException {
        folder = place;
        running = new RunningServer(server -> server.sharedMemory(Optional.of(folder)));
        socket = Path.of(info().getLocalSocket());
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private GetServerInfoResponse info() {
        return CatalogServiceGrpc.newBlockingStub(running.channel())
                .getServerInfo(GetServerInfoRequest.getDefaultInstance());
    }

    private static PlayRequest.Builder create(int slots) {
        return PlayRequest.newBuilder()
                .setAttach(Attach.newBuilder()
                        .setCreate(SessionConfig.newBuilder()
                                .setEnvironment("counter-v0")
                                .setNumEnvs(ROWS)
                                .setSeed(1))
                        .setSharedMemory(SharedMemoryRequest.newBuilder().setTurnSlots(slots)));
    }

    private static PlayRequest.Builder act(long step, int slot) {
        return PlayRequest.newBuilder()
                .setAct(Act.newBuilder()
                        .setStep(step)
                        .addFrames(SeatFrame.newBuilder().setShared(true))
                        .setTurnSlot(slot));
    }

    private static PlayRequest.Builder reset() {
        return PlayRequest.newBuilder().setReset(ResetConfig.newBuilder().setTurnSlot(0));
    }

    private static MappedByteBuffer map(Attached attached) throws IOException {
        try (FileChannel file = FileChannel.open(
                Path.of(attached.getSharedMemory().getPath()), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer bytes = file.map(
                    FileChannel.MapMode.READ_WRITE,
                    0,
                    attached.getSharedMemory().getSizeBytes());
            bytes.order(ByteOrder.LITTLE_ENDIAN);
            return bytes;
        }
    }

    private static void putActions(MappedByteBuffer bytes, Attached attached, int value) {
        Seat seat = attached.getSession().getSeats(0);
        SharedSeat place = attached.getSharedMemory().getSeats(0);
        bytes.put((int) place.getActionOffset(), Frames.filled(seat.getActionLayout(), value));
    }

    private static int[] counts(MappedByteBuffer bytes, Attached attached, int slot) { // [ROWS]
        Seat seat = attached.getSession().getSeats(0);
        SharedSeat place = attached.getSharedMemory().getSeats(0);
        byte[] frame = new byte[(int) seat.getObservationLayout().getSizeBytes()];
        bytes.get((int) (place.getTurnOffset() + slot * place.getTurnStride()), frame);
        return Frames.ints(
                ByteString.copyFrom(frame),
                Frames.field(seat.getObservationLayout(), FieldKind.FIELD_KIND_OBSERVATION, "count"));
    }

    private long filesLeft() throws IOException {
        try (Stream<Path> files = Files.list(socket.getParent())) {
            return files.filter(file -> file.toString().endsWith(".frames")).count();
        }
    }

    // Guards the whole way of the data: actions out of the file, a step, observations into the slot that was given.
    @Test
    void play_inSharedMemory_countsUp() throws IOException {
        assertTrue(info().getCapabilitiesList().contains("shared_memory"));
        try (LocalClient client = new LocalClient(socket, "")) {
            client.send(create(3));
            Attached attached = client.receive().getAttached();
            assertEquals(3, attached.getSharedMemory().getTurnSlots());
            MappedByteBuffer bytes = map(attached);
            client.send(reset());
            Turn first = client.receive().getTurn();
            assertTrue(first.hasSlot());
            assertEquals(0, first.getFramesCount());
            int[] before = counts(bytes, attached, 0);
            assertEquals(0, filesLeft(), "the file's name goes when the file is mapped");

            putActions(bytes, attached, 1);
            client.send(act(1, 2));
            Turn second = client.receive().getTurn();

            assertEquals(2, second.getSlot());
            int[] after = counts(bytes, attached, 2);
            for (int row = 0; row < ROWS; row++) {
                assertEquals(before[row] + 1, after[row]);
            }
            client.send(PlayRequest.newBuilder().setLeave(Leave.newBuilder().setCloseSession(true)));
            assertEquals(0, client.end().getCode());
            assertThrows(EOFException.class, client::receive);
        }
    }

    @Test
    void turn_withoutASlot_hasItsFramesInTheMessage() throws IOException {
        try (LocalClient client = new LocalClient(socket, "")) {
            client.send(create(0));
            Attached attached = client.receive().getAttached();
            MappedByteBuffer bytes = map(attached);
            client.send(PlayRequest.newBuilder().setReset(ResetConfig.getDefaultInstance()));
            Turn turn = client.receive().getTurn();
            assertFalse(turn.hasSlot());
            assertEquals(1, turn.getFramesCount());
            // and an act may have its frames in the message too
            Seat seat = attached.getSession().getSeats(0);
            client.send(PlayRequest.newBuilder()
                    .setAct(Act.newBuilder()
                            .addFrames(SeatFrame.newBuilder()
                                    .setFrame(ByteString.copyFrom(Frames.filled(seat.getActionLayout(), 1))))
                            .setTurnSlot(1)));
            assertEquals(1, client.receive().getTurn().getSlot());
            assertEquals(
                    1
                            + Frames.ints(
                                    turn.getFrames(0).getFrame(),
                                    Frames.field(
                                            seat.getObservationLayout(), FieldKind.FIELD_KIND_OBSERVATION, "count"))[0],
                    counts(bytes, attached, 1)[0]);
        }
    }

    // Guards the batch: whatever is wrong with a message is answered, moves nothing, and the stream lives on.
    @Test
    void garbage_inWellFormedMessages_isAnsweredAndMovesNothing() throws IOException {
        try (LocalClient client = new LocalClient(socket, "")) {
            client.send(PlayRequest.newBuilder()); // not an attach
            assertEquals("BAD_REQUEST", refused(client).getError().getReason());
            client.send(create(65));
            assertEquals("LIMIT", refused(client).getError().getReason());
            client.send(create(1));
            Attached attached = client.receive().getAttached();
            MappedByteBuffer bytes = map(attached);
            client.send(reset());
            client.receive();
            putActions(bytes, attached, 1);

            client.send(act(Long.MAX_VALUE, 0));
            assertEquals("WRONG_STEP", refused(client).getError().getReason());
            client.send(act(1, 1));
            assertEquals("turn_slot", refused(client).getError().getWhere());
            client.send(PlayRequest.newBuilder()
                    .setAct(Act.newBuilder()
                            .setShard(77)
                            .addFrames(SeatFrame.newBuilder().setShared(true))));
            assertEquals(77, refused(client).getShard());
            client.send(PlayRequest.newBuilder()
                    .setAct(Act.newBuilder()
                            .addFrames(SeatFrame.newBuilder().setSeat(9).setShared(true))));
            assertEquals("UNKNOWN_SEAT", refused(client).getError().getReason());
            putActions(bytes, attached, -7);
            client.send(act(1, 0));
            PlayError bad = refused(client);
            assertEquals("BAD_ACTION", bad.getError().getReason());
            assertTrue(
                    bad.getError().getWhere().contains("row 0"), bad.getError().getWhere());

            putActions(bytes, attached, 1);
            client.send(act(1, 0));
            assertEquals(1, client.receive().getTurn().getStep());
        }
    }

    private static PlayError refused(LocalClient client) throws IOException {
        PlayResponse response = client.receive();
        assertTrue(response.hasError(), response::toString);
        return response.getError();
    }

    @Test
    void bytesThatAreNoMessage_endTheConnectionAndNothingElse() throws IOException {
        byte[] noise = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
        try (LocalClient bystander = new LocalClient(socket, "")) {
            bystander.send(create(0));
            bystander.receive();
            for (int[] head : new int[][] {{noise.length, 2}, {-5, 2}, {Integer.MAX_VALUE, 2}, {noise.length, 99}}) {
                try (LocalClient client = new LocalClient(socket, "")) {
                    client.write(head[0], head[1], noise);
                    assertThrows(IOException.class, client::receive);
                }
            }
            bystander.send(reset());
            assertEquals(0, bystander.receive().getTurn().getStep());
        }
    }

    // Guards the machine's memory and everybody's seats: a participant that dies says no goodbye.
    @Test
    void participant_thatVanishes_leavesNothingBehind() throws IOException {
        LocalClient mapped = new LocalClient(socket, "");
        mapped.send(create(0));
        map(mapped.receive().getAttached());
        mapped.send(reset());
        mapped.receive();
        LocalClient early = new LocalClient(socket, "");
        early.send(create(0));
        early.receive();
        assertEquals(1, filesLeft());
        assertEquals(2, running.meter("walras_seats_attached"));

        mapped.close();
        early.close();

        await("seats are released", () -> running.meter("walras_seats_attached") == 0);
        await("streams end", () -> running.meter("walras_streams_open") == 0);
        await("files go", () -> {
            try {
                return filesLeft() == 0;
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
        });
    }

    // Guards the server's life against a participant that cuts its file short: what is missing is a bad frame.
    @Test
    void file_thatIsCutShort_isABadFrame() throws IOException {
        try (LocalClient client = new LocalClient(socket, "")) {
            client.send(create(0));
            Path file = Path.of(client.receive().getAttached().getSharedMemory().getPath());
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(0);
                client.send(PlayRequest.newBuilder().setReset(ResetConfig.getDefaultInstance()));
                assertEquals(0, client.receive().getTurn().getStep());
                client.send(act(1, 0));
                assertEquals("BAD_FRAME", refused(client).getError().getReason());
            }
        }
    }

    @Test
    void server_thatCloses_tellsItsParticipantsAndTakesItsFolderAway() throws IOException {
        try (LocalClient client = new LocalClient(socket, "")) {
            client.send(create(0));
            client.receive();
            running.close();
            PlayResponse draining = client.receive();
            assertTrue(draining.hasEvent());
            assertTrue(client.receive().hasEvent());
            assertEquals("SESSION_CLOSED", client.end().getReason());
            assertFalse(Files.exists(socket.getParent()));
        }
    }

    @Test
    void token_isAskedForHereToo() throws IOException {
        try (RunningServer guarded = new RunningServer(
                server -> server.sharedMemory(Optional.of(folder)).token("let-me-in"))) {
            Path place = Path.of(guarded.server().localSocket().orElseThrow());
            try (LocalClient none = new LocalClient(place, "")) {
                assertEquals("TOKEN_MISSING", none.end().getReason());
            }
            try (LocalClient wrong = new LocalClient(place, "Bearer let-me-out")) {
                assertEquals("TOKEN_WRONG", wrong.end().getReason());
            }
            try (LocalClient right = new LocalClient(place, "Bearer let-me-in")) {
                right.send(create(0));
                assertTrue(right.receive().hasAttached());
            }
        }
    }

    // Guards the memory of machines on which servers are killed.
    @Test
    void folder_ofADeadServer_isTakenAwayByTheNextOne() throws IOException {
        Path dead = Files.createDirectory(folder.resolve("walras-dead"));
        Files.createFile(dead.resolve("play.sock"));
        Files.createFile(dead.resolve("1.frames"));
        Path starting = Files.createDirectory(folder.resolve("walras-starting"));
        Files.createFile(starting.resolve("play.sock"));
        Path other = Files.createDirectory(folder.resolve("walras-of-something-else"));
        Path link = Files.createSymbolicLink(folder.resolve("walras-link"), dead);
        Files.setLastModifiedTime(dead.resolve("play.sock"), FileTime.fromMillis(System.currentTimeMillis() - 60_000));
        LocalPlay.in(folder).close();
        assertTrue(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
        assertTrue(Files.exists(starting));
        assertFalse(Files.exists(dead));
        assertTrue(Files.exists(other));
        assertTrue(Files.exists(socket), "a server that lives keeps its own");
    }

    @Test
    void server_withoutSharedMemory_saysSo() throws IOException {
        try (RunningServer plain = new RunningServer(server -> server.sharedMemory(Optional.empty()))) {
            GetServerInfoResponse said = CatalogServiceGrpc.newBlockingStub(plain.channel())
                    .getServerInfo(GetServerInfoRequest.getDefaultInstance());
            assertEquals("", said.getLocalSocket());
            assertFalse(said.getCapabilitiesList().contains("shared_memory"));
        }
    }

    @Test
    void attach_ofAnotherTransport_hasNoSharedMemory() {
        walras.server.PlayClient client = new walras.server.PlayClient(running.channel());
        client.send(create(0));
        assertFalse(client.response().getAttached().hasSharedMemory());
    }
}
