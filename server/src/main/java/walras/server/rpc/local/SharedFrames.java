package walras.server.rpc.local;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;

/**
 * The frames of one participant in a file that it maps too.
 *
 * <p>The server writes turns here and never reads them again; it reads actions once, into the batch's arrays, and checks
 * them there, so that a participant which writes while it is read harms nobody but itself. Messages on the socket say what
 * is where; the system call that sends one is what makes the bytes written before it seen after it.
 *
 * <p>Every page is written when the file is made: a file system that is full says so then, and not by a signal in the
 * middle of a step. A participant that shortens the file gets an error, for the runtime turns that signal into one.
 */
final class SharedFrames implements AutoCloseable {
    private static final Set<StandardOpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final int ZEROS_BYTES = 1 << 20;

    private final Path path;
    private final SharedLayout layout;
    private final ByteBuffer bytes; // [layout.sizeBytes]
    private final int[] granted; // [shards] the slot for the next turn; -1 for none. Guarded by this
    private boolean named = true; // guarded by this
    private boolean closed; // guarded by this

    private SharedFrames(Path path, SharedLayout layout, ByteBuffer bytes) {
        this.path = path;
        this.layout = layout;
        this.bytes = bytes;
        this.granted = new int[layout.shards()];
        Arrays.fill(granted, -1);
    }

    /**
     * Makes the file.
     *
     * @throws IOException if there is no room for it
     */
    static SharedFrames create(Path path, SharedLayout layout) throws IOException {
        if (layout.sizeBytes() > Integer.MAX_VALUE) {
            throw new IOException("frames of " + layout.sizeBytes() + " bytes are more than can be mapped at once");
        }
        try (FileChannel file = FileChannel.open(
                path, NEW, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer zeros = ByteBuffer.allocate(ZEROS_BYTES);
            for (long left = layout.sizeBytes(); left > 0; left -= zeros.limit()) {
                zeros.clear().limit((int) Math.min(left, ZEROS_BYTES));
                while (zeros.hasRemaining()) {
                    file.write(zeros);
                }
            }
            ByteBuffer bytes = file.map(FileChannel.MapMode.READ_WRITE, 0, layout.sizeBytes());
            bytes.put(0, SharedLayout.MAGIC);
            return new SharedFrames(path, layout, bytes);
        } catch (IOException full) {
            Files.deleteIfExists(path);
            throw full;
        }
    }

    Path path() {
        return path;
    }

    SharedLayout layout() {
        return layout;
    }

    /** The participant has mapped the file: nobody else shall, and whoever dies now leaves nothing behind. */
    synchronized void unname() throws IOException {
        if (named) {
            named = false;
            Files.deleteIfExists(path);
        }
    }

    /** A seat's actions; nothing where there is no such place, and whoever reads them says what is wrong. */
    ByteBuffer actions(int shard, int seat) { // [place.actionBytes] or [0]
        SharedLayout.Place place = layout.place(seat);
        return place == null || shard < 0 || shard >= layout.shards()
                ? ByteBuffer.allocate(0)
                : bytes.slice(layout.actions(place, shard), place.actionBytes()).asReadOnlyBuffer();
    }

    /**
     * Lets the next turn of a shard be written to a slot.
     *
     * @throws Problem BAD_REQUEST if there is no such slot
     */
    synchronized void grant(int shard, int slot) {
        if (slot < 0 || slot >= layout.slots()) {
            throw Problem.request("turn_slot", "0 to " + (layout.slots() - 1), slot);
        }
        if (shard >= 0 && shard < granted.length) {
            granted[shard] = slot;
        }
    }

    /**
     * Writes a turn's frames into the slot that was granted.
     *
     * @param frames by seat index
     * @return the slot; -1 if none was granted
     */
    synchronized int write(int shard, byte[] @Nullable [] frames) { // [seats][bytes]
        int slot = closed ? -1 : granted[shard];
        granted[shard] = -1;
        if (slot >= 0) {
            for (SharedLayout.Place place : layout.places()) {
                byte[] frame = frames[place.seat()];
                if (frame != null) {
                    bytes.put(layout.turn(place, shard, slot), frame);
                }
            }
            VarHandle.releaseFence();
        }
        return slot;
    }

    /** To be called by the thread that reads actions, so that it is not reading any. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            try {
                unname();
            } catch (IOException left) {
                System.getLogger("walras.server").log(System.Logger.Level.WARNING, "left behind: " + path, left);
            }
            Unmapping.unmap(bytes);
        }
    }
}
