package walras.server.session.shard;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.OptionalLong;
import walras.env.Problem;

/**
 * The actions of some seats of one shard.
 *
 * @param step the number of the turn that is asked for; empty for the next one
 * @param seats {@code [k]} indices
 * @param frames {@code [k]} one action frame for each seat; the bytes are the sender's again when the call that takes them
 *     returns
 * @param unread why what a seat answered in words is no action, by seat
 */
public record Acts(int shard, OptionalLong step, int[] seats, ByteBuffer[] frames, Map<Integer, Problem> unread) {
    /** Acts that were frames. */
    public Acts(int shard, OptionalLong step, int[] seats, ByteBuffer[] frames) { // [k], [k]
        this(shard, step, seats, frames, Map.of());
    }

    /** The same for a step, with bytes of its own. */
    Acts copied(long ofStep) {
        ByteBuffer[] copies = new ByteBuffer[frames.length]; // [k]
        for (int k = 0; k < copies.length; k++) {
            copies[k] = ByteBuffer.allocate(frames[k].remaining())
                    .put(frames[k].duplicate())
                    .flip();
        }
        return new Acts(shard, OptionalLong.of(ofStep), seats.clone(), copies, unread);
    }
}
