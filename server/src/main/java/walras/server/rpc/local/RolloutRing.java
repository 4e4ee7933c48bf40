package walras.server.rpc.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import walras.server.frame.MemoryFaults;
import walras.v1.RolloutMemory;

/**
 * Room for some chunks of rollouts in a file that server and reader map. A slot is written to when the reader has given it
 * back.
 */
final class RolloutRing implements AutoCloseable {
    /** Slots begin where pages do. */
    private static final int PAGE_BYTES = 4096;

    private final SharedFile file;
    private final Mapping mapping;
    private final int slots;
    private final int chunkBytes;
    private final AtomicLong lent = new AtomicLong(); // bit k while slot k is the reader's
    private int written; // the slot that is written to; of the thread that plays

    private RolloutRing(SharedFile file, Mapping mapping, int slots, int chunkBytes) {
        this.file = file;
        this.mapping = mapping;
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
        long size = start(slots, chunkBytes);
        SharedFile file = SharedFile.create(path, size);
        try {
            return new RolloutRing(file, file.map(size), slots, chunkBytes);
        } catch (IOException unmapped) {
            file.close();
            throw unmapped;
        }
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
    void reclaim() {
        lent.set(0);
    }

    boolean hasFree() {
        return Long.bitCount(lent.get()) < slots;
    }

    /**
     * The reader gives a slot back.
     *
     * @throws IOException if it did not hold it
     */
    void free(int slot) throws IOException {
        file.unname(); // whoever has seen a chunk has mapped the file
        long bit = slot < 0 || slot >= slots ? 0 : 1L << slot;
        if ((lent.getAndUpdate(all -> all & ~bit) & bit) == 0) {
            throw new IOException("slot " + slot + " is not the reader's");
        }
    }

    /** The memory of a free slot. */
    ByteBuffer room() { // [chunkBytes]
        written = Long.numberOfTrailingZeros(~lent.get());
        return mapping.part(start(written, chunkBytes), chunkBytes);
    }

    /**
     * The slot that was written to is the reader's from now on. Called by the thread that plays.
     *
     * @throws InternalError if the reader has cut the file short
     */
    Place lend() {
        MemoryFaults.throwNoted();
        long bit = 1L << written;
        lent.getAndUpdate(all -> all | bit);
        return new Place(written, start(written, chunkBytes));
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

    /** Nobody may write to a slot any more. */
    @Override
    public void close() {
        mapping.close();
        file.close();
    }
}
