package walras.server.session.shard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import walras.env.batch.FinalObservations;
import walras.env.batch.PartedBatch;
import walras.server.frame.FrameCodec;

/** Makes turns of what a shard's batch shows, in memory that turns which nobody reads any more leave behind. */
public final class TurnFrames {
    private static final byte[] NONE = {};
    /** Turns that may be in use at the same time before new memory is taken for good. */
    private static final int MOST_SPARE = 4;

    private final int shard;
    private final Deque<Turn> made = new ArrayDeque<>(); // the last ones, oldest first

    TurnFrames(int shard) {
        this.shard = shard;
    }

    /**
     * What every remote seat sees now.
     *
     * @param late indices of the seats that were late for the turn, ascending
     */
    Turn turn(long number, Turn.Cause cause, ShardParts parts, List<Integer> late) {
        @Nullable FrameCodec[] codecs = parts.codecs(); // [seats]
        byte[] @Nullable [] frames = room(codecs.length); // [seats]
        byte[] @Nullable [] finals = new byte[codecs.length][]; // [seats]
        for (int seat = 0; seat < codecs.length; seat++) {
            FrameCodec codec = codecs[seat];
            if (codec != null) {
                frames[seat] = encoded(codec, frames[seat]);
                finals[seat] = codec.encodeFinals();
            }
        }
        Turn turn = new Turn(shard, number, cause, frames, finalRows(parts.batch()), finals, late);
        if (made.size() == MOST_SPARE) {
            made.remove();
        }
        made.add(turn);
        return turn;
    }

    /** The frames of a turn that nobody reads any more, or room for new ones. */
    private byte[] @Nullable [] room(int seats) { // [seats]
        for (Turn old : made) {
            if (old.use().free()) {
                made.remove(old);
                return old.frames();
            }
        }
        return new byte[seats][];
    }

    private static byte[] encoded(FrameCodec codec, byte @Nullable [] old) { // [observationLayout.sizeBytes]
        if (old == null) {
            return codec.encode();
        }
        codec.encodeInto(old);
        return old;
    }

    /** The rows that ended in the last step and began anew, int32 little-endian, ascending. */
    public static byte[] finalRows(PartedBatch batch) { // [4 * count]
        int count = batch.finalCount();
        if (count == 0) {
            return NONE;
        }
        byte[] bytes = new byte[4 * count];
        IntBuffer rows = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        for (int part = 0; part < batch.parts(); part++) {
            FinalObservations ended = batch.part(part).finals();
            for (int k = 0; k < ended.count(); k++) {
                rows.put(batch.firstRow(part) + ended.rows()[k]);
            }
        }
        return bytes;
    }
}
