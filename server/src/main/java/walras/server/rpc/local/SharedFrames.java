package walras.server.rpc.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;

/**
 * The frames of one participant in a file that it maps. Actions are the server's own from the moment they are read, so that
 * they are checked and used as the same bytes, whatever the participant writes meanwhile.
 */
final class SharedFrames implements AutoCloseable {
    private final SharedLayout layout;
    private final SharedFile file;
    private final Map<Integer, ByteBuffer> actions =
            new HashMap<>(); // by seat, [place.actionBytes]; of the reading thread
    private final AtomicIntegerArray granted; // [shards] the slot for the next turn; -1 for none

    private SharedFrames(SharedLayout layout, SharedFile file) {
        this.layout = layout;
        this.file = file;
        int[] none = new int[layout.shards()];
        Arrays.fill(none, -1);
        this.granted = new AtomicIntegerArray(none);
    }

    /**
     * Makes the file.
     *
     * @throws IOException if there is no room for it
     */
    static SharedFrames create(Path path, SharedLayout layout) throws IOException {
        return new SharedFrames(layout, SharedFile.create(path, layout.sizeBytes()));
    }

    Path path() {
        return file.path();
    }

    SharedLayout layout() {
        return layout;
    }

    /** See {@link SharedFile#unname}. */
    void unname() throws IOException {
        file.unname();
    }

    /**
     * A seat's actions as they are now, valid until the next call for the seat; as much as there is where the participant
     * has shortened the file, and nothing where there is no such place: whoever looks at them says what is wrong.
     */
    ByteBuffer actions(int shard, int seat) { // [place.actionBytes] or less
        SharedLayout.Place place = layout.place(seat);
        if (place == null || shard < 0 || shard >= layout.shards()) {
            return ByteBuffer.allocate(0);
        }
        ByteBuffer copy = actions.computeIfAbsent(seat, key -> ByteBuffer.allocateDirect(place.actionBytes()));
        try {
            file.read(layout.actions(place, shard), copy.clear());
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        }
        return copy.flip();
    }

    /**
     * Lets the next turn of a shard be written to a slot.
     *
     * @throws Problem BAD_REQUEST if there is no such slot
     */
    void grant(int shard, int slot) {
        if (slot < 0 || slot >= layout.slots()) {
            throw Problem.request("turn_slot", "0 to " + (layout.slots() - 1), slot);
        }
        if (shard >= 0 && shard < granted.length()) {
            granted.set(shard, slot);
        }
    }

    /**
     * Writes a turn's frames into the slot that was granted.
     *
     * @param frames by seat index
     * @return the slot; -1 if none was granted
     */
    int write(int shard, byte[] @Nullable [] frames) throws IOException { // [seats][bytes]
        int slot = granted.getAndSet(shard, -1);
        for (int k = 0; slot >= 0 && k < layout.places().size(); k++) {
            SharedLayout.Place place = layout.places().get(k);
            byte[] frame = frames[place.seat()];
            if (frame != null) {
                file.write(layout.turn(place, shard, slot), ByteBuffer.wrap(frame));
            }
        }
        return slot;
    }

    @Override
    public void close() {
        file.close();
    }
}
