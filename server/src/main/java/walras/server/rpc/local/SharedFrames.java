package walras.server.rpc.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;

/**
 * The frames of one participant in a file that it maps.
 *
 * <p>The server itself does not map it: it writes turns and reads actions by calls to the system, which cost a copy each,
 * some microseconds for thousands of rows. For that, a participant that shortens the file cannot harm the server, where a
 * mapping would be a signal in the middle of a step; memory goes back when the file is closed, and not when a collector
 * finds the mapping; and actions are the server's own from the moment they are read, so that they are checked and used as
 * the same bytes, whatever the participant writes meanwhile.
 *
 * <p>Every page is written when the file is made: a file system that is full says so then. Messages on the socket say what
 * is where; the call that sends one comes after the call that writes, and that makes the bytes seen.
 */
final class SharedFrames implements AutoCloseable {
    private static final Set<StandardOpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final int ZEROS_BYTES = 1 << 20;
    /** What one participant may have of the machine's memory. */
    private static final long MOST_BYTES = 1L << 30;

    private final Path path;
    private final SharedLayout layout;
    private final FileChannel file;
    private final Map<Integer, ByteBuffer> actions =
            new HashMap<>(); // by seat, [place.actionBytes]; of the reading thread
    private final int[] granted; // [shards] the slot for the next turn; -1 for none. Guarded by this
    private boolean named = true; // guarded by this

    private SharedFrames(Path path, SharedLayout layout, FileChannel file) {
        this.path = path;
        this.layout = layout;
        this.file = file;
        this.granted = new int[layout.shards()];
        Arrays.fill(granted, -1);
    }

    /**
     * Makes the file.
     *
     * @throws IOException if there is no room for it
     */
    static SharedFrames create(Path path, SharedLayout layout) throws IOException {
        if (layout.sizeBytes() > MOST_BYTES) {
            throw new IOException("frames: expected at most " + MOST_BYTES + " bytes, got " + layout.sizeBytes()
                    + "; fewer slots or rows need less");
        }
        FileChannel file = FileChannel.open(
                path, NEW, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        SharedFrames made = new SharedFrames(path, layout, file);
        try {
            ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
            for (long at = 0; at < layout.sizeBytes(); at += zeros.limit()) {
                made.write(at, zeros.clear().limit((int) Math.min(layout.sizeBytes() - at, ZEROS_BYTES)));
            }
            made.write(0, ByteBuffer.wrap(SharedLayout.MAGIC));
            return made;
        } catch (IOException full) {
            made.close();
            throw full;
        }
    }

    private void write(long at, ByteBuffer bytes) throws IOException {
        long next = at;
        while (bytes.hasRemaining()) {
            next += file.write(bytes, next);
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

    /**
     * A seat's actions as they are now, valid until the next call for the seat; as much as there is where the participant
     * has shortened the file, and nothing where there is no such place: whoever looks at them says what is wrong.
     */
    ByteBuffer actions(int shard, int seat) throws IOException { // [place.actionBytes] or less
        SharedLayout.Place place = layout.place(seat);
        if (place == null || shard < 0 || shard >= layout.shards()) {
            return ByteBuffer.allocate(0);
        }
        ByteBuffer copy = actions.computeIfAbsent(seat, key -> ByteBuffer.allocateDirect(place.actionBytes()));
        long from = layout.actions(place, shard);
        copy.clear();
        while (copy.hasRemaining() && file.read(copy, from + copy.position()) > 0) {}
        return copy.flip();
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
    synchronized int write(int shard, byte[] @Nullable [] frames) throws IOException { // [seats][bytes]
        int slot = granted[shard];
        granted[shard] = -1;
        for (int k = 0; slot >= 0 && k < layout.places().size(); k++) {
            SharedLayout.Place place = layout.places().get(k);
            byte[] frame = frames[place.seat()];
            if (frame != null) {
                write(layout.turn(place, shard, slot), ByteBuffer.wrap(frame));
            }
        }
        return slot;
    }

    @Override
    public void close() {
        try {
            unname();
            file.close();
        } catch (IOException left) {
            System.getLogger("walras.server").log(System.Logger.Level.WARNING, "left behind: " + path, left);
        }
    }
}
