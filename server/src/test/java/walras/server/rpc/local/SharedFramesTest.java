package walras.server.rpc.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.env.Problem;
import walras.v1.Attached;
import walras.v1.FrameLayout;
import walras.v1.Seat;
import walras.v1.Session;
import walras.v1.SessionConfig;
import walras.v1.SharedMemory;
import walras.v1.SharedSeat;

final class SharedFramesTest {
    private static final int SHARDS = 3;
    private static final int SLOTS = 2;
    private static final int[] SEATS = {0, 2};
    private static final int[] ACTION_BYTES = {100, 0, 64};
    private static final int[] TURN_BYTES = {130, 0, 1};

    private Path file;

    @BeforeEach
    void name(@TempDir Path folder) {
        file = folder.resolve("1.frames");
    }

    /** Three seats, of which the stream has the first and the last. */
    private static Attached attached() {
        Session.Builder session =
                Session.newBuilder().setConfig(SessionConfig.newBuilder().setShards(SHARDS));
        for (int seat = 0; seat < ACTION_BYTES.length; seat++) {
            session.addSeats(Seat.newBuilder()
                    .setIndex(seat)
                    .setActionLayout(FrameLayout.newBuilder().setSizeBytes(ACTION_BYTES[seat]))
                    .setObservationLayout(FrameLayout.newBuilder().setSizeBytes(TURN_BYTES[seat])));
        }
        Attached.Builder attached = Attached.newBuilder().setSession(session);
        for (int seat : SEATS) {
            attached.addSeats(seat);
        }
        return attached.build();
    }

    private SharedFrames create() throws IOException {
        return SharedFrames.create(file, SharedLayout.of(attached(), SLOTS));
    }

    private MappedByteBuffer mapped() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
        }
    }

    /** Distinct bytes for every seat. */
    private static byte[][] frames(int salt) { // [seats][bytes]
        byte[][] frames = new byte[TURN_BYTES.length][];
        for (int seat = 0; seat < frames.length; seat++) {
            frames[seat] = new byte[TURN_BYTES[seat]];
            java.util.Arrays.fill(frames[seat], (byte) (salt + seat));
        }
        return frames;
    }

    // Guards every other frame: two that overlap would corrupt each other silently.
    @Test
    void layout_ofTheMessage_isAlignedWithinTheFileAndWithoutOverlap() {
        SharedMemory memory = SharedLayout.of(attached(), SLOTS).message().build();
        List<long[]> runs = new ArrayList<>(); // [start, end]
        runs.add(new long[] {0, SharedLayout.MAGIC.length});
        for (SharedSeat seat : memory.getSeatsList()) {
            for (int shard = 0; shard < SHARDS; shard++) {
                long actions = seat.getActionOffset() + shard * seat.getActionStride();
                runs.add(new long[] {actions, actions + ACTION_BYTES[seat.getSeat()]});
                for (int slot = 0; slot < SLOTS; slot++) {
                    long turn = seat.getTurnOffset() + ((long) shard * SLOTS + slot) * seat.getTurnStride();
                    runs.add(new long[] {turn, turn + TURN_BYTES[seat.getSeat()]});
                }
            }
        }
        runs.sort((one, other) -> Long.compare(one[0], other[0]));
        long end = 0;
        for (long[] run : runs) {
            assertEquals(0, run[0] % 64);
            assertTrue(run[0] >= end, run[0] + " is before " + end);
            end = run[1];
        }
        assertTrue(end <= memory.getSizeBytes());
    }

    @Test
    void file_isForItsOwnerAloneAndBeginsWithTheMagic() throws IOException {
        try (SharedFrames frames = create()) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            assertEquals(frames.layout().sizeBytes(), Files.size(file));
            byte[] magic = new byte[SharedLayout.MAGIC.length];
            mapped().get(magic);
            assertArrayEquals(SharedLayout.MAGIC, magic);
        }
    }

    // Guards turns that the participant still looks at: only a slot that it gave may be written, and only once.
    @Test
    void write_withoutAGrant_writesNothing() throws IOException {
        try (SharedFrames frames = create()) {
            MappedByteBuffer seen = mapped();
            assertEquals(-1, frames.write(1, frames(10)));
            frames.grant(1, 1);
            assertEquals(-1, frames.write(0, frames(20)));
            assertEquals(1, frames.write(1, frames(30)));
            assertEquals(-1, frames.write(1, frames(40)));
            for (SharedLayout.Place place : frames.layout().places()) {
                byte[] turn = new byte[TURN_BYTES[place.seat()]];
                seen.get((int) frames.layout().turn(place, 1, 1), turn);
                assertArrayEquals(frames(30)[place.seat()], turn);
                assertEquals(0, seen.get((int) frames.layout().turn(place, 1, 0)));
            }
        }
    }

    @Test
    void grant_ofNoSuchSlot_isRefused() throws IOException {
        try (SharedFrames frames = create()) {
            Problem refused = assertThrows(Problem.class, () -> frames.grant(0, SLOTS));
            assertEquals("turn_slot: expected 0 to 1, got 2", refused.getMessage());
            assertThrows(Problem.class, () -> frames.grant(0, -1));
            frames.grant(SHARDS, 0); // who reads the shard's number says what is wrong with it
        }
        assertThrows(Problem.class, () -> SharedLayout.of(attached(), 65));
        assertThrows(Problem.class, () -> SharedLayout.of(attached(), -1));
    }

    @Test
    void actions_areWhereTheParticipantWritesThem() throws IOException {
        try (SharedFrames frames = create()) {
            MappedByteBuffer theirs = mapped();
            for (SharedLayout.Place place : frames.layout().places()) {
                theirs.put((int) frames.layout().actions(place, 2), (byte) (50 + place.seat()));
                ByteBuffer actions = frames.actions(2, place.seat());
                assertEquals(ACTION_BYTES[place.seat()], actions.remaining());
                assertEquals(50 + place.seat(), actions.get(0));
            }
            assertEquals(0, frames.actions(0, 1).remaining(), "another stream's seat");
            assertEquals(0, frames.actions(SHARDS, 0).remaining());
            assertEquals(0, frames.actions(-1, 0).remaining());
        }
    }

    // Guards the machine's memory: whoever dies after this leaves nothing behind.
    @Test
    void unname_takesTheNameAndLeavesTheMemory() throws IOException {
        try (SharedFrames frames = create()) {
            MappedByteBuffer theirs = mapped();
            frames.unname();
            frames.unname();
            assertFalse(Files.exists(file));
            frames.grant(0, 0);
            assertEquals(0, frames.write(0, frames(7)));
            assertEquals(7, theirs.get((int)
                    frames.layout().turn(frames.layout().places().get(0), 0, 0)));
        }
    }

    @Test
    void close_takesTheNameAndEndsWriting() throws IOException {
        SharedFrames frames = create();
        frames.grant(0, 0);
        frames.close();
        frames.close();
        assertFalse(Files.exists(file));
        assertThrows(ClosedChannelException.class, () -> frames.write(0, frames(7)));
    }

    // Guards the server's life: a participant may do to its file whatever it likes.
    @Test
    void file_thatWasCutShort_hasFewerActionsAndTakesTurns() throws IOException {
        try (SharedFrames frames = create()) {
            try (FileChannel theirs = FileChannel.open(file, StandardOpenOption.WRITE)) {
                theirs.truncate(frames.layout().actions(frames.layout().places().get(0), 0) + 1);
            }
            assertEquals(1, frames.actions(0, 0).remaining());
            assertEquals(0, frames.actions(1, 0).remaining());
            frames.grant(0, 0);
            assertEquals(0, frames.write(0, frames(7)));
        }
    }

    // Guards the check: what was checked must be what is played.
    @Test
    void actions_onceRead_doNotChangeUnderTheServer() throws IOException {
        try (SharedFrames frames = create()) {
            MappedByteBuffer theirs = mapped();
            int at = (int) frames.layout().actions(frames.layout().places().get(0), 0);
            theirs.put(at, (byte) 1);
            ByteBuffer read = frames.actions(0, 0);
            theirs.put(at, (byte) 2);
            assertEquals(1, read.get(0));
        }
    }

    // Guards the machine's memory against a participant that asks for all of it.
    @Test
    void create_ofTooMuch_isRefusedAndLeavesNothing() {
        SharedLayout tooMuch = new SharedLayout(1, 1, List.of(), 0, (1L << 30) + 1);
        IOException refused = assertThrows(IOException.class, () -> SharedFrames.create(file, tooMuch));
        assertEquals(
                "frames: expected at most 1073741824 bytes, got 1073741825; fewer slots or rows need less",
                refused.getMessage());
        assertFalse(Files.exists(file));
    }

    @Test
    void create_whereAFileIs_isRefused() throws IOException {
        Files.createFile(file);
        assertThrows(IOException.class, this::create);
    }
}
