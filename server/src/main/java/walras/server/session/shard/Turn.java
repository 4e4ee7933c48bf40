package walras.server.session.shard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of one shard, as every remote seat sees it. Kept until the next one, so that a step that is asked for twice
 * is answered twice and taken once. Its frames may be read while {@link #use} is held.
 *
 * @param step 0 for the first reset, one more for every reset, step or restore after it
 * @param frames per seat index; null for seats that policies fill
 * @param finalRows rows that ended and began anew in this step, int32 little-endian, ascending; empty where there are none
 * @param finalFrames per seat index, the true last observations of those rows; null for seats that policies fill
 * @param late seats that were late for it, ascending, for which something else was played than they may have sent
 * @param use who may still read the frames
 */
public record Turn(
        int shard,
        long step,
        Cause cause,
        byte[] @Nullable [] frames,
        byte[] finalRows,
        byte[] @Nullable [] finalFrames,
        List<Integer> late,
        TurnUse use) {
    /** A turn that nobody holds but its shard and who hands it out. */
    public Turn(
            int shard,
            long step,
            Cause cause,
            byte[] @Nullable [] frames,
            byte[] finalRows,
            byte[] @Nullable [] finalFrames,
            List<Integer> late) {
        this(shard, step, cause, frames, finalRows, finalFrames, late, new TurnUse());
    }

    /** What made a turn. */
    public enum Cause {
        RESET,
        STEP,
        RESTORE
    }
}
