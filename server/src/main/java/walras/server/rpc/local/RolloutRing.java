package walras.server.rpc.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import walras.v1.RolloutMemory;

/** Room for some chunks of rollouts in a file that the reader maps. A slot is written to when the reader has given it back. */
final class RolloutRing implements AutoCloseable {
    /** Slots begin where pages do. */
    private static final int PAGE_BYTES = 4096;

    private final SharedFile file;
    private final int slots;
    private final int chunkBytes;
    private final BitSet lent = new BitSet(); // guarded by this

    private RolloutRing(SharedFile file, int slots, int chunkBytes) {
        this.file = file;
        this.slots = slots;
        this.chunkBytes = chunkBytes;
    }

    /**
     * Makes the file.
     *
     * @param chunkBytes of the longest chunk
     * @throws IOException if there is no room for it
     */
    static RolloutRing create(Path path, int slots, int chunkBytes) throws IOException {
        return new RolloutRing(SharedFile.create(path, start(slots, chunkBytes)), slots, chunkBytes);
    }

    /** Where a slot begins. */
    private static long start(int slot, int chunkBytes) {
        long pages = (chunkBytes + PAGE_BYTES - 1L) / PAGE_BYTES;
        return PAGE_BYTES * (1 + slot * pages);
    }

    /** True if it serves for another rollout as well. */
    boolean fits(int wantedSlots, int wantedBytes) {
        return slots == wantedSlots && chunkBytes >= wantedBytes;
    }

    /** The reader holds nothing any more. */
    synchronized void reclaim() {
        lent.clear();
    }

    synchronized boolean hasFree() {
        return lent.cardinality() < slots;
    }

    /**
     * The reader gives a slot back.
     *
     * @throws IOException if it did not hold it
     */
    synchronized void free(int slot) throws IOException {
        file.unname(); // whoever has seen a chunk has mapped the file
        if (slot < 0 || !lent.get(slot)) {
            throw new IOException("slot " + slot + " is not the reader's");
        }
        lent.clear(slot);
    }

    /** Writes a chunk to a free slot, which is the reader's from now on. */
    Place put(ByteBuffer bytes) throws IOException {
        int slot;
        synchronized (this) {
            slot = lent.nextClearBit(0);
            lent.set(slot);
        }
        long start = start(slot, chunkBytes);
        file.write(start, bytes.duplicate());
        return new Place(slot, start);
    }

    /** Where a chunk is. */
    record Place(int slot, long start) {}

    /** For the reader. */
    RolloutMemory message() {
        return RolloutMemory.newBuilder()
                .setPath(file.path().toString())
                .setSizeBytes(start(slots, chunkBytes))
                .setSlots(slots)
                .build();
    }

    @Override
    public void close() {
        file.close();
    }
}
